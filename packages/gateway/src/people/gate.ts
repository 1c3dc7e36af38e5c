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
  /** Passwords that are looked at now, and how many of each login and address. */
  readonly #asked = new Map<string, Promise<Entry>>();
  readonly #looking = new Map<string, number>();
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
    // Many workers of a shop may begin at once with the same password; that is one look, and no guessing.
    const asking = `${mark} ${from}`;
    const asked = this.#asked.get(asking) ?? this.#look(user, login, password, from);
    this.#asked.set(asking, asked);
    try {
      const entry = await asked;
      if ('user' in entry) this.#remember(mark, entry.user.passwordHash);
      return entry;
    } finally {
      this.#asked.delete(asking);
    }
  }

  async #look(user: User | undefined, login: string, password: string, from: string): Promise<Entry> {
    const names = namesOf(login, from);
    // Those that are looked at now count as guesses, so that nobody gets around the limit by asking at the same time.
    const before = names.map((name) => this.#looking.get(name) ?? 0);
    for (const [index, name] of names.entries()) this.#looking.set(name, (before[index] ?? 0) + 1);
    try {
      if (await this.#guessed(names, before)) {
        this.#tellStopped(login, from);
        return { refused: 'blocked' };
      }
      this.#nobody ??= hashPassword('');
      const right = await passwordMatches(password, user?.passwordHash ?? (await this.#nobody));
      if (user && right) return user.disabled ? { refused: 'blocked' } : { user };
      for (const name of names) await this.#store.people.guess(name, this.#clock.now());
      this.#log?.warn({ login: login.slice(0, LOGGED), from }, 'wrong password');
      return { refused: 'wrong' };
    } finally {
      for (const name of names) {
        const left = (this.#looking.get(name) ?? 1) - 1;
        if (left > 0) this.#looking.set(name, left);
        else this.#looking.delete(name);
      }
    }
  }

  async #guessed(names: readonly string[], looking: readonly number[]): Promise<boolean> {
    const { people } = this.#store;
    const since = this.#clock.now() - WINDOW_MS;
    const limits = [this.#guesses, this.#guesses * OF_ADDRESS, this.#guesses * OF_LOGIN];
    for (const [index, name] of names.entries()) {
      const guesses = (await people.guesses(name, since)) + (looking[index] ?? 0);
      if (guesses >= (limits[index] ?? 0)) return true;
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
