import { Emulator, type EmulatorOptions } from '../../../src/emulator/index.js';
import { writeTlv } from '../../../src/fiscal/tlv.js';
import { P5Host, p5Message } from '../../../src/link/p5/index.js';
import { decodeP5Result, encodeP5Command } from '../../../src/protocol/p5/command.js';
import type { P5Command } from '../../../src/protocol/p5/definition.js';
import { p5Commands } from '../../../src/protocol/p5/index.js';
import { encodeP5Text } from '../../../src/protocol/p5/text.js';
import { VirtualClock } from '../../../src/util/clock.js';
import { fixed } from '../../support/identity.js';

const START = '2026-03-02T09:00:00';

/** A register of the second protocol without waiting times, and a host that sends it typed commands. */
export class P5Bench implements AsyncDisposable {
  readonly clock = new VirtualClock({ autoAdvance: true });
  readonly emulator: Emulator;
  host!: P5Host;

  static async open(options: EmulatorOptions = {}): Promise<P5Bench> {
    const bench = new P5Bench(options);
    await bench.connect();
    return bench;
  }

  private constructor(options: EmulatorOptions) {
    this.emulator = new Emulator(
      fixed({ clock: this.clock, dateTime: START, latency: 0, link: 'p5', ...options }),
    );
  }

  /** Another line; what the host knows goes on. */
  async connect(): Promise<void> {
    const connection = await this.emulator.transport().connect();
    this.host = await P5Host.open(connection, { clock: this.clock, state: this.host?.state });
  }

  async call<Q, A>(command: P5Command<Q, A>, ...[request]: Q extends void ? [] : [request: Q]): Promise<A> {
    const message = p5Message(command.channel, encodeP5Command(command, request as Q));
    const { timeoutMs, safe } = command;
    return decodeP5Result(command, await this.host.exchange(message, { timeoutMs, safe }));
  }

  /** Two characters of a refusal; `00` when it was executed. */
  async code<Q, A>(
    command: P5Command<Q, A>,
    ...request: Q extends void ? [] : [request: Q]
  ): Promise<string> {
    try {
      await this.call(command, ...request);
      return '00';
    } catch (error) {
      const { deviceCode } = error as { deviceCode?: string };
      if (deviceCode === undefined) throw error;
      return deviceCode;
    }
  }

  attribute(tag: number, value: Uint8Array | string, flag = ''): Promise<string> {
    const bytes = typeof value === 'string' ? encodeP5Text(value) : value;
    return this.code(p5Commands.writeAttribute, { attribute: writeTlv([{ tag, value: bytes }]), flag });
  }

  async openShift(): Promise<void> {
    await this.call(p5Commands.beginShift, { flags: 0 });
    await this.call(p5Commands.openShift, { how: 0 });
  }

  /** A receipt that is paid and not closed. */
  async receipt({ type = 1, sum = 10_000, flags = 0 } = {}): Promise<void> {
    await this.call(p5Commands.openReceipt, { type, flags, taxationSystems: 1 });
    await this.item({ price: sum, sum });
    await this.call(p5Commands.payment, { type: 0, sum, own: 0 });
  }

  async item(
    changes: Partial<Parameters<typeof p5Commands.endPosition.request.encode>[0]> = {},
  ): Promise<void> {
    await this.call(p5Commands.beginPosition);
    await this.call(p5Commands.endPosition, { ...ITEM, ...changes });
  }

  counter(tag: number): Promise<string> {
    const attribute = writeTlv([{ tag, value: new Uint8Array() }]);
    return this.call(p5Commands.readCounter, { attribute }).then(({ value }) => value);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.host.close();
    await this.emulator.close();
  }
}

export const ITEM = {
  name: 'Хлеб',
  price: 10_000,
  quantity: 1000,
  sum: 10_000,
  tax: 2,
  taxSum: 0,
  method: 4,
  subject: 1,
} as const;
