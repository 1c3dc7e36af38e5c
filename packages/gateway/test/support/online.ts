import { Agent, request } from 'node:http';
import type { FiscalDocument } from 'atol-kkt/fiscal';
import { CallbackSender, onlineApi } from '../../src/online/index.js';
import { hashPassword } from '../../src/people/index.js';
import { type Server, startServer } from '../../src/server.js';
import { INN, Stand, type StandOptions } from './stand.js';

export const LOGIN = 'shop';
export const PASSWORD = 'a password of the shop';

export interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: what the server says is what is tested
  readonly body: any;
}

type Json = Readonly<Record<string, unknown>>;

/** A gateway over emulated registers with the API in front of it, over real HTTP. */
export class OnlineStand implements AsyncDisposable {
  readonly stand: Stand;
  server!: Server;
  sender!: CallbackSender;
  token = '';

  private constructor(stand: Stand) {
    this.stand = stand;
  }

  static async start(options: StandOptions = {}): Promise<OnlineStand> {
    const online = new OnlineStand(await Stand.start(options));
    await online.#people();
    await online.open();
    return online;
  }

  async #people(): Promise<void> {
    const { store, gateway } = this.stand;
    await gateway.groups.save({ name: 'other' });
    const user = {
      name: '',
      role: 'shop',
      passwordHash: await passwordHash,
      disabled: false,
      createdAt: 0,
    } as const;
    await store.people.saveUser({ ...user, login: LOGIN, groups: ['shop'] });
    await store.people.saveUser({ ...user, login: 'viewer', role: 'viewer', groups: undefined });
  }

  /** Also after a restart of the gateway. */
  async open(): Promise<void> {
    const { gateway } = this.stand;
    this.server = await startServer({ gateway, port: 0, faces: [onlineApi({ gateway })] });
    this.sender = new CallbackSender(gateway);
    this.token = (await this.post('getToken', { login: LOGIN, pass: PASSWORD })).body.token;
  }

  async shut(): Promise<void> {
    await this.server.close();
    await this.sender.close();
    await this.stand.gateway.close();
  }

  url(path: string): string {
    return `${this.server.url}/possystem/v4/${path}`;
  }

  async call(path: string, init: RequestInit): Promise<Answer> {
    const response = await fetch(path.startsWith('http') ? path : this.url(path), init);
    const text = await response.text();
    return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
  }

  post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    return this.call(path, {
      method: 'POST',
      body: text,
      headers: { 'content-type': 'application/json; charset=utf-8', token: this.token, ...headers },
    });
  }

  /** All of them at once, over as many connections as a large shop has. */
  async postTogether(path: string, bodies: readonly unknown[]): Promise<Answer[]> {
    const agent = new Agent({ keepAlive: true, maxSockets: 200 });
    const headers = { 'content-type': 'application/json', token: this.token };
    const one = (body: unknown): Promise<Answer> =>
      new Promise((resolve, reject) => {
        const call = request(this.url(path), { method: 'POST', headers, agent }, async (response) => {
          let text = '';
          for await (const part of response.setEncoding('utf8')) text += part;
          resolve({ status: response.statusCode ?? 0, body: JSON.parse(text) });
        });
        call.on('error', reject).end(JSON.stringify(body));
      });
    try {
      return await Promise.all(bodies.map(one));
    } finally {
      agent.destroy();
    }
  }

  get(path: string, headers: Record<string, string> = {}): Promise<Answer> {
    return this.call(path, { headers: { token: this.token, ...headers } });
  }

  sell(receipt: Json = sale(), id: string = nextId(), more: Json = {}): Promise<Answer> {
    return this.post('shop/sell', envelope({ receipt }, id, more));
  }

  report(uuid: string): Promise<Answer> {
    return this.get(`shop/report/${uuid}`);
  }

  /** The report at the end. */
  async ended(uuid: string): Promise<Answer> {
    await this.stand.gateway.finished(uuid);
    return this.report(uuid);
  }

  /** The document of the FN that came of a request. */
  async document({ status, body }: Answer): Promise<FiscalDocument> {
    if (status !== 200) throw new Error(JSON.stringify(body));
    const report = (await this.ended(body.uuid)).body;
    const number = report.payload?.fiscal_document_number;
    for (const emulator of this.stand.emulators) {
      const found = emulator.receipts.find((one) =>
        one.fields.some(({ tag, value }) => tag === 1040 && value === number),
      );
      if (found) return found;
    }
    throw new Error(`no document: ${JSON.stringify(report)}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.server.close();
    await this.sender.close();
    await this.stand[Symbol.asyncDispose]();
  }
}

// Every test comes in by it: how long guessing takes is not what they are about.
const passwordHash = hashPassword(PASSWORD, 4);

let count = 0;
export function nextId(): string {
  count++;
  return `order-${count}`;
}

export function envelope(body: Json, id: string = nextId(), more: Json = {}): Json {
  return { timestamp: '30.11.2026 12:00:00', external_id: id, ...body, ...more };
}

export const company = {
  email: 'shop@example.com',
  sno: 'osn',
  inn: INN,
  payment_address: 'https://shop.example.com',
};

export function item(more: Json = {}): Json {
  return {
    name: 'Товар',
    price: 100,
    quantity: 1,
    sum: 100,
    payment_method: 'full_payment',
    payment_object: 'commodity',
    vat: { type: 'vat10' },
    ...more,
  };
}

export function sale(more: Json = {}): Json {
  return {
    client: { email: 'buyer@example.com' },
    company,
    items: [item()],
    payments: [{ type: 1, sum: 100 }],
    total: 100,
    ...more,
  };
}

export function correction(more: Json = {}): Json {
  return {
    company: { sno: 'osn', inn: INN, payment_address: 'https://shop.example.com' },
    correction_info: { type: 'self', base_date: '10.11.2026', base_number: '7', base_name: 'Ошибка' },
    payments: [{ type: 1, sum: 100 }],
    vats: [{ type: 'vat10', sum: 9.09 }],
    ...more,
  };
}

type Field = FiscalDocument['fields'][number];

/** Every value of the document with its tag, structures opened. */
export function tagsOf(document: FiscalDocument): ReadonlyMap<number, readonly unknown[]> {
  const found = new Map<number, unknown[]>();
  const walk = (fields: readonly Field[]): void => {
    for (const { tag, value } of fields) {
      if (Array.isArray(value)) walk(value as readonly Field[]);
      else found.set(tag, [...(found.get(tag) ?? []), value]);
    }
  };
  walk(document.fields);
  return found;
}
