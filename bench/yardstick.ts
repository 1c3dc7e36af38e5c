import { installDriver, Yardstick } from '../conformance/driver/yardstick.js';
import { connect, type ExchangeMode } from '../src/index.js';
import { yardstick } from '../test/support/receipts.js';
import { type DeviceOptions, DeviceProcess } from './device-process.js';
import type { Counts, MeteredLink } from './meter.js';

/** What one receipt costs. */
export interface Cost {
  readonly name: string;
  readonly commands: readonly string[];
  readonly host: Counts['host'];
  readonly device: Counts['device'];
  /** Milliseconds of each receipt. */
  readonly ms: readonly number[];
}

export type Measured = Cost | { readonly name: string; readonly skipped: string };

/** Receipts whose time does not count: caches, just-in-time compilation. */
const WARM_UP = 20;

export interface LineOptions extends DeviceOptions {
  /** Receipts before the first one that counts. */
  readonly warmUp?: number | undefined;
}

interface OursOptions extends LineOptions {
  readonly name?: string;
  readonly exchange?: ExchangeMode;
}

/** Both drivers issue the same receipt on registers of the same kind. */
export async function measureYardstick(receipts: number, link: MeteredLink = 'v3'): Promise<Measured[]> {
  return [await measureOurs(receipts, { link }), await measureOfficial(receipts, { link })];
}

export async function measureOurs(
  receipts: number,
  { name = 'atol-kkt', exchange, warmUp = WARM_UP, ...line }: OursOptions = {},
): Promise<Cost> {
  await using device = await DeviceProcess.start(line);
  await using register = await connect(device.url, { exchange });
  await register.openShift();
  const issue = async (count: number) => {
    const ms: number[] = [];
    for (let i = 0; i < count; i++) {
      const started = performance.now();
      await register.issue(yardstick);
      ms.push(performance.now() - started);
    }
    return ms;
  };
  await issue(warmUp);
  return await measure(name, device, receipts, issue);
}

export async function measureOfficial(
  receipts: number,
  { warmUp = WARM_UP, ...line }: LineOptions = {},
): Promise<Measured> {
  const name = 'libfptr10 10.8.0.0';
  const installation = await installDriver();
  if (installation.state !== 'ready') return { name, skipped: installation.reason };
  await using device = await DeviceProcess.start(line);
  const { files } = installation;
  await using driver = await Yardstick.prepare({ files, host: device.host, port: device.port, model: 77 });
  await driver.issue(warmUp);
  return await measure(name, device, receipts, (count) => driver.issue(count));
}

/** One receipt is counted, the others are timed. */
async function measure(
  name: string,
  device: DeviceProcess,
  receipts: number,
  issue: (count: number) => Promise<readonly number[]>,
): Promise<Cost> {
  await device.reset();
  await issue(1);
  const counts = await device.counts();
  return { name, ...counts, ms: await issue(receipts) };
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const upper = sorted[Math.floor(middle)] ?? Number.NaN;
  return Number.isInteger(middle) ? (upper + (sorted[middle - 1] ?? upper)) / 2 : upper;
}
