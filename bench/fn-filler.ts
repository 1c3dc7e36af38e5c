import type { Emulator } from '../src/emulator/index.js';
import { commands, encodeRequest } from '../src/protocol/index.js';
import type { VirtualClock } from '../src/util/clock.js';
import { randomFrom } from '../src/util/random.js';

const MINUTE = 60_000;
/** Receipts in a minute and in a shift, as a busy till has them: a year and more until the FN is full. */
const PER_MINUTE = 2;
const PER_SHIFT = 600;
const SHIFT_PAUSE = 10 * 60 * MINUTE;
const VARIETY = 64;

const goods = ['Хлеб Бородинский', 'Молоко 3,2 % 930 мл', 'Яблоки сезонные', 'Сыр Российский', 'Пакет-майка'];

/** Sells through the register's commands, as a host would, only without a line. */
export class Filler {
  readonly #emulator: Emulator;
  readonly #clock: VirtualClock;
  readonly #receipts: ReadonlyArray<readonly Uint8Array[]>;
  #sold = 0;

  constructor(emulator: Emulator, clock: VirtualClock) {
    this.#emulator = emulator;
    this.#clock = clock;
    const random = randomFrom(1);
    this.#receipts = Array.from({ length: VARIETY }, () => receipt(random));
  }

  /** Until the FN takes no more documents. Returns the number of receipts. */
  async fill(): Promise<number> {
    await this.#open();
    const { fn } = this.#emulator;
    while (fn.documents().length < fn.state.capacity) {
      for (const message of this.#receipts[this.#sold % VARIETY] ?? []) await this.#do(message);
      this.#sold++;
      if (this.#sold % PER_MINUTE === 0) await this.#clock.advance(MINUTE);
      if (this.#sold % PER_SHIFT === 0 && fn.documents().length < fn.state.capacity - 1)
        await this.#nextShift();
    }
    return this.#sold;
  }

  async #nextShift(): Promise<void> {
    await this.#enter(3);
    await this.#do(encodeRequest(commands.closeShift, undefined));
    await this.#clock.advance(SHIFT_PAUSE);
    this.#sendAll();
    await this.#open();
  }

  async #open(): Promise<void> {
    await this.#enter(1);
    await this.#do(encodeRequest(commands.openShift, { flags: 0 }));
  }

  async #enter(mode: number): Promise<void> {
    await this.#do(encodeRequest(commands.exitMode, undefined));
    await this.#do(encodeRequest(commands.enterMode, { mode, password: '00000030' }));
  }

  /** The operator gets everything once a day. */
  #sendAll(): void {
    const { fn, now } = this.#emulator;
    const ticket = { dateTime: now.slice(0, 16), sign: new Uint8Array(18).fill(7) };
    for (let { number } = fn.queue(); number > 0; { number } = fn.queue()) fn.accept(number, ticket);
  }

  async #do(message: Uint8Array): Promise<void> {
    const { refused, answer } = await this.#emulator.execute(message);
    if (refused) throw new Error(`refused: ${Buffer.from(answer).toString('hex')}`);
  }
}

/** One to five positions, every second one with the buyer's address, paid by card. */
function receipt(random: () => number): Uint8Array[] {
  const messages = [encodeRequest(commands.openReceipt, { flags: 4, type: 1 })];
  if (random() < 0.5) {
    const contact = Buffer.from('customer@example.com');
    const data = Buffer.concat([Buffer.from([0xf0, 0x03, contact.length, 0]), contact]);
    messages.push(encodeRequest(commands.writeAttribute, { flags: 0, blocks: 1, index: 0, data }));
  }
  for (let i = 1 + Math.floor(random() * 5); i > 0; i--) {
    const price = 100 + Math.floor(random() * 100_000);
    messages.push(encodeRequest(commands.beginPosition, {}));
    messages.push(
      encodeRequest(commands.endPosition, {
        flags: 0,
        price,
        quantity: 1000,
        total: price,
        tax: 1 + Math.floor(random() * 2),
        taxSum: 0,
        department: 0,
        subject: 1,
        method: 4,
        discountSign: 0,
        discount: 0,
        name: goods[Math.floor(random() * goods.length)] ?? '',
      }),
    );
  }
  messages.push(encodeRequest(commands.closeReceipt, { flags: 0, type: 2, sum: 0 }));
  return messages;
}
