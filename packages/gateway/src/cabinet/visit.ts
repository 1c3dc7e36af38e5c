import type { User } from '../store/index.js';
import { may, type PersonRole, sees, seesAll } from './access/roles.js';
import type { Cabinet } from './cabinet.js';
import { notFound } from './errors.js';
import type { Form } from './form.js';
import { Formats } from './format.js';
import type { Language, Tell } from './language.js';
import { tellerOf } from './language.js';

export interface VisitParts {
  readonly user: User;
  readonly language: Language;
  readonly csrf: string;
  readonly sessionId: string;
  /** Address of the request, with its query. */
  readonly url: string;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Form;
  readonly form: Form;
  /** Address that the person comes from. */
  readonly from: string;
  readonly host: string;
  readonly secure: boolean;
  /** Of the route, such as `register.drain`. */
  readonly action: string;
  /** Fires when the browser does not wait any more. */
  readonly gone: AbortSignal;
}

/** One request of a person who has signed in. */
export class Visit {
  readonly user: User;
  readonly language: Language;
  readonly t: Tell;
  readonly csrf: string;
  readonly sessionId: string;
  readonly url: string;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Form;
  readonly form: Form;
  readonly from: string;
  readonly host: string;
  readonly secure: boolean;
  readonly action: string;
  readonly gone: AbortSignal;
  readonly cabinet: Cabinet;
  readonly format: Formats;

  constructor(cabinet: Cabinet, parts: VisitParts) {
    this.cabinet = cabinet;
    this.user = parts.user;
    this.language = parts.language;
    this.t = tellerOf(parts.language);
    this.csrf = parts.csrf;
    this.sessionId = parts.sessionId;
    this.url = parts.url;
    this.params = parts.params;
    this.query = parts.query;
    this.form = parts.form;
    this.from = parts.from;
    this.host = parts.host;
    this.secure = parts.secure;
    this.action = parts.action;
    this.gone = parts.gone;
    this.format = Formats.of(parts.language);
  }

  get now(): number {
    return this.cabinet.gateway.clock.now();
  }

  /** Times as the clocks of a group's registers show them. */
  formatOf(group: string): Formats {
    const { timeZone } = this.cabinet.gateway.groups.list().find(({ name }) => name === group) ?? {};
    return timeZone === undefined ? this.format : Formats.of(this.language, timeZone);
  }

  may(role: PersonRole): boolean {
    return may(this.user.role, role);
  }

  get everywhere(): boolean {
    return seesAll(this.user);
  }

  sees(group: string): boolean {
    return sees(this.user, group);
  }

  /** Names of the groups that this person sees. */
  get groups(): string[] {
    return this.cabinet.gateway.groups
      .list()
      .map(({ name }) => name)
      .filter((name) => this.sees(name));
  }

  /** A group of this person. @throws CabinetError 404, as for one that does not exist */
  group(name: string | undefined) {
    const group = this.cabinet.gateway.groups.list().find((one) => one.name === name);
    if (!group || !this.sees(group.name)) throw notFound();
    return group;
  }

  /** A register of a group of this person, by the address of the page. */
  async register(name = this.params['register']) {
    const { registers } = this.cabinet.gateway;
    const view = await registers.get(name ?? '').catch(() => undefined);
    if (!view || !this.sees(view.options.group)) throw notFound();
    return view;
  }

  /** A job of a group of this person, by the address of the page. */
  async job(uuid = this.params['uuid']) {
    const job = uuid === undefined ? undefined : await this.cabinet.gateway.job(uuid);
    if (!job || !this.sees(job.group)) throw notFound();
    return job;
  }

  /**
   * Does something by hand: who, what and from where is written before it is begun, and once more when it did not succeed.
   * `target`: register, uuid, login or group.
   */
  async act<T>(target: string, details: unknown, work: () => Promise<T>): Promise<T> {
    await this.#audit(this.action, target, details);
    try {
      return await work();
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      await this.#audit(`${this.action}.failed`, target, { message });
      throw error;
    }
  }

  #audit(action: string, target: string, details: unknown): Promise<void> {
    const { people } = this.cabinet.gateway.store;
    const { login } = this.user;
    return people.audit({ at: this.now, login, action, target, from: this.from, details });
  }
}
