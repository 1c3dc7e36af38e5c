/**
 * `npm run bench [-- --receipts 200]`: what one receipt costs us and ATOL's own driver, against the same emulator.
 * `npm run bench -- fn [--documents 250000]`: what a full FN costs. `npm run bench -- many`: many registers in one process.
 * `npm run bench -- keys [--keys 1000000]`: what a journal with many keys costs.
 * `npm run bench -- sizes`: what installing and importing costs, beside other packages.
 * `npm run bench -- former`: what a receipt costs this process, beside a commit of the past.
 */
import { parseArgs } from 'node:util';
import { exchangeTable } from './exchange.js';
import { fleet } from './fleet.js';
import { fullFn } from './fn.js';
import { besideFormer } from './former.js';
import { FN_MS, journalCost, MOST } from './journal.js';
import { manyKeys } from './keys.js';
import { manyRegisters } from './many.js';
import { sizes } from './sizes.js';
import { table } from './table.js';
import { type Cost, type Measured, measureYardstick, median } from './yardstick.js';

/** Receipts over each slow line; the other driver takes more than a second for one at 20 ms. */
const SLOW_RECEIPTS = 20;
const JOURNAL_RECEIPTS = 1000;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    receipts: { type: 'string', default: '200' },
    documents: { type: 'string', default: '250000' },
    keys: { type: 'string', default: '1000000' },
  },
});
const [only] = positionals;
const receipts = Number(values.receipts);
if (!Number.isInteger(receipts) || receipts < 1) throw new Error('--receipts is a whole number above zero');
// No bench fails for time: how busy the machine is, is nobody's fault. What must hold is counted in the tests.
if (only === 'fn' || only === 'keys' || only === 'many' || only === 'sizes' || only === 'former') {
  if (only === 'keys') await manyKeys(Number(values.keys));
  if (only === 'fn') await fullFn(Number(values.documents));
  if (only === 'many') {
    await manyRegisters();
    await fleet();
  }
  if (only === 'sizes') console.log(await sizes());
  if (only === 'former') console.log(await besideFormer(receipts));
  process.exit();
}
if (only !== undefined) throw new Error(`there is no bench ${only}, but fn, keys, many, sizes and former`);

console.log('Yardstick receipt: electronic, 3 items, e-mail, taxation, one payment, total given.');
console.log(
  'We read its fiscal result, too (the last command); the calls of the other driver leave that out.',
);
console.log(`Zero-latency 42FS in a process of its own, TCP; milliseconds of ${receipts} receipts.\n`);

console.log(yardstickTable(await measureYardstick(receipts)));
console.log('\nThe same register and receipt in the second protocol (p5).\n');
console.log(yardstickTable(await measureYardstick(receipts, 'p5')));

console.log(
  '\nThe same over slow lines: milliseconds of a receipt, median. A delay is that of every answer.\n',
);
console.log(await exchangeTable(Math.min(receipts, SLOW_RECEIPTS)));

console.log('\nOur own work, beside a commit of the past in the same run\n');
console.log(await besideFormer(receipts));

const { withoutMs, withMs, overheadMs, ratio } = await journalCost(JOURNAL_RECEIPTS);
console.log(`\nJournal: ${JOURNAL_RECEIPTS} receipts on a register that takes no time`);
console.log(
  `  ${withoutMs.toFixed(2)} ms a receipt without, ${withMs.toFixed(2)} ms with a journal on the disk`,
);
console.log(
  `  overhead ${overheadMs.toFixed(2)} ms: ${(100 * ratio).toFixed(2)} % of the ${FN_MS} ms that the FN takes`,
);
console.log(`  ${ratio < MOST ? 'within' : 'MORE than'} the ${100 * MOST} % that we aim at`);

console.log();
if (!(await manyRegisters())) console.log('They do not keep their time: is the machine busy?');
await fleet();

console.log(`\n${await sizes()}`);

function yardstickTable(measured: readonly Measured[]): string {
  const costs = measured.filter((one): one is Cost => !('skipped' in one));
  const [ours, official] = costs;
  return [
    table([
      ['', 'commands', 'frames', 'bytes host/device', 'ms median', 'min', 'max'],
      ...costs.map(({ name, commands, host, device, ms }) => [
        name,
        String(commands.length),
        String(host.frames + device.frames),
        `${host.bytes}/${device.bytes}`,
        median(ms).toFixed(2),
        Math.min(...ms).toFixed(2),
        Math.max(...ms).toFixed(2),
      ]),
      ...(ours && official ? [ratios(ours, official)] : []),
    ]),
    ...measured.flatMap((one) => ('skipped' in one ? [`SKIPPED ${one.name}: ${one.skipped}`] : [])),
    '',
    ...costs.map(({ name, commands }) => `${name}: ${runs(commands)}`),
  ].join('\n');
}

/** How many times less we need. */
function ratios(we: Cost, they: Cost): string[] {
  const times = (ours: number, theirs: number) => `${(theirs / ours).toFixed(1)}x`;
  return [
    'less',
    times(we.commands.length, they.commands.length),
    times(we.host.frames + we.device.frames, they.host.frames + they.device.frames),
    times(we.host.bytes + we.device.bytes, they.host.bytes + they.device.bytes),
    times(median(we.ms), median(they.ms)),
    '',
    '',
  ];
}

/** `92, E8 x2, EA, EB` */
function runs(commands: readonly string[]): string {
  const parts: Array<{ command: string; count: number }> = [];
  for (const command of commands) {
    const last = parts.at(-1);
    if (last?.command === command) last.count++;
    else parts.push({ command, count: 1 });
  }
  return parts.map(({ command, count }) => (count > 1 ? `${command} x${count}` : command)).join(', ');
}
