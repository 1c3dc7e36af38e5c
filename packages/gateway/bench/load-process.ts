/** A gateway alone in its process, with customers that come at random: what it says is measured. */
import { createGateway, openSqlite } from '../src/index.js';

export interface LoadOptions {
  readonly store: string;
  readonly registers: readonly { readonly name: string; readonly address: string }[];
  readonly perSecond: number;
  readonly seconds: number;
}

export interface LoadReport {
  readonly receipts: number;
  readonly failed: number;
  /** Sorted, ms. */
  readonly waits: readonly number[];
  /** Mean time from a register taking a receipt to its result. */
  readonly serviceSeconds: number;
  /** Of the processor, seconds. */
  readonly cpu: number;
  /** Resident memory, MB. */
  readonly memory: number;
  readonly changes: number;
  readonly transactions: number;
}

const { store: path, registers, perSecond, seconds } = JSON.parse(process.argv[2] ?? '{}') as LoadOptions;
const store = await openSqlite(path);
const gateway = await createGateway({
  store,
  groups: [{ name: 'shop' }],
  registers: registers.map((register) => ({ ...register, group: 'shop' })),
});
const waits: number[] = [];
let ended = 0;
let failed = 0;
gateway.events.on('job.pinned', ({ waitMs }) => waits.push(waitMs));
let service = 0;
gateway.events.on('job.done', ({ at, job }) => {
  service += at - (job.pinnedAt ?? at);
  ended++;
});
gateway.events.on('job.failed', () => {
  failed++;
  ended++;
});
await pause(8000);
const cpu = process.cpuUsage();
const before = { ...store.commits };
const end = performance.now() + seconds * 1000;
let receipts = 0;
for (let next = performance.now(); next < end; next += (-Math.log(1 - Math.random()) / perSecond) * 1000) {
  const early = next - performance.now();
  if (early > 0) await pause(early);
  receipts++;
  void gateway.submit('shop', `load-${process.pid}-${receipts}`, {
    type: 'sell',
    electronic: true,
    taxation: 'osn',
    customer: { contact: 'buyer@example.com' },
    items: [
      { name: 'Хлеб', price: '45.50', quantity: 2, vat: 'vat10' },
      { name: 'Сыр', price: 315, vat: 'vat20' },
      { name: 'Чай', price: 120, vat: 'vat20' },
    ],
    payments: [{ type: 'electronic', sum: 526 }],
  });
}
while (ended < receipts) await pause(50);
const used = process.cpuUsage(cpu);
const report: LoadReport = {
  receipts,
  failed,
  waits: waits.sort((a, b) => a - b),
  serviceSeconds: service / 1000 / Math.max(1, ended - failed),
  cpu: (used.user + used.system) / 1e6,
  memory: process.memoryUsage.rss() / 1e6,
  changes: store.commits.changes - before.changes,
  transactions: store.commits.transactions - before.transactions,
};
await gateway.close();
await store.close();
process.stdout.write(`${JSON.stringify(report)}\n`);

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
