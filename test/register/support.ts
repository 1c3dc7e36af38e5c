import { afterAll } from 'vitest';
import type { CommandEvent, Emulator } from '../../src/emulator/index.js';
import type { EmulatorOptions } from '../../src/emulator/options.js';
import { type CashRegister, type ConnectOptions, connect } from '../../src/index.js';
import { toHex } from '../../src/util/hex.js';
import type { World } from '../support/worlds.js';

export interface Bench {
  emulator: Emulator;
  kkt: CashRegister;
  /** Names of the commands that reached the register, in order. */
  sent: string[];
  /** The same as bytes, without the access password. */
  bytes: string[];
}

/** Opens a register in a world; everything is closed after the tests, which may run at once. */
export function benches({ start, options: worldOptions }: World) {
  const open: Array<() => Promise<void>> = [];
  afterAll(async () => {
    for (const close of open.splice(0)) await close();
  });
  return async (options: EmulatorOptions = {}, connectOptions: ConnectOptions = {}): Promise<Bench> => {
    const { emulator, where } = await start(options);
    open.push(() => emulator.close());
    const kkt = await connect(where, { ...worldOptions, ...connectOptions });
    open.unshift(() => kkt.close());
    const sent: string[] = [];
    const bytes: string[] = [];
    emulator.onCommand(({ name, message }: CommandEvent) => {
      sent.push(name ?? '?');
      bytes.push(toHex(message.subarray(2)));
    });
    return { emulator, kkt, sent, bytes };
  };
}
