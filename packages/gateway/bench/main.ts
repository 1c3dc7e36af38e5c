/** Fifty registers of 0.9 s and fifty receipts a second on the real clock, beside what the formulas say. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { textTable } from '../src/cli/table.js';
import { meanWait, tailRatePerSecond, waitBoundSeconds } from '../src/planner/index.js';
import { openSqlite } from '../src/store/index.js';
import { startRegisters } from './exhaustive/ground.js';
import { seed } from './exhaustive/stores.js';
import type { LoadReport } from './load-process.js';

const REGISTERS = 50;
/** The FN's part of 0.9 s; the commands of the receipt take the rest. */
const LATENCY_MS = 700;
const PER_SECOND = 50;
const SECONDS = Number(process.env['SECONDS'] ?? 60);
const FINISHED = 100_000;

const folder = mkdtempSync(join(tmpdir(), 'gateway-load-'));
const path = join(folder, 'gateway.db');
process.stderr.write(`${FINISHED} finished jobs…\n`);
const store = await openSqlite(path);
await store.close();
await seed(path, FINISHED);
const emulators = await startRegisters(REGISTERS, LATENCY_MS);
const options = {
  store: path,
  registers: emulators.map(({ url }, index) => ({ name: `r${index}`, address: url })),
  perSecond: PER_SECOND,
  seconds: SECONDS,
};
process.stderr.write(`${PER_SECOND} receipts a second for ${SECONDS} s…\n`);
const program = fileURLToPath(new URL('./load-process.ts', import.meta.url));
const { stdout } = await promisify(execFile)(
  process.execPath,
  ['--import', 'tsx', program, JSON.stringify(options)],
  {
    maxBuffer: 64 * 1024 * 1024,
  },
);
const report = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as LoadReport;
const documents = emulators.reduce((sum, { receipts }) => sum + receipts.length, 0);
await Promise.all(emulators.map((emulator) => emulator.close()));
rmSync(folder, { recursive: true, force: true });

const { waits, receipts } = report;
const at = (share: number): string =>
  ((waits[Math.floor(share * (waits.length - 1))] ?? 0) / 1000).toFixed(3);
const mean = waits.reduce((sum, wait) => sum + wait, 0) / Math.max(1, waits.length) / 1000;
const service = report.serviceSeconds;
const tail = tailRatePerSecond(PER_SECOND, REGISTERS, service);
console.log(
  textTable(
    ['', 'measured', 'formula'],
    [
      ['receipts, documents', `${receipts}, ${documents}`, ''],
      ['a receipt on a register, s', service.toFixed(3), ''],
      ['failed', String(report.failed), '0'],
      ['mean wait, s', mean.toFixed(3), meanWait(PER_SECOND, REGISTERS, service).toFixed(3)],
      ['p99 of waits, s', at(0.99), `≤ ${waitBoundSeconds(tail, 0.01).toFixed(3)}`],
      ['processor of gateway and driver, cores', (report.cpu / SECONDS).toFixed(2), ''],
      ['memory of gateway and driver, MB', report.memory.toFixed(0), '< 200'],
      ['changes of the store per receipt', (report.changes / receipts).toFixed(2), ''],
      ['transactions per receipt', (report.transactions / receipts).toFixed(2), ''],
    ],
  ),
);
process.exitCode = report.failed === 0 && documents === receipts ? 0 : 1;
