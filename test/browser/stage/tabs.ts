import {
  type AtolError,
  type CashRegister,
  connect,
  type PageConnectOptions,
  webSerial,
} from 'atol-kkt/browser';
import type { Connection, Transport } from '../../../src/transport/transport.js';
import { yardstick } from '../../support/receipts.js';
import { PlayedPort } from './serial-port.js';

/** A register outside of all pages, reached through functions that the test gives to them. */
interface Outside {
  lineOpen(): Promise<number>;
  lineWrite(line: number, bytes: number[]): Promise<void>;
  /** Null when the line has ended. */
  lineRead(line: number): Promise<number[] | null>;
  lineClose(line: number): Promise<void>;
}

const outside = globalThis as unknown as Outside;

const transport: Transport = {
  name: 'outside',
  async connect(): Promise<Connection> {
    const line = await outside.lineOpen();
    return {
      write: (chunk) => outside.lineWrite(line, [...chunk]),
      close: () => outside.lineClose(line),
      async *[Symbol.asyncIterator]() {
        for (;;) {
          const bytes = await outside.lineRead(line);
          if (bytes === null) return;
          yield Uint8Array.from(bytes);
        }
      },
    };
  },
};

let kkt: CashRegister | undefined;

/** Connects this page to the register outside; what went wrong by its code. */
export async function enter(options: PageConnectOptions = {}): Promise<string> {
  try {
    kkt = await connect(webSerial(new PlayedPort(transport)), options);
    return 'connected';
  } catch (error) {
    return `${(error as AtolError).code}: ${(error as AtolError).message}`;
  }
}

export async function sell(key: string): Promise<{ documentNumber: number; pending: string[] }> {
  if (!kkt) throw new Error('not connected');
  const pending = kkt.pending.map((one) => one.key);
  const input = { ...yardstick, customer: { contact: `${key}@example.com` } };
  const { documentNumber } = await kkt.issue(input, { key, shift: 'auto' });
  return { documentNumber, pending };
}

export async function leave(): Promise<void> {
  await kkt?.close();
  kkt = undefined;
}
