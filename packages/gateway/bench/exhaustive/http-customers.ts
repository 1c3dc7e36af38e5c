/** Customers of the API in a process of their own: posts receipts at a steady rate, whether or not answers have come. */
import { Agent, request } from 'node:http';

export interface GeneratorOptions {
  /** Base address of the API, with a slash at the end. */
  readonly api: string;
  readonly group: string;
  readonly login: string;
  readonly password: string;
  readonly perSecond: number;
  readonly seconds: number;
  readonly connections: number;
  /** Share of answers after which the state of the document is asked for as well. */
  readonly reports: number;
}

export interface GeneratorReport {
  readonly sent: number;
  /** external_id of each receipt that was answered by 200. */
  readonly accepted: readonly string[];
  readonly errors: Readonly<Record<string, number>>;
  /** From the moment that a request was due to its answer, sorted, ms. */
  readonly latencies: readonly number[];
  /** Of reports, likewise. */
  readonly reports: readonly number[];
  readonly seconds: number;
  /** Of the processor, of this process. */
  readonly cpuSeconds: number;
}

const options = JSON.parse(process.argv[2] ?? '{}') as GeneratorOptions;
const { api, group, login, password, perSecond, seconds, connections, reports: share } = options;
const agent = new Agent({ keepAlive: true, maxSockets: connections, scheduling: 'fifo' });

interface Reply {
  readonly status: number;
  readonly text: string;
}

function call(method: string, path: string, token: string, body?: string): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const headers = body === undefined ? { token } : { token, 'content-type': 'application/json' };
    const sent = request(api + path, { method, agent, headers });
    sent.on('response', (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => {
        text += part;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
      response.on('error', reject);
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

function receipt(id: string, n: number): string {
  const price = 10 + (n % 500);
  return JSON.stringify({
    timestamp: '30.11.2026 12:00:00',
    external_id: id,
    receipt: {
      client: { email: `buyer${n % 1000}@example.com` },
      company: {
        email: 'shop@example.com',
        sno: 'osn',
        inn: '7707083893',
        payment_address: 'https://shop.example.com',
      },
      items: [
        { name: 'Хлеб бородинский', price, quantity: 1, sum: price, vat: { type: 'vat10' } },
        { name: 'Молоко 3,2 %', price: 89.9, quantity: 2, sum: 179.8, vat: { type: 'vat10' } },
        { name: 'Кофе молотый', price: 459, quantity: 1, sum: 459, vat: { type: 'vat20' } },
      ],
      payments: [{ type: 1, sum: Math.round((price + 638.8) * 100) / 100 }],
      total: Math.round((price + 638.8) * 100) / 100,
    },
  });
}

const entry = await call('POST', 'getToken', '', JSON.stringify({ login, pass: password }));
const { token } = JSON.parse(entry.text) as { token: string };
const accepted: string[] = [];
const errors: Record<string, number> = {};
const latencies: number[] = [];
const reports: number[] = [];
const under: Promise<void>[] = [];

async function post(n: number, due: number): Promise<void> {
  const id = `load-${process.pid}-${n}`;
  try {
    const { status, text } = await call('POST', `${group}/sell`, token, receipt(id, n));
    latencies.push(performance.now() - due);
    if (status !== 200) {
      errors[status] = (errors[status] ?? 0) + 1;
      return;
    }
    accepted.push(id);
    if (Math.random() >= share) return;
    const asked = performance.now();
    await call('GET', `${group}/report/${(JSON.parse(text) as { uuid: string }).uuid}`, token);
    reports.push(performance.now() - asked);
  } catch (error) {
    const name = (error as { code?: string }).code ?? String(error);
    errors[name] = (errors[name] ?? 0) + 1;
  }
}

const cpu = process.cpuUsage();
const began = performance.now();
const total = perSecond * seconds;
for (let n = 0; n < total; ) {
  const due = began + (1000 * n) / perSecond;
  const early = due - performance.now();
  if (early > 0) await new Promise((resolve) => setTimeout(resolve, early));
  else under.push(post(n++, due));
}
await Promise.all(under);
const { user, system } = process.cpuUsage(cpu);
const sorted = (values: number[]): number[] =>
  values.sort((a, b) => a - b).map((value) => Math.round(value * 10) / 10);
const report: GeneratorReport = {
  sent: total,
  accepted,
  errors,
  latencies: sorted(latencies),
  reports: sorted(reports),
  seconds: (performance.now() - began) / 1000,
  cpuSeconds: (user + system) / 1e6,
};
process.stdout.write(`${JSON.stringify(report)}\n`, () => process.exit(0));
