/** A gateway of its own process, with customers, for tests that kill it. What it says on standard output has happened. */
import { createGateway, openPostgres, openSqlite } from '../../src/index.js';

export interface WorkerOptions {
  readonly store: string;
  readonly schema?: string;
  readonly registers: readonly { readonly name: string; readonly address: string }[];
  /** Of the external_ids that it makes. */
  readonly prefix: string;
  /** Receipts a second; 0: none. */
  readonly rate: number;
  readonly leaseMs: number;
}

const options = JSON.parse(process.argv[2] ?? '{}') as WorkerOptions;
const { store: where, schema, registers, prefix, rate, leaseMs } = options;
const store = where.includes('://')
  ? await openPostgres(where, { ...(schema && { schema }) })
  : await openSqlite(where);
const gateway = await createGateway({
  store,
  leaseMs,
  groups: [{ name: 'shop', policy: { queueLimitMs: 3_600_000 } }],
  registers: registers.map((register) => ({ ...register, group: 'shop' })),
});
process.stdout.write('ready\n');

let n = 0;
const customers =
  rate > 0
    ? setInterval(() => {
        const externalId = `${prefix}-${++n}`;
        gateway
          .submit('shop', externalId, {
            type: 'sell',
            electronic: true,
            taxation: 'osn',
            customer: { contact: 'buyer@example.com' },
            items: [{ name: externalId, price: 1 + (n % 100), vat: 'vat20' }],
            payments: [{ type: 'electronic', sum: 1 + (n % 100) }],
          })
          .then(
            () => process.stdout.write(`accepted ${externalId}\n`),
            () => undefined,
          );
      }, 1000 / rate)
    : undefined;

process.once('SIGTERM', async () => {
  clearInterval(customers);
  await gateway.close();
  await store.close();
  process.stdout.write('closed\n');
  process.exit(0);
});
