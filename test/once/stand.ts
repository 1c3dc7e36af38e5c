import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import { Emulator } from '../../src/emulator/index.js';
import type { EmulatorOptions } from '../../src/emulator/options.js';
import { OutcomeUnknownError } from '../../src/errors.js';
import {
  type CashRegister,
  type ConnectOptions,
  connect,
  type FiscalResult,
  type ReceiptInput,
} from '../../src/index.js';
import { type CommandName, commands, encodeRequest, type RequestOf } from '../../src/protocol/index.js';
import { decodeP5Result, encodeP5Command, type P5Command, p5Commands } from '../../src/protocol/p5/index.js';
import { VirtualClock } from '../../src/util/clock.js';
import { fixed } from '../support/identity.js';
import { yardstick } from '../support/receipts.js';
import { FlakyTransport } from './sweep/flaky-line.js';

/** Another receipt of the same sum. */
export const other = { ...yardstick, customer: { contact: 'other@example.com' } };

/** A register behind a line that can fail, on a clock that jumps. */
export class Stand implements AsyncDisposable {
  readonly clock: VirtualClock;
  readonly emulator: Emulator;
  readonly line: FlakyTransport;
  readonly #p5: boolean;
  /** An empty directory. */
  readonly journal: string;

  static async make(options: EmulatorOptions = {}): Promise<Stand> {
    return new Stand(options, await mkdtemp(join(tmpdir(), 'once-')));
  }

  private constructor(options: EmulatorOptions, journal: string) {
    this.clock = new VirtualClock({ now: Date.UTC(2026, 10, 21, 9, 0), autoAdvance: true });
    this.emulator = new Emulator(fixed({ clock: this.clock, ...options }));
    this.#p5 = options.link === 'p5';
    this.line = new FlakyTransport(this.emulator.transport(), this.clock);
    this.journal = journal;
  }

  connect(options: ConnectOptions = {}): Promise<CashRegister> {
    return connect(this.line, { clock: this.clock, ...options });
  }

  /** Another program at the same register, by a line of its own. */
  stranger(): Promise<CashRegister> {
    return connect(this.emulator.transport(), { clock: this.clock });
  }

  /** With an open shift. */
  async selling(options: ConnectOptions = {}): Promise<CashRegister> {
    const kkt = await this.connect(options);
    await kkt.openShift();
    return kkt;
  }

  get documents(): number {
    return this.emulator.receipts.length;
  }

  /** The other program sends a command, straight into the register. */
  async execute(name: CommandName, request?: unknown): Promise<Uint8Array> {
    const { answer } = await this.emulator.execute(encodeRequest(commands[name] as never, request as never));
    return answer;
  }

  /** The other program opens a sale, straight in the register. */
  async openStranger(): Promise<void> {
    if (this.#p5) await this.#executeP5(p5Commands.openReceipt, { type: 1, flags: 0, taxationSystems: 1 });
    else await this.execute('openReceipt', { flags: 0, type: 1 });
  }

  /** It cancels whatever is open. */
  async cancelStranger(): Promise<void> {
    if (this.#p5) await this.#executeP5(p5Commands.cancelReceipt, undefined);
    else await this.execute('cancelReceipt');
  }

  /** It adds the same item. */
  async addStranger(item: RequestOf<(typeof commands)['endPosition']>): Promise<void> {
    if (!this.#p5) {
      await this.execute('beginPosition', {});
      await this.execute('endPosition', item);
      return;
    }
    await this.#executeP5(p5Commands.beginPosition, undefined);
    const { name, price, quantity, tax, taxSum, method, subject, total: sum } = item;
    await this.#executeP5(p5Commands.endPosition, {
      name,
      price,
      quantity,
      sum,
      tax,
      taxSum,
      method,
      subject,
    });
  }

  /** Throws when the register refuses. */
  async #executeP5<Q, A>(command: P5Command<Q, A>, request: Q): Promise<void> {
    decodeP5Result(
      command,
      await this.emulator.executeP5(command.channel, encodeP5Command(command, request)),
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.emulator.close();
    await rm(this.journal, { recursive: true });
  }
}

/** One glass of tea, paid in cash. */
export const tea = (price = 50): ReceiptInput => ({
  type: 'sell',
  taxation: 'osn',
  items: [{ name: 'Чай', price, quantity: 1, vat: 'none' }],
  payments: [{ type: 'cash', sum: price }],
});

/** A printing register with an open shift, as long as it is used. */
export async function at(
  options: EmulatorOptions,
  use: (stand: Stand, kkt: CashRegister) => Promise<void>,
): Promise<void> {
  await using stand = await Stand.make({ model: '30F', ...options });
  await using kkt = await stand.selling();
  await use(stand, kkt);
}

/** A stand and a register that sells on it, new for each test of the file. */
export function sellingStand(options: EmulatorOptions = {}): { stand: Stand; kkt: CashRegister } {
  const shop = {} as { stand: Stand; kkt: CashRegister };
  beforeEach(async () => {
    shop.stand = await Stand.make(options);
    shop.kkt = await shop.stand.selling();
  });
  afterEach(async () => {
    await shop.kkt.close();
    await shop.stand[Symbol.asyncDispose]();
  });
  return shop;
}

/** What an operation ended with, when nobody knows the outcome. Throws when it ended otherwise. */
export async function unknownOf<T = FiscalResult>(done: Promise<T>): Promise<OutcomeUnknownError<T>> {
  const error = await done.then(
    (result) => new Error(`done: ${JSON.stringify(result)}`),
    (failure: Error) => failure,
  );
  if (error instanceof OutcomeUnknownError) return error as OutcomeUnknownError<T>;
  throw error;
}

export const texts = ({ history }: { history?: ReadonlyArray<{ text: string }> | undefined }): string[] =>
  (history ?? []).map(({ text }) => text);
