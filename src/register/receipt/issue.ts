import { AtolError, type DeviceError, ProtocolError } from '../../errors.js';
import type { FiscalResult, Receipt, ShiftChange } from '../../fiscal/index.js';
import type { LastReceipt, ReceiptQueue, ReceiptStep, Settled } from '../dialect.js';
import { closeShift, openShift } from '../documents/shift.js';
import type { Verdict } from '../once/doubt.js';
import type { ReceiptIntent } from '../once/intent.js';
import type { OnceOperation, Proof } from '../once/only-once.js';
import type { CallOptions } from '../session/call-options.js';
import type { ExchangeMode } from '../session/exchange.js';
import type { History } from '../session/history.js';
import { isRefusal } from '../session/refusals.js';
import type { Session } from '../session/session.js';
import { NotIssuedError } from './not-issued.js';
import { readResult } from './result.js';
import { settle } from './settle.js';

/** After this silence somebody else may have signed documents: the number of the last one is asked for again, ms. */
const FRESH_MS = 5000;

/** After this silence in the middle of a receipt somebody else may have cancelled it, ms. */
const STALL_MS = 2000;

/** What the journal has to know, and when. */
export interface IssueHooks {
  /** It is this receipt's turn, and nothing was asked yet. False: it is not to be issued. */
  onTurn?: (() => Promise<boolean>) | undefined;
  /** The number of the document before ours is known, and nothing was sent that can print. */
  onIntent?: ((intent: ReceiptIntent) => Promise<void>) | undefined;
  /** The closing command is about to be sent. */
  onClosing?: ((intent: ReceiptIntent) => Promise<void>) | undefined;
  /** The outcome was not known, and now it is. */
  onVerdict?: ((verdict: Verdict<FiscalResult>) => Promise<void>) | undefined;
}

export interface ReceiptIssueOptions extends CallOptions, IssueHooks {
  history: History;
  /** How this receipt is to be sent; overrides what the connection uses. */
  exchange?: ExchangeMode | undefined;
  /** Open a closed shift, close and open an expired one. */
  shift?: 'manual' | 'auto' | undefined;
}

/** The register's part of one receipt: opened, filled, closed, and proved. */
export class ReceiptIssue implements OnceOperation<FiscalResult> {
  readonly #session: Session;
  readonly #receipt: Receipt;
  readonly #plan: readonly ReceiptStep[];
  readonly #options: ReceiptIssueOptions;
  readonly #queue: ReceiptQueue | undefined;
  readonly texts = { what: 'оформлен ли чек', again: 'документа нет: оформляем чек заново' };
  #intent: ReceiptIntent | undefined;
  #shiftChange: ShiftChange | undefined;
  begun = false;
  /** The receipt may be open: the register did not refuse to open it. */
  #opened = false;
  /** Over this line the receipt is ours; it has to be looked at again over another one. */
  #line = 0;
  /** The journal knows that the closing command is next. */
  #noted: Promise<void> | undefined;

  constructor(
    session: Session,
    receipt: Receipt,
    plan: readonly ReceiptStep[],
    options: ReceiptIssueOptions,
  ) {
    this.#session = session;
    this.#receipt = receipt;
    this.#plan = plan;
    this.#options = options;
    this.#queue = session.dialect.receipts.queue(options);
  }

  get history(): History {
    return this.#options.history;
  }

  get signal(): AbortSignal | undefined {
    return this.#options.signal;
  }

  get record(): IssueHooks['onVerdict'] {
    return this.#options.onVerdict;
  }

  get looked(): boolean {
    return this.#intent !== undefined;
  }

  /** With the story of it, and the reports of the shifts that were changed for it. */
  told(result: FiscalResult): FiscalResult {
    const shiftChange = this.#shiftChange;
    return { ...result, ...(shiftChange && { shiftChange }), history: this.#options.history.entries };
  }

  async attempt(): Promise<FiscalResult> {
    this.#intent ??= await this.#intend();
    const calls = this.#plan.slice(0, -1);
    const close = this.#plan.at(-1) as ReceiptStep;
    const done = this.#queue?.usable ? await this.#fillQueue(this.#queue, calls) : 0;
    await this.#sendEach(calls.slice(done));
    if (this.#opened && !this.#undisturbed) await this.#checkStillOurs();
    const noted = this.#noteClosing();
    if (noted !== undefined) await noted;
    this.#intent = { ...this.#intent, closing: true };
    const last = this.#queue?.usable
      ? await this.#closeQueue(this.#queue, close)
      : await this.#sendClosing(close);
    const { line } = this.#session.dialect;
    const ours = this.#line;
    return readResult(this.#session, this.#intent, () => line.lines === ours, this.#options, last);
  }

  /** Returns how many calls were executed; the others may be sent one by one. */
  async #fillQueue(queue: ReceiptQueue, calls: readonly ReceiptStep[]): Promise<number> {
    const contents = 1 + calls.findIndex(({ kind }) => kind === 'open');
    this.#line = this.#session.dialect.line.lines;
    // Requisites that come without a receipt are kept for the next one, whosever that is: so it has to be open before.
    const opened = await this.#queueCalls(queue, calls.slice(0, contents));
    if (opened < contents) return opened;
    void this.#noteClosing();
    if (!this.#undisturbed) await this.#checkStillOurs();
    return contents + (await this.#queueCalls(queue, calls.slice(contents)));
  }

  async #queueCalls(queue: ReceiptQueue, calls: readonly ReceiptStep[]): Promise<number> {
    const { answers, failure, untouched } = await queue.fill(calls);
    const sent = failure !== undefined && failure.outcome !== 'not-sent';
    this.begun ||= answers.length > 0 || sent;
    this.#opened ||= answers.length === calls.length || (sent && !untouched && !isRefusal(failure));
    answers.forEach((answer, index) => {
      this.#checkPayment(calls[index] as ReceiptStep, answer);
    });
    if (failure !== undefined && !untouched) throw failure;
    return answers.length;
  }

  async #closeQueue(queue: ReceiptQueue, close: ReceiptStep): Promise<LastReceipt | undefined> {
    const { answers, failure, untouched, last } = await queue.close(close);
    if (answers.length > 0) return last;
    if (!untouched) throw failure;
    return this.#sendClosing(close);
  }

  async #intend(): Promise<ReceiptIntent> {
    const { facts, dialect } = this.#session;
    if (dialect.idleMs > FRESH_MS) facts.forgetCounters();
    const before = await facts.beforeReceipt(this.#receipt.type, this.#options);
    const { baseline, baselineSign, cancelledSum, fnNumber } = before;
    const startedAt = dialect.clock.now();
    const intent: { -readonly [K in keyof ReceiptIntent]: ReceiptIntent[K] } = {
      receipt: this.#receipt,
      baseline,
      fnNumber,
      startedAt,
      closing: false,
    };
    if (baselineSign !== undefined) intent.baselineSign = baselineSign;
    if (cancelledSum !== undefined) intent.cancelledSum = cancelledSum;
    const { onIntent } = this.#options;
    if (onIntent !== undefined) await onIntent(intent);
    return intent;
  }

  /** Another process would have to take a document for ours from here on. Written once; whoever needs it waits. */
  #noteClosing(): Promise<void> | undefined {
    const { onClosing } = this.#options;
    if (onClosing === undefined || this.#noted !== undefined) return this.#noted;
    this.#noted = onClosing({ ...(this.#intent as ReceiptIntent), closing: true });
    this.#noted.catch(() => undefined);
    return this.#noted;
  }

  async #sendEach(steps: readonly ReceiptStep[]): Promise<void> {
    const { receipts, line } = this.#session.dialect;
    for (const step of steps) {
      if (this.#opened && !this.#undisturbed) await this.#checkStillOurs();
      const opens = step.kind === 'open';
      let settled: Settled | undefined;
      try {
        settled = await receipts.send(step, this.#options);
      } catch (error) {
        this.#noteFailure(step, error);
        throw error;
      }
      this.begun = true;
      if (opens) this.#opened = true;
      if (opens) this.#line = line.lines;
      this.#checkPayment(step, settled);
      // The disk writes while the register takes the items.
      if (opens) void this.#noteClosing();
    }
  }

  /** Its result has to be read yet. */
  async #sendClosing(step: ReceiptStep): Promise<undefined> {
    try {
      await this.#session.dialect.receipts.send(step, this.#options);
    } catch (error) {
      this.#noteFailure(step, error);
      throw error;
    }
    this.begun = true;
  }

  #noteFailure({ kind }: ReceiptStep, error: unknown): void {
    const { receipts } = this.#session.dialect;
    const sent = (error as AtolError).outcome !== 'not-sent';
    this.begun ||= sent;
    if (kind === 'open' && sent && !isRefusal(error)) this.#opened = true;
    // A register that is told of the opening only with the first item says now that the open one is not ours.
    if (isRefusal(error) && receipts.reasonOf(error) === 'receipt open') this.#opened = false;
  }

  /** The line is the one over which our receipt was opened, and it was never silent for long. */
  get #undisturbed(): boolean {
    const { line, idleMs } = this.#session.dialect;
    return line.online && line.lines === this.#line && idleMs < STALL_MS;
  }

  /**
   * While nobody was listening, another host may have cancelled our receipt and opened its own: what we send would go into
   * that one. The register's counter of cancelled receipts tells.
   */
  async #checkStillOurs(): Promise<void> {
    const { dialect, facts } = this.#session;
    const { baseline, cancelledSum } = this.#intent as ReceiptIntent;
    const { type } = this.#receipt;
    facts.forgetCounters();
    const open = await dialect.evidence.openReceiptType(this.#options);
    const same =
      open === type &&
      (await facts.cancelledSum(type, this.#options)) === cancelledSum &&
      (await facts.lastNumber(this.#options)) === baseline;
    if (!same) {
      const message = 'пока связи не было, чек на ККТ отменён или закрыт';
      throw new ProtocolError('UNEXPECTED_ANSWER', message, { outcome: 'unknown', field: 'receiptType' });
    }
    this.#options.history.add('связь восстановлена, наш чек открыт: продолжаем');
    this.#line = dialect.line.lines;
  }

  /** The last payment settles the receipt exactly; anything else means that something went in twice. */
  #checkPayment(step: ReceiptStep, settled: Settled | undefined): void {
    if (!settled) return;
    const { remainder, change } = settled;
    const last = this.#plan.findLast(({ kind }) => kind === 'payment') === step;
    if (!last || (remainder === 0 && change === this.#receipt.change)) return;
    throw new ProtocolError(
      'UNEXPECTED_ANSWER',
      `после оплаты остаток ${remainder} и сдача ${change} коп., ожидались 0 и ${this.#receipt.change}`,
      { outcome: 'unknown', field: 'remainder', value: remainder },
    );
  }

  /** Whatever was refused, a receipt may be left open: it is always looked at. */
  isPlain(): boolean {
    return false;
  }

  async prove(options: Proof, own: boolean): Promise<{ done: FiscalResult } | 'none'> {
    const clearing = { opened: this.#opened, makeRoom: own };
    const found = await settle(this.#session, this.#intent as ReceiptIntent, clearing, options);
    if (found === 'none') return 'none';
    if (own) return { done: found };
    this.#session.issued.add(found);
    return { done: this.told(found) };
  }

  /** What was cancelled and counted so far belongs to the attempt before. */
  startOver(): void {
    this.#queue?.stop();
    this.#intent = undefined;
    this.#noted = undefined;
    this.#opened = false;
  }

  /** True when the reason of a refusal is gone and the receipt can be begun again. */
  async clearTheWay(refusal: DeviceError): Promise<boolean> {
    const reason = this.#session.dialect.receipts.reasonOf(refusal);
    const { history, shift, signal } = this.#options;
    // A receipt that somebody left open was cancelled by settling; one of ours was cancelled by somebody.
    if (reason === 'receipt open' || reason === 'no receipt open') return true;
    const expired = reason === 'shift expired';
    if (shift !== 'auto' || !(expired || reason === 'shift closed')) return false;
    try {
      if (expired) {
        history.add('смена превысила 24 часа: закрываем и открываем новую');
        this.#shiftChange = { closed: await closeShift(this.#session, { signal }) };
      } else history.add('смена закрыта: открываем');
      const opened = await openShift(this.#session, { signal });
      this.#shiftChange = { ...this.#shiftChange, opened };
      return true;
    } catch (error) {
      // The receipt is not signed, whatever became of the shift.
      history.add(`открыть смену не удалось: ${(error as Error).message}`);
      throw shiftFailed(error, refusal, history);
    }
  }

  notDone(cause: unknown): NotIssuedError {
    return notIssued(cause, this.history);
  }
}

function notIssued(cause: unknown, history: History): NotIssuedError {
  history.add('чек не оформлен: документа нет, под этим ключом его можно оформить заново');
  return new NotIssuedError(cause, history.entries);
}

/** Looks for a receipt of an earlier process. */
export async function settleIntent(
  session: Session,
  intent: ReceiptIntent,
  options: CallOptions & { history: History },
): Promise<Verdict<FiscalResult>> {
  const { history } = options;
  // Written by a version that did not tell: it may have been closed.
  const closing = intent.closing ?? true;
  const found = await settle(session, { ...intent, closing }, { opened: true, makeRoom: false }, options);
  if (found === 'none') return { refused: notIssued(undefined, history) };
  session.issued.add(found);
  return { done: { ...found, history: history.entries } };
}

function shiftFailed(cause: unknown, { textRu }: DeviceError, history: History): AtolError {
  const message = `Чек не оформлен: ${textRu}, а сменить смену не удалось: ${(cause as Error).message}`;
  return new AtolError('SHIFT_FAILED', message, { cause, outcome: 'refused', history: history.entries });
}
