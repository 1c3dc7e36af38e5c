import { AtolError, type DeviceError } from '../../errors.js';
import { receiptForms } from '../../fiscal/receipt-forms.js';
import { type FoundDocument, reportForms, type SignedAction } from '../dialect.js';
import type { LongCallOptions } from '../session/call-options.js';
import { History } from '../session/history.js';
import type { Session } from '../session/session.js';
import { lastConfirmed, lastWritten } from './last-document.js';
import { type OnceNotes, onceByNotes, readNote } from './notes.js';
import type { OnceOperation, Proof } from './only-once.js';
import { readTwice } from './read-twice.js';

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

export interface SignedOptions extends LongCallOptions {
  notes?: OnceNotes | undefined;
}

/** What is looked for after doubt. */
interface Before {
  readonly number: number;
  readonly fnNumber: string;
}

/** After this silence somebody else may have signed documents, ms. */
const FRESH_MS = 5000;

/**
 * Sends the command and waits for its document. After a lost answer the FN tells whether there is one.
 *
 * @param finish makes the result of the document; register and FN are asked
 * @param prepare comes before, and may be done twice
 * @throws DeviceError when the register refuses, OutcomeUnknownError when it cannot be asked.
 */
export async function signedOperation<T>(
  session: Session,
  operation: SignedOperation,
  finish: (document: SignedDocument, options: LongCallOptions) => Promise<T>,
  { notes, ...options }: SignedOptions,
  prepare?: () => Promise<void>,
): Promise<T> {
  return onceByNotes(session, new Signing(session, operation, finish, options, notes), notes, prepare);
}

class Signing<T> implements OnceOperation<T> {
  readonly #session: Session;
  readonly #operation: SignedOperation;
  readonly #finish: (document: SignedDocument, options: LongCallOptions) => Promise<T>;
  readonly #options: LongCallOptions & { history: History };
  readonly texts: OnceOperation<T>['texts'];
  readonly #notes: OnceNotes | undefined;
  #before: Before | undefined;
  begun = false;

  constructor(
    session: Session,
    operation: SignedOperation,
    finish: (document: SignedDocument, options: LongCallOptions) => Promise<T>,
    options: LongCallOptions,
    notes: OnceNotes | undefined,
  ) {
    this.#before = readNote<Before>(notes, { number: 0, fnNumber: '' });
    this.#notes = notes;
    this.#session = session;
    this.#operation = operation;
    this.#finish = finish;
    const { clock } = session.dialect;
    const history = options.history ?? new History(() => clock.now(), operation.title);
    this.#options = { ...options, history };
    this.texts = { what: operation.what, again: 'документа нет: посылаем команду снова' };
  }

  get history(): History {
    return this.#options.history;
  }

  get signal(): AbortSignal | undefined {
    return this.#options.signal;
  }

  get looked(): boolean {
    return this.#before !== undefined;
  }

  async attempt(): Promise<T> {
    return this.#finish(await this.#sign(), this.#options);
  }

  async #sign(): Promise<SignedDocument> {
    const { action } = this.#operation;
    const before = this.#before ?? (await this.#look());
    if (this.#before === undefined) await this.#notes?.keep?.({ ...before });
    this.#before = before;
    try {
      await action.begin(this.#options);
      this.begun = true;
    } catch (error) {
      this.begun ||= (error as AtolError).outcome !== 'not-sent';
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
    const { number: last } = await lastConfirmed(this.#session, options);
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

  isPlain(refusal: DeviceError): boolean {
    return this.#operation.action.isFinal(refusal);
  }

  clearTheWay(): boolean {
    return false;
  }

  /** Whatever was signed since the first attempt may be of it. */
  startOver(): void {}

  async prove(options: Proof): Promise<{ done: T } | 'none'> {
    const { dialect, facts } = this.#session;
    const { action } = this.#operation;
    const before = this.#before as Before;
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
    options.history.add(`найден в ФН: документ ${found.number}, форма ${action.form}`);
    return { done: await this.#finish(found, options) };
  }

  notDone(cause: unknown): AtolError {
    const message = `${this.#operation.notDone}: документа в фискальном накопителе нет`;
    return new AtolError('NOT_EXECUTED', message, { cause, outcome: 'refused' });
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
