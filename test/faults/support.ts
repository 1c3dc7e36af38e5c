import { Emulator, type EmulatorOptions } from '../../src/emulator/index.js';
import { type CashRegister, type ConnectOptions, connect } from '../../src/index.js';
import { VirtualClock } from '../../src/util/clock.js';
import { fixed } from '../support/identity.js';

export interface Bench extends AsyncDisposable {
  readonly emulator: Emulator;
  readonly clock: VirtualClock;
  readonly kkt: CashRegister;
}

/** A register with an open shift and our driver; nobody waits for the clock. */
export async function bench(
  options: EmulatorOptions = {},
  connectOptions: ConnectOptions = {},
): Promise<Bench> {
  const clock = new VirtualClock({ now: Date.UTC(2026, 2, 2, 9, 0), autoAdvance: true });
  const emulator = new Emulator(fixed({ clock, latency: 900, dateTime: '2026-03-02T09:00:00', ...options }));
  const kkt = await connect(emulator.transport(), { clock, ...connectOptions });
  await kkt.openShift();
  return {
    emulator,
    clock,
    kkt,
    async [Symbol.asyncDispose]() {
      await kkt.close();
      await emulator.close();
    },
  };
}

export const links = [
  { title: 'v3, async', device: { link: 'v3', answers: 'async' }, host: { link: 'v3' } },
  { title: 'v3, sync', device: { link: 'v3', answers: 'sync' }, host: { link: 'v3' } },
  { title: 'v2', device: { link: 'v2' }, host: { link: 'v2' } },
] as const;
