import { expect } from 'vitest';
import type { Emulator } from '../../../src/emulator/index.js';
import { type FiscalDocument, fieldValue } from '../../../src/fiscal/index.js';
import { registers } from '../../../src/protocol/classic/registers.js';
import { commands } from '../../../src/protocol/index.js';
import type { Host } from '../support.js';
import { readSigned } from './requisites.js';

/** Types of command 92 by form and tag 1054; the sign is that of the cash. */
const kinds: ReadonlyMap<string, { readonly type: number; readonly sign: 1 | -1 }> = new Map([
  ['3.1', { type: 1, sign: 1 }],
  ['3.2', { type: 2, sign: -1 }],
  ['3.3', { type: 4, sign: -1 }],
  ['3.4', { type: 5, sign: 1 }],
  ['31.1', { type: 7, sign: 1 }],
  ['31.3', { type: 9, sign: -1 }],
]);

interface Sum {
  count: number;
  sum: number;
}

/** What an auditor writes down from the documents of an FN, and holds against what the register says. */
export class Books {
  #documents = 0;
  #entered = 0;
  #registrations = 0;
  #shifts = 0;
  #open = false;
  #inShift = 0;
  #receiptsInShift = 0;
  #lastTime = '';
  readonly #totals = new Map<number, Sum>();
  #shift = new Map<number, Sum>();
  #cash = 0;
  #receipts = 0;

  /** Documents of all storages. */
  get entered(): number {
    return this.#entered;
  }

  /** Another FN: its numbers begin anew, the sums of the register go on. */
  newFn(): void {
    this.#documents = 0;
    this.#registrations = 0;
    this.#shifts = 0;
    this.#lastTime = '';
  }

  /** Money that was put in or taken out without a receipt, kopecks. */
  moved(kopecks: number): void {
    this.#cash += kopecks;
  }

  /** Enters the documents that are new, then compares. */
  async audit(emulator: Emulator, host: Host): Promise<void> {
    const { fn } = emulator;
    const stored = fn.documents();
    expect(stored.length).toBeGreaterThanOrEqual(this.#documents);
    for (const { number, form, dateTime, fiscalSign, bytes } of stored.slice(this.#documents)) {
      const document = readSigned(bytes);
      expect(number).toBe(this.#documents + 1);
      expect({ form, number }).toEqual({ form: document.form, number: fieldValue(document, 'docNumber') });
      expect(fieldValue(document, 'dateTime')?.slice(0, 16)).toBe(dateTime);
      expect(dateTime >= this.#lastTime, `document ${number} goes back in time`).toBe(true);
      expect(fiscalSign).toBeGreaterThan(0);
      this.#lastTime = dateTime;
      this.#documents++;
      this.#entered++;
      this.#enter(document);
    }
    this.#checkFn(emulator);
    await this.#checkQueue(emulator, host);
    this.#checkCounters(emulator);
  }

  #enter(document: FiscalDocument): void {
    const { form } = document;
    if (this.#open) this.#inShift++;
    if (form === 1 || form === 11) this.#registrations++;
    if (form === 2) {
      expect(this.#open, 'a shift in a shift').toBe(false);
      this.#open = true;
      this.#shifts++;
      this.#inShift = 1;
      this.#receiptsInShift = 0;
    }
    if (form === 5) {
      expect(this.#open).toBe(true);
      expect(fieldValue(document, 'shiftReceiptCount')).toBe(this.#receiptsInShift);
      expect(fieldValue(document, 'shiftDocCount')).toBe(this.#inShift);
      this.#open = false;
      this.#shift = new Map();
    }
    if (form === 2 || form === 5) expect(fieldValue(document, 'shiftNumber')).toBe(this.#shifts);
    if (form === 3 || form === 31) this.#enterReceipt(document);
  }

  #enterReceipt(document: FiscalDocument): void {
    expect(this.#open, 'a receipt without a shift').toBe(true);
    this.#receipts++;
    this.#receiptsInShift++;
    expect(fieldValue(document, 'receiptNumber')).toBe(this.#receiptsInShift);
    const kind = kinds.get(`${document.form}.${fieldValue(document, 'settlementType')}`);
    const sum = fieldValue(document, 'totalSum') ?? Number.NaN;
    if (!kind) throw new Error(`no such receipt: ${document.form}`);
    for (const sums of [this.#totals, this.#shift]) {
      const entry = sums.get(kind.type) ?? { count: 0, sum: 0 };
      sums.set(kind.type, { count: entry.count + 1, sum: entry.sum + sum });
    }
    this.#cash = Math.max(0, this.#cash + kind.sign * (fieldValue(document, 'cashSum') ?? 0));
  }

  #checkFn({ fn }: Emulator): void {
    const { state } = fn;
    expect(state.last.number).toBe(this.#documents);
    expect(state.registrations).toHaveLength(this.#registrations);
    expect(state.shift).toMatchObject({ open: this.#open, number: this.#shifts });
    if (this.#open)
      expect(state.shift).toMatchObject({ receipts: this.#receiptsInShift, documents: this.#inShift });
  }

  /** Documents up to a number have their tickets, all others wait. */
  async #checkQueue({ fn }: Emulator, host: Host): Promise<void> {
    const { count, number, dateTime } = fn.queue();
    const { sentUpTo, unsentBytes } = fn.state;
    if (!fn.present) return;
    expect(count).toBe(this.#documents - sentUpTo);
    expect(number).toBe(count > 0 ? sentUpTo + 1 : 0);
    expect(dateTime).toBe(fn.document(number)?.dateTime ?? '');
    if (sentUpTo > 0) expect(fn.ticket(sentUpTo)).toBeDefined();
    expect(fn.ticket(sentUpTo + 1)).toBeUndefined();
    expect(unsentBytes > 0).toBe(count > 0);
    // Whoever asks by the protocol is told the same, unless the register does not talk of anything.
    const told = await host.call(commands.fnGetOfdStatus).catch(() => undefined);
    if (told) expect({ count: told.unsentCount, number: told.firstUnsent }).toEqual({ count, number });
    const read = await host.register(registers.unsentCount).catch(() => undefined);
    if (read) expect(read.count).toBe(count);
  }

  #checkCounters({ state }: Emulator): void {
    expect(state.totals.receipts).toBe(this.#receipts);
    expect(state.cash).toBe(this.#cash);
    for (const { type } of kinds.values()) {
      expect(state.totals.byType[type]?.sum ?? 0, `sum of type ${type}`).toBe(
        this.#totals.get(type)?.sum ?? 0,
      );
      // Between the signing of a Z report and the clearing of the counters they belong to the shift before.
      if (!this.#open && state.interruptedZ) continue;
      if (state.operation?.command === 'closeShift') continue;
      const { receipts = 0, sum = 0 } = state.shift.byType[type] ?? {};
      expect({ count: receipts, sum }, `shift, type ${type}`).toEqual(
        this.#shift.get(type) ?? { count: 0, sum: 0 },
      );
    }
  }

  /** Everything from the begin, for whoever does not trust what was read before. */
  recheck({ fn }: Emulator): void {
    let number = 0;
    for (const document of fn.documents()) {
      readSigned(document.bytes);
      expect(document.number).toBe(++number);
    }
    expect(number).toBe(this.#documents);
  }
}
