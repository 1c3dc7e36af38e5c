import { Emulator, type EmulatorOptions } from '../../src/emulator/index.js';
import { DeviceError } from '../../src/errors.js';
import { decodeRegister, type Register } from '../../src/protocol/classic/registers.js';
import { type Command, commands, decodeAnswer, encodeRequest } from '../../src/protocol/index.js';
import { VirtualClock } from '../../src/util/clock.js';
import { fixed } from '../support/identity.js';

export const START = '2026-03-02T09:00:00';

/** A register without waiting times, its host, and the clock that both live by. */
export function bench(options: EmulatorOptions = {}): {
  emulator: Emulator;
  host: Host;
  clock: VirtualClock;
} {
  const clock = new VirtualClock();
  const emulator = new Emulator(fixed({ latency: 0, clock, dateTime: START, ...options }));
  return { emulator, host: new Host(emulator), clock };
}

export const DAY = 24 * 60 * 60 * 1000;

/** The host's side: encodes requests, decodes answers. */
export class Host {
  readonly emulator: Emulator;

  constructor(emulator: Emulator) {
    this.emulator = emulator;
  }

  async call<Q, A>(command: Command<Q, A>, ...[request]: Q extends void ? [] : [request: Q]): Promise<A> {
    const { answer, refused } = await this.emulator.execute(encodeRequest(command, request as Q));
    try {
      const value = decodeAnswer(command, answer);
      if (refused) throw new Error(`${command.name} is marked as refused but answered`);
      return value;
    } catch (error) {
      if (error instanceof DeviceError && !refused) throw new Error(`${command.name}: refusal not marked`);
      throw error;
    }
  }

  /** Error byte of a refusal, with the extended code after a slash; `ok` when it was executed. */
  async status<Q, A>(
    command: Command<Q, A>,
    ...request: Q extends void ? [] : [request: Q]
  ): Promise<string> {
    try {
      await this.call(command, ...request);
      return 'ok';
    } catch (error) {
      if (!(error instanceof DeviceError)) throw error;
      const byte = hex(error.status, 2);
      if (error.status === 0xee) return `${byte}/${hex(this.emulator.state.lastError.extended, 4)}`;
      return error.status === 0xf6 ? `${byte}/${hex(error.extended ?? 0, 2)}` : byte;
    }
  }

  async register<T>(register: Register<T>, p1 = 0, p2 = 0): Promise<T> {
    const { value } = await this.call(commands.readRegister, { register: register.number, p1, p2 });
    return decodeRegister(register, value);
  }

  async mode(mode: number): Promise<void> {
    await this.call(commands.exitMode);
    if (mode > 0) await this.call(commands.enterMode, { mode, password: '00000030' });
  }

  async openShift(): Promise<void> {
    await this.mode(1);
    await this.call(commands.openShift, { flags: 0 });
  }

  async closeShift(): Promise<void> {
    await this.mode(3);
    await this.call(commands.closeShift);
    await this.mode(1);
  }

  async begin(type = 1, flags = 0): Promise<void> {
    await this.call(commands.openReceipt, { flags, type });
  }

  /** One position; sums in kopecks, quantity in thousandths. */
  item(change: Partial<Position> = {}): Promise<string> {
    return this.status(commands.endPosition, { ...position, ...change });
  }

  async add(change: Partial<Position> = {}): Promise<void> {
    await this.call(commands.beginPosition, {});
    await this.call(commands.endPosition, { ...position, ...change });
  }

  async close(type = 1, sum = 0): Promise<void> {
    await this.call(commands.closeReceipt, { flags: 0, type, sum });
  }

  /** A whole receipt of one item, paid in cash. */
  async sell(total = 100_00, type = 1): Promise<void> {
    await this.begin(type);
    await this.add({ price: total, total });
    await this.close();
  }

  /** E8 in as many blocks as it takes. */
  attribute(tag: number, value: Uint8Array | string | number): Promise<string> {
    return this.#blocks(tlv(tag, value));
  }

  async #blocks(bytes: Uint8Array): Promise<string> {
    const blocks = Math.ceil(bytes.length / 100);
    for (let index = 0; index < blocks; index++) {
      const data = bytes.slice(index * 100, (index + 1) * 100);
      const status = await this.status(commands.writeAttribute, { flags: 1, blocks, index, data });
      if (status !== 'ok') return status;
    }
    return 'ok';
  }
}

type Position = Parameters<typeof commands.endPosition.request.encode>[1];

const position: Position = {
  flags: 0,
  price: 100_00,
  quantity: 1000,
  total: 100_00,
  tax: 1,
  taxSum: 0,
  department: 0,
  subject: 1,
  method: 4,
  discountSign: 0,
  discount: 0,
  name: 'Хлеб',
};

/** A requisite as a host sends it: texts in ASCII or as bytes, numbers as one byte. */
export function tlv(tag: number, value: Uint8Array | string | number): Uint8Array {
  const body =
    typeof value === 'number'
      ? Uint8Array.of(value)
      : typeof value === 'string'
        ? Uint8Array.from(value, (char) => char.charCodeAt(0))
        : value;
  return Uint8Array.of(tag & 0xff, tag >> 8, body.length & 0xff, body.length >> 8, ...body);
}

export function hex(value: number, digits: number): string {
  return value.toString(16).toUpperCase().padStart(digits, '0');
}
