import { restated } from '../../errors/restated.js';
import { type AtolError, isAtolError, JournalError, ValidationError } from '../../errors.js';
import type { FiscalResult, Receipt } from '../../fiscal/index.js';
import type { JournalRecord, JournalState, JournalStore } from '../../journal/journal.js';
import { layerLog } from '../../util/debug.js';
import { letGo, takeAlone } from '../../util/one-user.js';
import type { IssueHooks } from '../receipt/issue.js';
import type { CallOptions } from '../session/call-options.js';
import { History } from '../session/history.js';
import { type Doubt, type Doubts, doubtOf, type Verdict } from './doubt.js';
import type { ReceiptIntent } from './intent.js';
import type { IssuedDocuments } from './issued.js';

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
  find(intent: ReceiptIntent, options: CallOptions & { history: History }): Promise<Verdict<FiscalResult>>;
}

/** A receipt whose outcome is not known yet. */
export interface PendingReceipt {
  readonly key: string;
  readonly receipt: Receipt;
  /** When it was begun, ms since 1970. */
  readonly at: number;
}

type FiscalDoubt = Doubt<FiscalResult>;

/** Issues a receipt, unless its turn comes and `onTurn` says no. */
type Issuer = (hooks: IssueHooks) => Promise<FiscalResult | undefined>;

interface Running {
  readonly receipt: Receipt;
  readonly result: Promise<FiscalResult>;
}

/**
 * One key, one receipt: the intent is in the journal before the first byte that can print, the result before it is returned.
 * The same key gives the stored result; a key whose outcome is not known is settled first. Only keys in doubt are kept here, all
 * others are asked of the journal.
 */
export class KeyedReceipts {
  readonly #store: JournalStore;
  readonly #open = new Map<string, JournalRecord>();
  readonly #running = new Map<string, Running>();
  readonly #doubts = new Map<string, FiscalDoubt>();
  #investigator!: Investigator;

  private constructor(store: JournalStore, pending: readonly JournalRecord[]) {
    this.#store = store;
    for (const record of pending) if (record.state === 'intent') this.#open.set(record.key, record);
  }

  /** @throws JournalError when the journal is in use or damaged. */
  static async open(store: JournalStore): Promise<KeyedReceipts> {
    try {
      takeAlone(store);
    } catch (error) {
      throw beforeAnything(error);
    }
    try {
      return new KeyedReceipts(store, await read(store.pending()));
    } catch (error) {
      await letGo(store);
      throw beforeAnything(error);
    }
  }

  /** Receipts that an earlier process left open are this register's doubts from now on. */
  serve(investigator: Investigator): void {
    this.#investigator = investigator;
    for (const { key, data } of this.#open.values()) {
      const { fnNumber, others = [] } = data as ReceiptIntent;
      for (const range of others) investigator.issued.addRange(fnNumber, range);
      this.#investigate(key, data as ReceiptIntent);
    }
  }

  /** Waits for what is being issued; the connection is closed before, so that it ends soon. */
  async close(): Promise<void> {
    await Promise.allSettled([...this.#running.values()].map(({ result }) => result));
    await letGo(this.#store);
  }

  /** Receipts that may or may not exist. */
  get pending(): PendingReceipt[] {
    return [...this.#open.values()].map(({ key, at, data }) => ({
      key,
      at,
      receipt: (data as ReceiptIntent).receipt,
    }));
  }

  /** The stored result of a key. */
  async result(key: string): Promise<FiscalResult | undefined> {
    const record = await this.#find(key);
    return record?.state === 'done' ? (record.data as Done).result : undefined;
  }

  /** The doubt about a key; undefined when its outcome is known. Throws ValidationError for a key that nobody used. */
  async doubt(key: string): Promise<FiscalDoubt | undefined> {
    const record = await this.#find(key);
    if (record === undefined) throw keyUnknown(key);
    return record.state === 'intent' ? this.#openDoubt(record) : undefined;
  }

  /** The last record of a key. Throws JournalError when the journal cannot tell for sure: then nothing may be printed. */
  async #find(key: string): Promise<JournalRecord | undefined> {
    const open = this.#open.get(key);
    if (open) return open;
    const stored = (await read(this.#store.find(key))) ?? undefined;
    if (stored && stored.key !== key) {
      throw new JournalError('JOURNAL_CORRUPT', `Журнал вернул запись о другом ключе: «${stored.key}»`);
    }
    // Meanwhile it may have been begun, or settled.
    const now = this.#open.get(key);
    if (now || !stored || stored.state !== 'intent') return now ?? stored;
    this.#open.set(key, stored);
    return stored;
  }

  /** Callers who use the key at the same time get the same receipt. */
  issue(key: string, receipt: Receipt, issuer: Issuer, options: CallOptions): Promise<FiscalResult> {
    const running = this.#running.get(key);
    if (running !== undefined)
      return sameReceipt(running.receipt, receipt)
        ? this.#investigator.waitFor(running.result, options)
        : Promise.reject(keyReused(key));
    const result = this.#issue(key, receipt, issuer, options).finally(() => this.#running.delete(key));
    this.#running.set(key, { receipt, result });
    return result;
  }

  async #issue(key: string, receipt: Receipt, issuer: Issuer, options: CallOptions): Promise<FiscalResult> {
    const doubtful = this.#open.get(key);
    // The place in the queue is taken before the journal has answered, so that receipts are issued in the order of the calls.
    const finding = doubtful ? Promise.resolve(doubtful) : this.#find(key);
    const isFree = async () => {
      const record = await this.#investigator.waitFor(finding, options);
      return record === undefined || record.state === 'refused';
    };
    const carrying = doubtful ? undefined : this.#carryOut(key, receipt, issuer, isFree);
    // Told below, when it is the outcome of this call.
    carrying?.catch(() => undefined);
    // What fails here fails in the turn, too.
    const record = await this.#investigator.waitFor(finding, options).catch(() => undefined);
    if (carrying && (record === undefined || record.state === 'refused')) {
      const result = await carrying;
      if (result) return result;
    }
    const known = record ?? ((await finding) as JournalRecord);
    const { receipt: earlier } = known.data as ReceiptIntent | Done;
    if (!sameReceipt(earlier, receipt)) throw keyReused(key);
    if (known.state === 'done') return (known.data as Done).result;
    try {
      return await this.#openDoubt(known).resolve(options);
    } catch (error) {
      if ((error as AtolError).outcome !== 'refused') throw error;
    }
    return (await this.#carryOut(key, receipt, issuer, async () => true)) as FiscalResult;
  }

  /** Nothing comes of it when the key is not free. */
  async #carryOut(
    key: string,
    receipt: Receipt,
    issuer: Issuer,
    isFree: () => Promise<boolean>,
  ): Promise<FiscalResult | undefined> {
    let begun = false;
    let result: FiscalResult | undefined;
    try {
      result = await issuer({
        onTurn: isFree,
        onIntent: async (intent) => {
          await this.#append(key, 'intent', intent);
          begun = true;
        },
        onClosing: (intent) => this.#append(key, 'intent', intent),
        onVerdict: (verdict) => this.#record(key, receipt, verdict),
      });
    } catch (error) {
      const doubt = doubtOf(error) as FiscalDoubt | undefined;
      if (doubt) this.#doubts.set(key, doubt);
      else if (begun) await this.#refuse(key, error);
      throw error;
    }
    if (result === undefined) return undefined;
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
      const { done: result } = verdict;
      const noted = this.#noted(key, result);
      await this.#write([...noted, this.#made(key, 'done', { receipt, result } satisfies Done)]);
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
    return this.#doubts.get(key) ?? this.#investigate(key, data as ReceiptIntent);
  }

  /** A receipt of an earlier process. */
  #investigate(key: string, intent: ReceiptIntent): FiscalDoubt {
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

  /** The other keys in doubt, with this document among those that are not theirs: the next process has to know that, too. */
  #noted(key: string, result: FiscalResult): JournalRecord[] {
    const { issued } = this.#investigator;
    const { fnNumber, documentNumber } = result;
    issued.add(result);
    return [...this.#open.values()].flatMap((record) => {
      const intent = record.data as ReceiptIntent;
      if (record.key === key || intent.fnNumber !== fnNumber || documentNumber <= intent.baseline) return [];
      const others = issued.after(fnNumber, intent.baseline);
      return [{ ...record, data: { ...intent, others } satisfies ReceiptIntent }];
    });
  }

  #append(key: string, state: JournalState, data: unknown): Promise<void> {
    return this.#write([this.#made(key, state, data)]);
  }

  #made(key: string, state: JournalState, data: unknown): JournalRecord {
    return { key, state, at: this.#investigator.now(), data };
  }

  async #write(records: readonly JournalRecord[]): Promise<void> {
    try {
      await this.#store.append(records);
    } catch (error) {
      throw journalError(error, 'Журнал не записан');
    }
    for (const record of records) {
      if (record.state === 'intent') this.#open.set(record.key, record);
      else this.#open.delete(record.key);
    }
  }
}

/** A journal that does not open keeps the line from being opened. */
function beforeAnything(error: unknown): unknown {
  return isAtolError(error) ? restated(error, { outcome: 'not-sent' }) : error;
}

async function read<T>(reading: Promise<T>): Promise<T> {
  try {
    return await reading;
  } catch (error) {
    throw journalError(error, 'Журнал не прочитан');
  }
}

function journalError(error: unknown, what: string): JournalError {
  if (error instanceof JournalError) return error;
  const reason = error instanceof Error ? error.message : String(error);
  return new JournalError('JOURNAL_IO', `${what}: ${reason}`, { cause: error });
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
