import { join } from 'node:path';
import { Emulator, OfdServer } from 'atol-kkt/emulator';
import { registrationNumber } from 'atol-kkt/fiscal';
import type { RegisterOptions } from '../fleet/index.js';

/** Owner of the emulated registers: the test INN of the emulator's own registration. */
export const DEV_INN = '7707083893';

export interface DevRegisters {
  readonly emulators: readonly Emulator[];
  readonly ofd: OfdServer;
  readonly registers: readonly RegisterOptions[];
  close(): Promise<void>;
}

export interface DevRegistersOptions {
  readonly count: number;
  readonly group: string;
  /** Time that an FN takes to sign, ms. */
  readonly latencyMs: number;
  /** They live on in this folder; without it they are forgotten with the process. */
  readonly folder?: string | undefined;
}

/** Emulated registers, each with a serial number, an FN and a registration of its own, and an operator that takes their documents. */
export async function startDevRegisters({
  count,
  group,
  latencyMs,
  folder,
}: DevRegistersOptions): Promise<DevRegisters> {
  const ofd = new OfdServer();
  const emulators = await Promise.all(
    Array.from({ length: count }, (_, index) => {
      const number = index + 1;
      const serialNumber = `00106900${String(number).padStart(6, '0')}`;
      return Emulator.open({
        latency: latencyMs,
        serialNumber,
        fnNumber: `99990789${String(number).padStart(8, '0')}`,
        ofd: ofd.transport(),
        registration: {
          inn: DEV_INN,
          registrationNumber: registrationNumber(number, { inn: DEV_INN, serial: serialNumber }),
        },
        ...(folder !== undefined && { state: join(folder, `register-${number}`) }),
      });
    }),
  );
  return {
    emulators,
    ofd,
    registers: emulators.map((emulator, index) => ({
      name: `kkt-${String(index + 1).padStart(2, '0')}`,
      group,
      address: emulator.transport(),
    })),
    async close() {
      await Promise.all(emulators.map((emulator) => emulator.close()));
      await ofd.close();
    },
  };
}
