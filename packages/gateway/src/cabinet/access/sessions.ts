import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Clock } from 'atol-kkt';
import type { Store, User } from '../../store/index.js';
import { isPersonRole } from './roles.js';

/** A person who has signed in. */
export interface Signed {
  readonly user: User;
  /** Of the session in the store. */
  readonly id: string;
  /** What forms of this session carry. */
  readonly csrf: string;
}

const LIFE_MS = 12 * 3_600_000;
export const SESSION_COOKIE = 'cabinet_session';

/** The browser keeps a secret, the store its hash: who reads the store cannot enter. */
export class Sessions {
  readonly #store: Store;
  readonly #clock: Clock;

  constructor(store: Store, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  /** The secret for the cookie. */
  async open({ login }: User): Promise<string> {
    const secret = randomBytes(32).toString('base64url');
    await this.#save(secret, login);
    return secret;
  }

  #save(secret: string, login: string): Promise<void> {
    const createdAt = this.#clock.now();
    const expiresAt = createdAt + LIFE_MS;
    return this.#store.people.saveSession({
      id: idOf(secret),
      login,
      kind: 'session',
      createdAt,
      expiresAt,
      data: null,
    });
  }

  /** Undefined when nobody has signed in with it, or may no longer. Goes on living while it is used. */
  async of(secret: string | undefined): Promise<Signed | undefined> {
    if (secret === undefined || secret.length > 100) return undefined;
    const now = this.#clock.now();
    const session = await this.#store.people.session(idOf(secret), now);
    if (session?.kind !== 'session') return undefined;
    const user = await this.#store.people.user(session.login);
    if (!user || user.disabled || !isPersonRole(user.role)) return undefined;
    if (session.expiresAt - now < LIFE_MS / 2) await this.#save(secret, user.login);
    return { user, id: session.id, csrf: csrfOf(secret) };
  }

  end(id: string): Promise<void> {
    return this.#store.people.endSession(id);
  }

  /** `secret` undefined: takes the cookie away. */
  cookie(secret: string | undefined, secure: boolean): string {
    const life = secret === undefined ? 0 : LIFE_MS / 1000;
    return cookie(SESSION_COOKIE, secret ?? '', life, secure);
  }
}

export function cookie(name: string, value: string, seconds: number, secure: boolean): string {
  return `${name}=${value}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${seconds}${secure ? '; Secure' : ''}`;
}

/** Value of a cookie in the header of a request. */
export function cookieOf(header: string | undefined, name: string): string | undefined {
  for (const part of header?.split(';') ?? []) {
    const [key, value] = part.trim().split('=');
    if (key === name && value !== undefined && value !== '') return value;
  }
  return undefined;
}

/** Takes the same time whatever is wrong. */
export function sameText(given: string, wanted: string): boolean {
  const [one, other] = [given, wanted].map((text) => createHash('sha256').update(text).digest());
  return one !== undefined && other !== undefined && timingSafeEqual(one, other);
}

function idOf(secret: string): string {
  return createHash('sha256').update(`cabinet ${secret}`).digest('base64url');
}

function csrfOf(secret: string): string {
  return createHmac('sha256', secret).update('form').digest('base64url');
}
