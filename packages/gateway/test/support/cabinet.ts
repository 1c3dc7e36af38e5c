import { cabinet } from '../../src/cabinet/index.js';
import { hashPassword } from '../../src/people/index.js';
import { type Server, startServer } from '../../src/server.js';
import type { Role } from '../../src/store/index.js';
import { Stand, type StandOptions } from './stand.js';

const PASSWORD = 'a password of a person';
// Every test comes in by it: how long guessing takes is not what they are about.
const passwordHash = hashPassword(PASSWORD, 4);

export interface Reply {
  readonly status: number;
  readonly location: string;
  readonly text: string;
  readonly headers: Headers;
}

/** A person with a browser that has no scripts: cookies, forms and what they carry. */
export class Person {
  readonly #url: string;
  readonly login: string;
  cookie = '';
  csrf = '';

  constructor(url: string, login: string) {
    this.#url = url;
    this.login = login;
  }

  async signIn(password = PASSWORD): Promise<Reply> {
    const reply = await this.post('/sign-in', { login: this.login, password });
    this.cookie = /cabinet_session=[^;]+/.exec(reply.headers.get('set-cookie') ?? '')?.[0] ?? '';
    if (this.cookie) {
      const { text } = await this.get('/account');
      this.csrf = /name="_csrf" value="([^"]+)"/.exec(text)?.[1] ?? '';
    }
    return reply;
  }

  get(path: string, headers: Record<string, string> = {}): Promise<Reply> {
    return this.#ask(path, { headers: { accept: 'text/html', ...headers } });
  }

  /** A form with the token of this session, unless it has one of its own. */
  post(
    path: string,
    fields: Readonly<Record<string, string | readonly string[]>> = {},
    headers: Record<string, string> = {},
  ): Promise<Reply> {
    const body = new URLSearchParams();
    for (const [name, value] of Object.entries({ _csrf: this.csrf, ...fields })) {
      for (const one of typeof value === 'string' ? [value] : value) body.append(name, one);
    }
    return this.#ask(path, { method: 'POST', body, headers });
  }

  async #ask(path: string, init: RequestInit & { headers?: Record<string, string> }): Promise<Reply> {
    const headers = { ...init.headers, cookie: this.cookie };
    const response = await fetch(this.#url + path, { ...init, headers, redirect: 'manual' });
    const { status, headers: answered } = response;
    return {
      status,
      location: answered.get('location') ?? '',
      text: await response.text(),
      headers: answered,
    };
  }
}

/** A gateway over emulated registers with the cabinet in front of it, over real HTTP. */
export class CabinetStand implements AsyncDisposable {
  readonly stand: Stand;
  readonly server: Server;
  readonly #close: () => void;

  private constructor(stand: Stand, server: Server, close: () => void) {
    this.stand = stand;
    this.server = server;
    this.#close = close;
  }

  static async start(options: StandOptions = {}): Promise<CabinetStand> {
    const stand = await Stand.start(options);
    const { gateway } = stand;
    const face = cabinet({ gateway });
    const server = await startServer({ gateway, port: 0, faces: [face] });
    return new CabinetStand(stand, server, () => face.close());
  }

  /** Somebody new, who has signed in. */
  async person(
    role: Role,
    groups?: readonly string[],
    login = `${role}${groups ? '-of-some' : ''}`,
  ): Promise<Person> {
    const { store, clock } = this.stand;
    await store.people.saveUser({
      login,
      name: login,
      role,
      groups,
      passwordHash: await passwordHash,
      disabled: false,
      createdAt: clock.now(),
    });
    const person = new Person(this.server.url, login);
    await person.signIn();
    return person;
  }

  /** What the audit log says, newest first: `action target`. */
  async audit(): Promise<string[]> {
    const entries = await this.stand.store.people.audits({});
    return entries.map(({ action, target }) => `${action} ${target}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#close();
    await this.server.close();
    await this.stand[Symbol.asyncDispose]();
  }
}
