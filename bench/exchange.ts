import type { LineSpeed } from './slow-line.js';
import { table } from './table.js';
import { type Cost, type Measured, measureOfficial, measureOurs, median } from './yardstick.js';

const FAR_MS = 20;
const LINES: readonly LineSpeed[] = [
  { name: 'no delay', delayMs: 0 },
  { name: '5 ms', delayMs: 5 },
  { name: `${FAR_MS} ms`, delayMs: FAR_MS },
  { name: '115 200 baud', baudRate: 115_200 },
];

/** On slow lines nothing has to be warm. */
const WARM_UP = 5;

/** One driver over all lines. */
interface Contender {
  readonly name: string;
  readonly costs: readonly Cost[];
}

/**
 * The yardstick receipt over lines of several speeds: command by command, queued in the register, and by ATOL's driver.
 * A line with delay gives every answer so much later.
 */
export async function exchangeTable(receipts: number): Promise<string> {
  const serial = await overAllLines((options) =>
    measureOurs(receipts, { ...options, name: 'atol-kkt, serial', exchange: 'serial' }),
  );
  const buffered = await overAllLines((options) =>
    measureOurs(receipts, { ...options, name: 'atol-kkt, buffered', exchange: 'buffered' }),
  );
  const official = await overAllLines((options) => measureOfficial(receipts, options));
  const rows = [
    ['', 'commands', 'frames', 'bytes', 'round trips', ...LINES.map(({ name }) => name)],
    ...[serial, buffered, official].flatMap((one) => ('skipped' in one ? [] : [row(one)])),
    ...('skipped' in serial || 'skipped' in buffered ? [] : [ratios('serial : buffered', serial, buffered)]),
    ...[serial, buffered].flatMap((ours) =>
      'skipped' in official || 'skipped' in ours
        ? []
        : [ratios(`libfptr10 : ${ours.name.split(', ')[1]}`, official, ours)],
    ),
  ];
  const skipped = 'skipped' in official ? `\nSKIPPED ${official.name}: ${official.skipped}` : '';
  return `${table(rows)}${skipped}`;
}

type Skipped = Extract<Measured, { skipped: string }>;

async function overAllLines(
  measureOver: (options: { speed: LineSpeed; warmUp: number }) => Promise<Measured>,
): Promise<Contender | Skipped> {
  const costs: Cost[] = [];
  for (const speed of LINES) {
    const measured = await measureOver({ speed, warmUp: WARM_UP });
    if ('skipped' in measured) return measured;
    costs.push(measured);
  }
  return { name: costs[0]?.name ?? '', costs };
}

function row({ name, costs }: Contender): string[] {
  const numbers = numbersOf(costs);
  const times = costs.map(({ ms }) => `${median(ms).toFixed(1)} ms`);
  return [name, ...numbers.map((value) => value.toFixed(0)), ...times];
}

function ratios(name: string, theirs: Contender, ours: Contender): string[] {
  const [left, right] = [theirs.costs, ours.costs].map((costs) => [
    ...numbersOf(costs),
    ...costs.map(({ ms }) => median(ms)),
  ]) as [number[], number[]];
  return [name, ...left.map((value, index) => `${(value / (right[index] as number)).toFixed(1)}x`)];
}

/** Commands, frames and bytes of a receipt, and how often it waited for the line. */
function numbersOf(costs: readonly Cost[]): number[] {
  const [near, , far] = costs as [Cost, Cost, Cost, Cost];
  const { commands, host, device } = near;
  const roundTrips = Math.round((Math.min(...far.ms) - Math.min(...near.ms)) / FAR_MS);
  return [commands.length, host.frames + device.frames, host.bytes + device.bytes, roundTrips];
}
