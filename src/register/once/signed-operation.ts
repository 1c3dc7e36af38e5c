import { AbortedError, AtolError } from '../../errors.js';
import { type FoundDocument, receiptForms, reportForms, type SignedAction } from '../dialect.js';
import type { LongCallOptions } from '../session/call-options.js';
import { isUnreachable } from '../session/connection.js';
import { withGrace } from '../session/grace.js';
import { History } from '../session/history.js';
import { isForgotten, isRefusal, type Session } from '../session/session.js';
import type { Verdict } from './doubt.js';
import { readTwice } from './read-twice.js';
import { lastWitnessed, lastWritten } from './witnesses.js';

/** What is signed, and how people call it: Russian, for errors and for the history. */
export interface SignedOperation {
  readonly action: SignedAction;
  /** `открытие смены`, `открыта ли смена`, `Смена не открыта`. */
  readonly title: string;
  readonly what: string;
  readonly notDone: string;
}

/** A document signed by an operation, or found after doubt. */
export interface SignedDocument extends FoundDocument {
  /** The last document of the FN. */
  readonly last: boolean;
}

/** What is looked for after doubt. */
interface Before {
  readonly number: number;
  readonly fnNumber: string;
}

/** A command that was lost is sent again at most this often. */
const ATTEMPTS = 3;
/** After this silence somebody else may have signed documents, ms. */
const FRESH_MS = 5000;

/**
 * Sends the command and waits for its document. After a lost answer the FN tells whether there is one.
 *
 * @param finish makes the result of the document; register and FN are asked
 * @throws DeviceError when the register refuses, OutcomeUnknownError when it cannot be asked.
 */
export async function signedOperation<T>(
  session: Session,
  operation: SignedOperation,
  finish: (document: SignedDocument, options: LongCallOptions) => Promise<T>,
  options: LongCallOptions,
): Promise<T> {
  return new Run(session, operation, finish, options).run();
}

class Run<T> {
  readonly #session: Session;
  readonly #operation: SignedOperation;
  readonly #finish: (document: SignedDocument, options: LongCallOptions) => Promise<T>;
  readonly #options: LongCallOptions & { history: History };
  #before: Before | undefined;
  #begun = false;

  constructor(
    session: Session,
    operation: SignedOperation,
    finish: (document: SignedDocument, options: LongCallOptions) => Promise<T>,
    options: LongCallOptions,
  ) {
    this.#session = session;
    this.#operation = operation;
    this.#finish = finish;
    const { clock } = session.dialect;
    const history = options.history ?? new History(() => clock.now(), operation.title);
    this.#options = { ...options, history };
  }

  async run(): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#finish(await this.#attempt(), this.#options);
      } catch (error) {
        const found = await this.#afterFailure(error, attempt);
        if (found) return found.done;
      }
    }
  }

  async #attempt(): Promise<SignedDocument> {
    const { action } = this.#operation;
    this.#before ??= await this.#look();
    const before = this.#before;
    try {
      await action.begin(this.#options);
      this.#begun = true;
    } catch (error) {
      this.#begun ||= (error as AtolError).outcome !== 'not-sent';
      throw error;
    }
    await action.finished(this.#options);
    const document = await this.#signedSince(before, this.#options);
    if (document) return document;
    // It came to an end without a document: register 37 says why, unless power was gone meanwhile.
    const refusal = await action.whyNot(this.#options);
    throw (
      refusal ?? new AtolError('NOT_EXECUTED', 'операция закончилась без документа', { outcome: 'unknown' })
    );
  }

  async #look(): Promise<Before> {
    const { dialect, facts } = this.#session;
    if (dialect.idleMs > FRESH_MS) facts.forgetCounters();
    return { number: await facts.lastNumber(this.#options), fnNumber: await facts.fnNumber(this.#options) };
  }

  async #signedSince({ number }: Before, options: LongCallOptions): Promise<SignedDocument | undefined> {
    const { number: last } = await lastWritten(this.#session, options);
    for (const next of followers(number, last)) {
      const found = await this.#session.dialect.evidence.index(next, options);
      if (found.form === this.#operation.action.form) return { ...found, last: next === last };
    }
    return undefined;
  }

  /** The same with proof: register and FN agree on the last document, and what is not ours is another one for sure. */
  async #provedSince({ number }: Before, options: LongCallOptions): Promise<SignedDocument | undefined> {
    const { number: last } = await lastWitnessed(this.#session, options);
    for (const next of followers(number, last)) {
      const index = () => this.#session.dialect.evidence.index(next, options);
      const found = await readTwice(`документ ${next}`, index);
      if (found.form === this.#operation.action.form) return { ...found, last: next === last };
      if (![...receiptForms, ...reportForms].includes(found.form)) {
        const message = `документ ${next}: неизвестная форма ${found.form}`;
        throw new AtolError('DOCUMENT_UNLIKE', message, { outcome: 'unknown' });
      }
    }
    return undefined;
  }

  /** Returns the result when it was done after all, nothing when it has to be sent again, or throws. */
  async #afterFailure(error: unknown, attempt: number): Promise<{ done: T } | undefined> {
    const { history } = this.#options;
    const { action } = this.#operation;
    if (!this.#begun || !this.#before) {
      // The cashier may be named twice.
      if (isForgotten(error) && attempt < ATTEMPTS) return undefined;
      if (error instanceof AtolError) error.outcome = 'not-sent';
      throw error;
    }
    if (isRefusal(error) && attempt === 1 && action.isFinal(error)) throw error;
    history.add(`попытка ${attempt} прервана: ${(error as Error).message}`);
    if (isUnreachable(error)) throw this.#unknown(this.#before, error);
    let verdict: Verdict<T> | 'none';
    try {
      const before = this.#before;
      verdict = await withGrace(this.#session.dialect.clock, this.#options.signal, (signal) =>
        this.#settle(before, { signal }),
      );
    } catch (failure) {
      history.add(`проверка не удалась: ${(failure as Error).message}`);
      throw this.#unknown(this.#before, failure);
    }
    if (verdict !== 'none' && 'done' in verdict) return verdict;
    if (isRefusal(error) || error instanceof AbortedError || attempt >= ATTEMPTS) throw this.#refused(error);
    history.add('документа нет: посылаем команду снова');
    return undefined;
  }

  #refused(error: unknown): unknown {
    if (!(error instanceof AtolError)) return error;
    error.outcome = 'refused';
    error.history = this.#options.history.entries;
    return error;
  }

  async #settle(before: Before, { signal }: LongCallOptions): Promise<Verdict<T> | 'none'> {
    const { dialect, facts } = this.#session;
    const { history } = this.#options;
    const { action } = this.#operation;
    const options = { signal, history };
    dialect.distrust();
    facts.forget();
    await action.rest(options);
    const fnNumber = await facts.fnNumber(options);
    if (fnNumber !== before.fnNumber) {
      const message = `начато с ФН ${before.fnNumber}, сейчас в ККТ ФН ${fnNumber}`;
      throw new AtolError('FN_REPLACED', message, { outcome: 'unknown' });
    }
    const found = await this.#provedSince(before, options);
    if (!found) return 'none';
    history.add(`найден в ФН: документ ${found.number}, форма ${action.form}`);
    return { done: await this.#finish(found, options) };
  }

  #unknown(before: Before, cause: unknown): AtolError {
    const { what, notDone } = this.#operation;
    const doubt = this.#session.doubts.open<T>({
      what,
      history: this.#options.history,
      find: async (options) => {
        const verdict = await this.#settle(before, options);
        if (verdict !== 'none') return verdict;
        const message = `${notDone}: документа в фискальном накопителе нет`;
        return { refused: new AtolError('NOT_EXECUTED', message, { cause, outcome: 'refused' }) };
      },
    });
    return doubt.error(cause);
  }
}

/** Far more documents than another program can make meanwhile. */
const MOST_DOCUMENTS = 500;

/** Numbers of the documents since. */
function followers(number: number, last: number): number[] {
  if (last - number > MOST_DOCUMENTS) {
    const message = `после документа ${number} последним назван ${last}: столько документов не ищут`;
    throw new AtolError('TOO_MANY_DOCUMENTS', message, { outcome: 'unknown' });
  }
  return Array.from({ length: Math.max(0, last - number) }, (_, index) => number + 1 + index);
}
