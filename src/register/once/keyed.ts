import { type AtolError, JournalError, ValidationError } from '../../errors.js';
import type { FiscalResult, Receipt } from '../../fiscal/index.js';
import type { JournalRecord, JournalState, JournalStore } from '../../journal/journal.js';
import { layerLog } from '../../util/debug.js';
import type { IssueHooks } from '../receipt/issue.js';
import type { CallOptions } from '../session/call-options.js';
import { History } from '../session/history.js';
import { type Doubt, type Doubts, doubtOf, type Verdict } from './doubt.js';
import type { IssuedDocuments } from './issued.js';
import type { Sought } from './sought.js';

const log = layerLog('journal');

/** What the journal keeps of a receipt that was issued: the receipt, so that another one cannot take its key. */
interface Done {
  readonly receipt: Receipt;
  readonly result: FiscalResult;
}

/** The register behind the keys. */
export interface Investigator {
  readonly doubts: Doubts;
  readonly issued: IssuedDocuments;
  now(): number;
  /** Waits for another call of the same register. */
  waitFor<T>(other: Promise<T>, options: CallOptions): Promise<T>;
  /** Looks for the receipt of an intent. Throws while the register does not tell. */
  find(intent: Sought, options: CallOptions & { history: History }): Promise<Verdict<FiscalResult>>;
}

/** A receipt whose outcome is not known yet. */
export interface PendingReceipt {
  readonly key: string;
  readonly receipt: Receipt;
  /** When it was begun, ms since 1970. */
  readonly at: number;
}

type FiscalDoubt = Doubt<FiscalResult>;

interface Running {
  readonly receipt: Receipt;
  readonly result: Promise<FiscalResult>;
}

/**
 * One key, one receipt: the intent is in the journal before the first byte that can print, the result before it is returned.
 * The same key gives the stored result; a key whose outcome is not known is settled first.
 */
export class KeyedReceipts {
  readonly #store: JournalStore;
  readonly #records = new Map<string, JournalRecord>();
  readonly #running = new Map<string, Running>();
  readonly #doubts = new Map<string, FiscalDoubt>();
  #investigator!: Investigator;

  private constructor(store: JournalStore, records: readonly JournalRecord[]) {
    this.#store = store;
    for (const record of records) this.#records.set(record.key, record);
  }

  /** @throws JournalError when the journal is in use or damaged. */
  static async open(store: JournalStore): Promise<KeyedReceipts> {
    return new KeyedReceipts(store, await store.open());
  }

  /** Receipts that an earlier process left open are this register's doubts from now on. */
  serve(investigator: Investigator): void {
    this.#investigator = investigator;
    for (const { key, state, data } of this.#records.values()) {
      if (state === 'done') investigator.issued.add((data as Done).result);
      else if (isOpen(state)) this.#investigate(key, data as Sought);
    }
  }

  /** Waits for what is being issued; the connection is closed before, so that it ends soon. */
  async close(): Promise<void> {
    await Promise.allSettled([...this.#running.values()].map(({ result }) => result));
    await this.#store.close();
  }

  /** Receipts that may or may not exist. */
  get pending(): PendingReceipt[] {
    return [...this.#records.values()]
      .filter(({ state }) => isOpen(state))
      .map(({ key, at, data }) => ({ key, at, receipt: (data as Sought).receipt }));
  }

  /** The stored result of a key. */
  result(key: string): FiscalResult | undefined {
    const record = this.#records.get(key);
    return record?.state === 'done' ? (record.data as Done).result : undefined;
  }

  /** The doubt about a key; undefined when its outcome is known. Throws ValidationError for a key that nobody used. */
  doubt(key: string): FiscalDoubt | undefined {
    const record = this.#records.get(key);
    if (record === undefined) throw keyUnknown(key);
    return isOpen(record.state) ? this.#openDoubt(record) : undefined;
  }

  /** Callers who use the key at the same time get the same receipt. */
  issue(
    key: string,
    receipt: Receipt,
    issuer: (hooks: IssueHooks) => Promise<FiscalResult>,
    options: CallOptions,
  ): Promise<FiscalResult> {
    const running = this.#running.get(key);
    if (running !== undefined)
      return sameReceipt(running.receipt, receipt)
        ? this.#investigator.waitFor(running.result, options)
        : Promise.reject(keyReused(key));
    const result = this.#issue(key, receipt, issuer, options).finally(() => this.#running.delete(key));
    this.#running.set(key, { receipt, result });
    return result;
  }

  async #issue(
    key: string,
    receipt: Receipt,
    issuer: (hooks: IssueHooks) => Promise<FiscalResult>,
    options: CallOptions,
  ): Promise<FiscalResult> {
    const record = this.#records.get(key);
    if (record && record.state !== 'refused') {
      const { receipt: earlier } = record.data as Sought | Done;
      if (!sameReceipt(earlier, receipt)) throw keyReused(key);
    }
    const stored = this.result(key);
    if (stored) return stored;
    if (record && isOpen(record.state)) {
      try {
        return await this.#openDoubt(record).resolve(options);
      } catch (error) {
        if ((error as AtolError).outcome !== 'refused') throw error;
      }
    }
    return this.#carryOut(key, receipt, issuer);
  }

  async #carryOut(
    key: string,
    receipt: Receipt,
    issuer: (hooks: IssueHooks) => Promise<FiscalResult>,
  ): Promise<FiscalResult> {
    let begun = false;
    let result: FiscalResult;
    try {
      result = await issuer({
        onIntent: async (sought) => {
          await this.#append(key, 'intent', sought);
          begun = true;
        },
        onClosing: (sought) => this.#append(key, 'intent', sought),
        onVerdict: (verdict) => this.#record(key, receipt, verdict),
      });
    } catch (error) {
      const doubt = doubtOf(error) as FiscalDoubt | undefined;
      if (doubt) this.#doubts.set(key, doubt);
      else if (begun) await this.#refuse(key, error);
      throw error;
    }
    try {
      await this.#record(key, receipt, { done: result });
      return result;
    } catch (error) {
      throw this.#notWritten(key, receipt, result, error);
    }
  }

  /** Nothing was signed. When the disk does not take that, the next opening of the journal asks the register. */
  async #refuse(key: string, reason: unknown): Promise<void> {
    try {
      await this.#append(key, 'refused', { reason: (reason as Error).message });
    } catch (error) {
      log('refusal of %s not written: %s', key, (error as Error).message);
    }
  }

  async #record(key: string, receipt: Receipt, verdict: Verdict<FiscalResult>): Promise<void> {
    if ('done' in verdict) {
      await this.#append(key, 'done', { receipt, result: verdict.done } satisfies Done);
    } else {
      const reason = (verdict.refused as Error).message;
      await this.#append(key, 'refused', { reason });
    }
    this.#doubts.delete(key);
  }

  /** The receipt exists, but a result that is not on the disk must not be told: the next process would not know it. */
  #notWritten(key: string, receipt: Receipt, result: FiscalResult, cause: unknown): AtolError {
    const { doubts, now } = this.#investigator;
    const history = new History(now);
    history.add(`чек оформлен: документ ${result.documentNumber}, но журнал не записан`);
    const doubt = doubts.open<FiscalResult>({
      what: 'записан ли результат в журнал',
      history,
      record: (verdict) => this.#record(key, receipt, verdict),
      find: async () => ({ done: result }),
    });
    this.#doubts.set(key, doubt);
    return doubt.error(cause);
  }

  #openDoubt({ key, data }: JournalRecord): FiscalDoubt {
    return this.#doubts.get(key) ?? this.#investigate(key, data as Sought);
  }

  /** A receipt of an earlier process. */
  #investigate(key: string, intent: Sought): FiscalDoubt {
    const { doubts, now, find } = this.#investigator;
    const begun = new Date(intent.startedAt).toISOString();
    const opening = `ищем чек «${key}», начатый ${begun} после документа ${intent.baseline}`;
    const history = new History(now, opening);
    const doubt = doubts.open<FiscalResult>({
      what: `оформлен ли чек «${key}»`,
      history,
      record: (verdict) => this.#record(key, intent.receipt, verdict),
      find: (options) => find(intent, { ...options, history }),
    });
    this.#doubts.set(key, doubt);
    return doubt;
  }

  async #append(key: string, state: JournalState, data: unknown): Promise<void> {
    const record: JournalRecord = { key, state, at: this.#investigator.now(), data };
    try {
      await this.#store.append(record);
    } catch (error) {
      if (error instanceof JournalError) throw error;
      const reason = error instanceof Error ? error.message : String(error);
      throw new JournalError('JOURNAL_IO', `Журнал не записан: ${reason}`, { cause: error });
    }
    this.#records.set(key, record);
  }
}

function isOpen(state: JournalState): boolean {
  return state === 'intent' || state === 'unknown';
}

/** Both are checked receipts, whose fields stand in one order. Warnings depend on the day. */
function sameReceipt(a: Receipt, b: Receipt): boolean {
  const content = (receipt: Receipt) => JSON.stringify({ ...receipt, warnings: [] });
  return content(a) === content(b);
}

function keyReused(key: string): ValidationError {
  const ru = 'с этим ключом уже оформлялся другой чек';
  return problem('KEY_REUSED', ru, 'another receipt was issued under this key', key);
}

function keyUnknown(key: string): ValidationError {
  return problem('KEY_UNKNOWN', 'такого ключа в журнале нет', 'the journal has no such key', key);
}

function problem(code: string, ru: string, en: string, value: unknown): ValidationError {
  return new ValidationError([{ path: 'key', code, ru, en, value }]);
}
