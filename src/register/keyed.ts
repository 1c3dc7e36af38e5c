import { type AtolError, OutcomeUnknownError, ValidationError } from '../errors.js';
import type { FiscalResult, Receipt } from '../fiscal/index.js';
import type { JournalRecord, JournalState, JournalStore } from '../journal/journal.js';
import type { Sought } from './sought.js';

/** What the journal keeps of a receipt that was issued: the receipt, so that another one cannot take its key. */
interface Done {
  readonly receipt: Receipt;
  readonly result: FiscalResult;
}

/** How one receipt is issued and settled; the register provides it. */
export interface Issuer {
  issue(onIntent: (sought: Sought) => Promise<void>): Promise<FiscalResult>;
  /** Looks for the receipt of an intent in the FN. */
  settle(intent: Sought): Promise<FiscalResult | 'none'>;
}

/** A receipt whose outcome is not known yet. */
export interface PendingReceipt {
  readonly key: string;
  readonly receipt: Receipt;
  /** When it was begun, ms since 1970. */
  readonly at: number;
}

/**
 * One key, one receipt: the intent is in the journal before the first byte that can print, the result before it is returned.
 * The same key gives the stored result; a key whose outcome is not known is settled first.
 */
export class KeyedReceipts {
  readonly #store: JournalStore;
  readonly #records = new Map<string, JournalRecord>();
  readonly #running = new Map<string, Promise<FiscalResult>>();

  private constructor(store: JournalStore, records: readonly JournalRecord[]) {
    this.#store = store;
    for (const record of records) this.#records.set(record.key, record);
  }

  /** @throws JournalError when the journal is in use or damaged. */
  static async open(store: JournalStore): Promise<KeyedReceipts> {
    return new KeyedReceipts(store, await store.open());
  }

  close(): Promise<void> {
    return this.#store.close();
  }

  /** Receipts that may or may not exist. */
  get pending(): PendingReceipt[] {
    return [...this.#records.values()]
      .filter(({ state }) => state === 'intent' || state === 'unknown')
      .map(({ key, at, data }) => ({ key, at, receipt: (data as Sought).receipt }));
  }

  pendingIntent(key: string): Sought | undefined {
    const record = this.#records.get(key);
    return record && (record.state === 'intent' || record.state === 'unknown')
      ? (record.data as Sought)
      : undefined;
  }

  /** The stored result of a key. */
  result(key: string): FiscalResult | undefined {
    const record = this.#records.get(key);
    return record?.state === 'done' ? (record.data as Done).result : undefined;
  }

  /** Callers who use the key at the same time get the same receipt. */
  issue(key: string, receipt: Receipt, issuer: Issuer): Promise<FiscalResult> {
    checkKey(key);
    const running = this.#running.get(key);
    if (running !== undefined) return running;
    const issued = this.#issue(key, receipt, issuer).finally(() => this.#running.delete(key));
    this.#running.set(key, issued);
    return issued;
  }

  async #issue(key: string, receipt: Receipt, issuer: Issuer): Promise<FiscalResult> {
    const record = this.#records.get(key);
    if (record && record.state !== 'refused') {
      const { receipt: earlier } = record.data as Sought | Done;
      if (!sameReceipt(earlier, receipt)) throw keyReused(key);
    }
    const stored = this.result(key);
    if (stored) return stored;
    const intent = this.pendingIntent(key);
    if (intent) {
      const settled = await this.settle(key, intent, issuer);
      if (settled !== 'none') return settled;
    }
    return this.#carryOut(key, receipt, issuer);
  }

  async #carryOut(key: string, receipt: Receipt, issuer: Issuer): Promise<FiscalResult> {
    let begun = false;
    try {
      const result = await issuer.issue(async (sought) => {
        await this.#append(key, 'intent', sought);
        begun = true;
      });
      return await this.#done(key, receipt, result);
    } catch (error) {
      const outcome = (error as AtolError).outcome;
      if (begun && (outcome === 'refused' || outcome === 'not-sent')) {
        await this.#append(key, 'refused', { reason: (error as Error).message });
      }
      if (error instanceof OutcomeUnknownError)
        throw this.#withJournal(key, error as OutcomeUnknownError<FiscalResult>);
      throw error;
    }
  }

  /** Turns an intent into done, or into refused when the FN has no such document. */
  async settle(key: string, intent: Sought, issuer: Pick<Issuer, 'settle'>): Promise<FiscalResult | 'none'> {
    const settled = await issuer.settle(intent);
    if (settled !== 'none') return this.#done(key, intent.receipt, settled);
    await this.#append(key, 'refused', { reason: 'документа в ФН нет' });
    return 'none';
  }

  async #done(key: string, receipt: Receipt, result: FiscalResult): Promise<FiscalResult> {
    await this.#append(key, 'done', { receipt, result } satisfies Done);
    return result;
  }

  /** What `resolve()` finds out later belongs into the journal, too. */
  #withJournal(key: string, unknown: OutcomeUnknownError<FiscalResult>): OutcomeUnknownError<FiscalResult> {
    const intent = this.pendingIntent(key);
    if (!intent) return unknown;
    return new OutcomeUnknownError<FiscalResult>(unknown.message, {
      cause: unknown.cause,
      history: unknown.history,
      resolve: async (options) => {
        try {
          return await this.#done(key, intent.receipt, await unknown.resolve(options));
        } catch (error) {
          if (error instanceof OutcomeUnknownError)
            throw this.#withJournal(key, error as OutcomeUnknownError<FiscalResult>);
          if ((error as AtolError).outcome === 'refused')
            await this.#append(key, 'refused', { reason: (error as Error).message });
          throw error;
        }
      },
    });
  }

  async #append(key: string, state: JournalState, data: unknown): Promise<void> {
    const record: JournalRecord = { key, state, at: Date.now(), data };
    await this.#store.append(record);
    this.#records.set(key, record);
  }
}

function checkKey(key: unknown): void {
  if (typeof key === 'string' && key !== '' && key.length <= 256) return;
  throw new ValidationError([
    {
      path: 'key',
      code: 'KEY',
      ru: 'непустая строка до 256 символов',
      en: 'a string of 1..256 characters',
      value: key,
    },
  ]);
}

/** Both are checked receipts, whose fields stand in one order. */
function sameReceipt(a: Receipt, b: Receipt): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function keyReused(key: string): ValidationError {
  return new ValidationError([
    {
      path: 'key',
      code: 'KEY_REUSED',
      ru: 'с этим ключом уже оформлялся другой чек',
      en: 'another receipt was issued under this key',
      value: key,
    },
  ]);
}
