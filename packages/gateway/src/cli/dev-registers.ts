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
  /** New ones that belong to nobody yet: they listen on TCP and wait to be found, added and registered. */
  readonly unregistered: readonly Emulator[];
  /** Takes the FN out of a register and puts a new one in, as an engineer does. Those of `unregistered` are known by their serial numbers. */
  changeFn(emulator: Emulator): Promise<void>;
  close(): Promise<void>;
}

export interface DevRegistersOptions {
  readonly count: number;
  /** How many new ones there are beside them. Default 2. */
  readonly unregistered?: number | undefined;
  readonly group: string;
  /** Time that an FN takes to sign, ms. */
  readonly latencyMs: number;
  /** They live on in this folder; without it they are forgotten with the process. */
  readonly folder?: string | undefined;
}

/** Emulated registers, each with a serial number, an FN and a registration of its own, and an operator that takes their documents. */
export async function startDevRegisters({
  count,
  unregistered: newOnes = 2,
  group,
  latencyMs,
  folder,
}: DevRegistersOptions): Promise<DevRegisters> {
  const ofd = new OfdServer();
  const emulators = await Promise.all(
    Array.from({ length: count }, (_, index) => {
      const number = index + 1;
      const serialNumber = serialOf(number);
      return Emulator.open({
        latency: latencyMs,
        serialNumber,
        fnNumber: fnOf(number),
        ofd: ofd.transport(),
        registration: {
          inn: DEV_INN,
          registrationNumber: registrationNumber(number, { inn: DEV_INN, serial: serialNumber }),
        },
        ...(folder !== undefined && { state: join(folder, `register-${number}`) }),
      });
    }),
  );
  const unregistered = await Promise.all(
    Array.from({ length: newOnes }, (_, index) => {
      const number = FIRST_NEW + index;
      return Emulator.listen({
        latency: latencyMs,
        registered: false,
        serialNumber: serialOf(number),
        fnNumber: fnOf(number),
        ofd: ofd.transport(),
        ...(folder !== undefined && { state: join(folder, `new-${index + 1}`) }),
      });
    }),
  );
  // Of those that are kept some have a spare one already: no number is in two registers.
  const present = [...emulators, ...unregistered].map(({ fn }) => Number(fn.number.slice(-8)));
  let nextFn = Math.max(FIRST_SPARE_FN, ...present.map((number) => number + 1));
  return {
    emulators,
    ofd,
    unregistered,
    async changeFn(emulator) {
      await emulator.removeFn();
      await emulator.insertFn({ number: fnOf(nextFn++) });
    },
    registers: emulators.map((emulator, index) => ({
      name: `kkt-${String(index + 1).padStart(2, '0')}`,
      group,
      address: emulator.transport(),
    })),
    async close() {
      await Promise.all([...emulators, ...unregistered].map((emulator) => emulator.close()));
      await ofd.close();
    },
  };
}

/** Numbers of registers that are not of the group, and of FNs that are in no register yet. */
const FIRST_NEW = 900_001;
const FIRST_SPARE_FN = 50_000_001;

function serialOf(number: number): string {
  return `00106900${String(number).padStart(6, '0')}`;
}

function fnOf(number: number): string {
  return `99990789${String(number).padStart(8, '0')}`;
}
