/** `shop`: a shop's or payment service's login for the API of one group; the others are people in the cabinet. */
export type Role = 'shop' | 'viewer' | 'operator' | 'administrator';

export interface User {
  readonly login: string;
  readonly name: string;
  readonly role: Role;
  /** As the layer above hashes it. */
  readonly passwordHash: string;
  /** Groups that the user sees; undefined: all. */
  readonly groups: readonly string[] | undefined;
  readonly disabled: boolean;
  readonly createdAt: number;
}

export interface Session {
  /** Hash of the secret that the browser or client keeps. */
  readonly id: string;
  readonly login: string;
  /** `session` of the cabinet, `token` of an API. */
  readonly kind: 'session' | 'token';
  readonly createdAt: number;
  readonly expiresAt: number;
  /** Plain JSON. */
  readonly data: unknown;
}

export interface AuditEntry {
  readonly id: number;
  readonly at: number;
  readonly login: string;
  /** Such as `register.drain`. */
  readonly action: string;
  /** Register, uuid, login or group that it was done to. */
  readonly target: string;
  /** Address that it came from. */
  readonly from: string;
  /** Plain JSON. */
  readonly details: unknown;
}

export interface AuditQuery {
  readonly login?: string | undefined;
  readonly action?: string | undefined;
  readonly target?: string | undefined;
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  /** Default 100. */
  readonly limit?: number | undefined;
  /** `id` of the last entry of the page before. */
  readonly before?: number | undefined;
}

export interface PeopleStore {
  users(): Promise<User[]>;
  user(login: string): Promise<User | undefined>;
  /** Adds or replaces. */
  saveUser(user: User): Promise<void>;
  removeUser(login: string): Promise<boolean>;

  /** The failed guesses of a name (login, address) since the time; `guess` adds one. */
  guesses(name: string, since: number): Promise<number>;
  guess(name: string, now: number): Promise<void>;

  session(id: string, now: number): Promise<Session | undefined>;
  saveSession(session: Session): Promise<void>;
  /** Also those of the login, when it is given. */
  endSession(id: string): Promise<void>;
  endSessionsOf(login: string): Promise<void>;

  /** Whoever did something by hand: this is never changed and never forgotten. */
  audit(entry: Omit<AuditEntry, 'id'>): Promise<void>;
  /** Newest first. */
  audits(query: AuditQuery): Promise<AuditEntry[]>;
}
