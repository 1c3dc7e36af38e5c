import { connect, type ExchangeMode } from '../src/index.js';
import { yardstick } from '../test/support/receipts.js';
import { DeviceProcess } from './device-process.js';

const WARM_UP = 100;

export interface Footprint {
  /** Processor time of the host's process per receipt, ms. */
  cpuMs: number;
  /** Memory that is taken per receipt, and given back by the garbage collector, KB. */
  allocatedKb: number;
}

/** What a receipt costs the program that issues it; the register is in a process of its own. */
export async function footprint(exchange: ExchangeMode, receipts: number): Promise<Footprint> {
  await using device = await DeviceProcess.start();
  await using register = await connect(device.url, { exchange });
  await register.openShift();
  for (let i = 0; i < WARM_UP; i++) await register.issue(yardstick);
  const before = process.cpuUsage();
  let allocated = 0;
  let heap = process.memoryUsage().heapUsed;
  for (let i = 0; i < receipts; i++) {
    await register.issue(yardstick);
    const now = process.memoryUsage().heapUsed;
    // It shrinks only when garbage is collected.
    allocated += Math.max(0, now - heap);
    heap = now;
  }
  const { user, system } = process.cpuUsage(before);
  return { cpuMs: (user + system) / 1000 / receipts, allocatedKb: allocated / 1024 / receipts };
}
