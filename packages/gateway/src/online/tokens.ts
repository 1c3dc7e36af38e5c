import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Clock } from 'atol-kkt';
import type { Store, User } from '../store/index.js';
import { Refusal } from './errors.js';

const LIFE_MS = 24 * 3_600_000;
/** A login that was closed or has another password is noticed after so long, ms. */
const FRESH_MS = 5000;
const KEY = 'online.tokenKey';
const REMEMBERED = 1000;

interface Remembered {
  readonly user: User | undefined;
  readonly at: number;
}

/**
 * Tokens say whose they are and since when, signed: no store is asked but for the login, any process knows them, and one that
 * is out of date is told from one that nobody has issued. A new password ends those before it.
 */
export class Tokens {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #users = new Map<string, Remembered>();
  #key: Promise<string> | undefined;

  constructor(store: Store, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  async issue(user: User): Promise<string> {
    const head = JSON.stringify([user.login, this.#clock.now(), randomBytes(6).toString('base64url')]);
    const body = Buffer.from(head).toString('base64url');
    return `${body}.${await this.#sign(body, user)}`;
  }

  /** @throws Refusal 10, 11, 14 */
  async userOf(token: string | undefined): Promise<User> {
    const [body = '', signature = ''] = token?.split('.') ?? [];
    const [login, issuedAt] = headOf(body) ?? [];
    if (login === undefined || issuedAt === undefined) throw new Refusal(10);
    const user = await this.#user(login);
    if (!user) throw new Refusal(10);
    const wanted = Buffer.from(await this.#sign(body, user));
    const found = Buffer.from(signature);
    if (wanted.length !== found.length || !timingSafeEqual(wanted, found)) throw new Refusal(10);
    if (this.#clock.now() - issuedAt >= LIFE_MS) throw new Refusal(11);
    if (user.disabled) throw new Refusal(14);
    return user;
  }

  async #sign(body: string, user: User): Promise<string> {
    this.#key ??= this.#store.settings.agree(KEY, randomBytes(32).toString('base64url'));
    let key: string;
    try {
      key = await this.#key;
    } catch (error) {
      this.#key = undefined;
      throw error;
    }
    return createHmac('sha256', key).update(`${user.passwordHash}\0${body}`).digest('base64url');
  }

  async #user(login: string): Promise<User | undefined> {
    const now = this.#clock.now();
    const known = this.#users.get(login);
    if (known && now - known.at < FRESH_MS) return known.user;
    const user = await this.#store.people.user(login);
    if (this.#users.size >= REMEMBERED) this.#users.clear();
    this.#users.set(login, { user, at: now });
    return user;
  }
}

function headOf(body: string): readonly [string, number] | undefined {
  try {
    const [login, at] = JSON.parse(Buffer.from(body, 'base64url').toString()) as unknown[];
    return typeof login === 'string' && typeof at === 'number' ? [login, at] : undefined;
  } catch {
    return undefined;
  }
}
