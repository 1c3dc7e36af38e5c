import { createHmac, randomBytes } from 'node:crypto';
import type { Clock } from 'atol-kkt';
import type { Logger } from 'pino';
import type { Store, User } from '../store/index.js';
import { hashPassword, passwordMatches } from './passwords.js';

export type Entry =
  | { readonly user: User }
  /** `wrong`: no such login or another password; `blocked`: too many guesses, or the login is disabled. */
  | { readonly refused: 'wrong' | 'blocked' };

export interface GateOptions {
  readonly store: Store;
  readonly clock: Clock;
  /** Told of those who guess. Default: nobody. */
  readonly log?: Pick<Logger, 'warn'> | undefined;
  /** Failed guesses of one login from one address, in 15 minutes. Default 10. */
  readonly guesses?: number | undefined;
}

const WINDOW_MS = 15 * 60_000;
const GUESSES = 10;
/** Of any logins from one address, and of one login from anywhere, as multiples of that. */
const OF_ADDRESS = 5;
const OF_LOGIN = 50;
const REMEMBERED = 1000;
/** Characters of a login in the log. */
const LOGGED = 100;

/** Lets people and programs in by login and password, and stops those who guess. */
export class Gate {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #guesses: number;
  readonly #log: GateOptions['log'];
  /** Who was stopped already, and when that was told. */
  readonly #stopped = new Map<string, number>();
  /** Shops send the same right password all day: it is computed once per process. */
  readonly #known = new Map<string, string>();
  readonly #secret = randomBytes(32);
  #nobody: Promise<string> | undefined;

  constructor({ store, clock, log, guesses = GUESSES }: GateOptions) {
    this.#log = log;
    this.#store = store;
    this.#clock = clock;
    this.#guesses = guesses;
  }

  /** `from`: address of whoever asks. */
  async enter(login: string, password: string, from: string): Promise<Entry> {
    const { people } = this.#store;
    const user = await people.user(login);
    const mark = this.#mark(login, password);
    if (user && !user.disabled && this.#known.get(mark) === user.passwordHash) return { user };
    if (await this.#guessed(login, from)) {
      this.#tellStopped(login, from);
      return { refused: 'blocked' };
    }
    this.#nobody ??= hashPassword('');
    const hash = user?.passwordHash ?? (await this.#nobody);
    const right = await passwordMatches(password, hash);
    if (!user || !right) {
      for (const name of namesOf(login, from)) await people.guess(name, this.#clock.now());
      this.#log?.warn({ login: login.slice(0, LOGGED), from }, 'wrong password');
      return { refused: 'wrong' };
    }
    if (user.disabled) return { refused: 'blocked' };
    this.#remember(mark, user.passwordHash);
    return { user };
  }

  async #guessed(login: string, from: string): Promise<boolean> {
    const { people } = this.#store;
    const since = this.#clock.now() - WINDOW_MS;
    const limits = [this.#guesses, this.#guesses * OF_ADDRESS, this.#guesses * OF_LOGIN];
    for (const [index, name] of namesOf(login, from).entries()) {
      if ((await people.guesses(name, since)) >= (limits[index] ?? 0)) return true;
    }
    return false;
  }

  /** Once for the time that they are stopped for, however often they knock. */
  #tellStopped(login: string, from: string): void {
    const [pair] = namesOf(login, from);
    const now = this.#clock.now();
    if (now - (this.#stopped.get(pair) ?? Number.NEGATIVE_INFINITY) < WINDOW_MS) return;
    if (this.#stopped.size >= REMEMBERED) this.#stopped.clear();
    this.#stopped.set(pair, now);
    this.#log?.warn({ login: login.slice(0, LOGGED), from }, 'passwords guessed: stopped');
  }

  #mark(login: string, password: string): string {
    return createHmac('sha256', this.#secret).update(`${login}\0${password}`).digest('base64');
  }

  #remember(mark: string, hash: string): void {
    if (this.#known.size >= REMEMBERED) this.#known.clear();
    this.#known.set(mark, hash);
  }
}

function namesOf(login: string, from: string): readonly [string, string, string] {
  const short = login.slice(0, 100);
  return [`pair ${from} ${short}`, `from ${from}`, `login ${short}`];
}
