import { fiscalSignBytes } from '../../fiscal/fiscal-sign.js';
import { documentForms, type FormCode } from '../../fiscal/tags.js';
import { parseTlv, type Tlv, writeTlv } from '../../fiscal/tlv.js';
import { fnPhase, fnWarning } from '../../protocol/commands/fn.js';
import { localToMs, msToLocal } from '../../util/local-time.js';
import { type Archive, memoryArchive } from './archive.js';
import { FnError, fnCode } from './fn-error.js';
import { type CommitFacts, type CommitParameters, ownTags, summaryOf } from './own-tags.js';
import { signDocument } from './sign.js';
import { type FnState, newFnState, type StoredDocument, type Ticket, workMode } from './state.js';
import { put } from './tlv.js';

export type { CommitParameters } from './own-tags.js';

const DAY = 24 * 60 * 60 * 1000;
const SHIFT_LIMIT = DAY;
/** Documents may wait this long for the operator; then the FN takes no new ones. */
const OFD_WAIT_LIMIT = 30 * DAY;
const OFD_WAIT_WARNING = 2 * DAY;
const KEY_WARNING_DAYS = 30;
const KEY_URGENT_DAYS = 3;
const MEMORY_WARNING = 0.9;
/** Registration reports an FN takes in its life. */
export const REGISTRATION_LIMIT = 12;
/** 1059 in one document cannot be larger. */
const ITEM_LIMIT = 1024;

const receiptForms: readonly FormCode[] = [3, 4, 31, 41];
/** These still work when the FN is full, expired, or has waited too long for the operator. */
const closingForms: readonly FormCode[] = [5, 6];

/** Current document in A4 30. */
const documentCode: Readonly<Partial<Record<FormCode, number>>> = {
  1: 0x01,
  2: 0x02,
  3: 0x04,
  5: 0x08,
  6: 0x10,
  4: 0x11,
  11: 0x13,
  31: 0x14,
  41: 0x15,
  21: 0x17,
};

export interface FiscalStorageOptions {
  number: string;
  capacity: number;
  /** Life of the keys, days. */
  keyDays: number;
  version: string;
  archive?: Archive | undefined;
}

/**
 * The ФН: begins a document, takes its requisites, signs and stores it. It is a state machine of its own: the register's
 * opinion about shift and documents does not count here.
 */
export class FiscalStorage {
  readonly state: FnState;
  readonly #archive: Archive;
  #pending: { dateTime: string; requisites: Tlv[] } | undefined;

  constructor(options: FiscalStorageOptions) {
    const { archive, ...rest } = options;
    this.state = newFnState(rest);
    this.#archive = archive ?? memoryArchive();
  }

  /** 16 digits. */
  get number(): string {
    return this.state.number;
  }

  /** 1 ready, 3 fiscal, 7 post-fiscal, 15 archive. */
  get phase(): number {
    return this.state.phase;
  }

  /** Every document, oldest first. */
  documents(): StoredDocument[] {
    const all: StoredDocument[] = [];
    for (let number = 1; number <= this.#archive.size; number++)
      all.push(this.#archive.get(number) as StoredDocument);
    return all;
  }

  /** By its number (tag 1040). */
  document(number: number): StoredDocument | undefined {
    return this.#archive.get(number);
  }

  ticket(number: number): Ticket | undefined {
    return this.#archive.ticket(number);
  }

  /** Throws FnError when a document of this form cannot be begun now. */
  check(form: FormCode, dateTime: string): void {
    const { state } = this;
    if (state.current !== undefined) throw new FnError(fnCode.invalidState);
    if (state.phase !== (form === 1 ? fnPhase.ready : fnPhase.fiscal)) throw new FnError(fnCode.invalidState);
    const registers = form === 1 || form === 11;
    if ((registers || form === 2 || form === 6) && state.shift.open) throw new FnError(fnCode.invalidState);
    if ((form === 5 || receiptForms.includes(form)) && !state.shift.open)
      throw new FnError(fnCode.invalidState);
    if (registers && state.registrations.length >= REGISTRATION_LIMIT) throw new FnError(fnCode.invalidState);
    this.#checkLimits(form, dateTime);
  }

  #checkLimits(form: FormCode, dateTime: string): void {
    const { state } = this;
    const now = minute(dateTime);
    if (state.last.dateTime !== '' && now < localToMs(state.last.dateTime))
      throw new FnError(fnCode.invalidDateTime);
    if (receiptForms.includes(form) && now - localToMs(state.shift.openedAt) > SHIFT_LIMIT)
      throw new FnError(fnCode.shiftExpired);
    if (closingForms.includes(form)) return;
    if (state.registrations.length > 0 && this.keyDaysLeft(dateTime) <= 0) throw new FnError(fnCode.expired);
    if (this.#archive.size >= state.capacity) throw new FnError(fnCode.archiveFull);
    if (this.#waiting(now) > OFD_WAIT_LIMIT) throw new FnError(fnCode.ofdWaitExceeded);
  }

  /** Throws FnError. After it the document waits for `give` and `commit`, or for `cancel`. */
  begin(form: FormCode, dateTime: string): void {
    this.check(form, dateTime);
    this.state.current = form;
    this.#pending = { dateTime: msToLocal(minute(dateTime), 'minutes'), requisites: [] };
  }

  /** Requisites of the begun document. Throws FnError when they do not fit. */
  give(requisites: readonly Tlv[]): void {
    const pending = this.#begun();
    if (requisites.some(({ tag, value }) => tag === 1059 && value.length > ITEM_LIMIT))
      throw new FnError(fnCode.tlvOverflow);
    pending.requisites.push(...requisites);
    // Room for the requisites that the FN adds itself.
    if (writeTlv(pending.requisites).length + 256 > sizeLimit(this.state.current as FormCode))
      throw new FnError(fnCode.tlvOverflow);
  }

  /** Drops the begun document. */
  cancel(): void {
    this.state.current = undefined;
    this.#pending = undefined;
  }

  /** Signs and stores the begun document. Throws FnError; then nothing has changed. */
  commit(parameters: CommitParameters = {}): StoredDocument {
    const { dateTime, requisites } = this.#begun();
    const { state } = this;
    const form = state.current as FormCode;
    const number = state.last.number + 1;
    const registration = parameters.registration ?? state.registrations.at(-1);
    if (!registration) throw new FnError(fnCode.requisiteMissing);
    const facts: CommitFacts = {
      ...parameters,
      form,
      registration,
      shift: shiftAfter(state.shift, form, dateTime),
      queue: this.queue(),
      warnings: this.warnings(dateTime),
      keyDaysLeft: this.keyDaysLeft(dateTime),
    };
    const head = [
      put('fnNumber', state.number),
      put('kktRegNumber', registration.registrationNumber),
      put('userInn', registration.inn),
      put('docNumber', number),
      put('dateTime', `${dateTime}:00`),
    ];
    const tail = [...ownTags(facts), ...requisites];
    const fiscalSign = signDocument(state.number, form, writeTlv([...head, ...tail]));
    const signed = [...head, put('fiscalSign', fiscalSignBytes(fiscalSign, form)), ...tail];
    const bytes = writeTlv([{ tag: form, value: writeTlv(signed) }]);
    const document = { number, form, dateTime, fiscalSign, bytes, summary: summaryOf(facts) };
    this.#archive.append(document);
    this.#remember(document, facts);
    return document;
  }

  #remember({ number, form, dateTime, fiscalSign }: StoredDocument, facts: CommitFacts): void {
    const { state } = this;
    state.shift = facts.shift;
    state.last = { number, dateTime, fiscalSign };
    // Without an operator nothing waits for a ticket.
    if (facts.registration.workModes & workMode.offline) state.sentUpTo = number;
    if (form === 1 || form === 11) {
      state.registrations.push({ ...facts.registration, documentNumber: number, dateTime, fiscalSign });
      state.phase = fnPhase.fiscal;
    }
    if (form === 6) state.phase = state.sentUpTo === number ? fnPhase.archive : fnPhase.postFiscal;
    this.cancel();
  }

  #begun(): { dateTime: string; requisites: Tlv[] } {
    if (!this.#pending) throw new FnError(fnCode.invalidState);
    return this.#pending;
  }

  /** Documents that wait for the operator's ticket, and the oldest of them (number 0 when there is none). */
  queue(): { count: number; number: number; dateTime: string } {
    const count = this.state.last.number - this.state.sentUpTo;
    const number = count > 0 ? this.state.sentUpTo + 1 : 0;
    return { count, number, dateTime: this.#archive.get(number)?.dateTime ?? '' };
  }

  /** The operator accepted the oldest document of the queue. Throws FnError when it is not that one. */
  accept(number: number, ticket: Ticket): void {
    if (number !== this.queue().number) throw new FnError(fnCode.invalidState);
    this.#archive.putTicket(number, ticket);
    this.state.sentUpTo = number;
    this.state.refused = false;
    if (this.state.phase === fnPhase.postFiscal && number === this.state.last.number)
      this.state.phase = fnPhase.archive;
  }

  /** The operator did not accept the oldest document of the queue: it stays there. */
  refuse(): void {
    this.state.refused = true;
  }

  #waiting(now: number): number {
    const { number, dateTime } = this.queue();
    return number === 0 ? 0 : now - localToMs(dateTime);
  }

  /** Last day of the keys, `YYYY-MM-DD`; '' before the first registration. */
  validUntil(): string {
    const first = this.state.registrations[0];
    return first ? msToLocal(localToMs(first.dateTime) + this.state.keyDays * DAY).slice(0, 10) : '';
  }

  keyDaysLeft(dateTime: string): number {
    const first = this.state.registrations[0];
    if (!first) return this.state.keyDays;
    return Math.ceil((localToMs(first.dateTime) + this.state.keyDays * DAY - minute(dateTime)) / DAY);
  }

  /** See `fnWarning`. */
  warnings(dateTime: string): number {
    const days = this.keyDaysLeft(dateTime);
    return (
      (days <= KEY_URGENT_DAYS ? fnWarning.replaceUrgently : 0) |
      (days <= KEY_WARNING_DAYS ? fnWarning.resourceNearEnd : 0) |
      (this.#archive.size >= this.state.capacity * MEMORY_WARNING ? fnWarning.memoryNearFull : 0) |
      (this.#waiting(minute(dateTime)) >= OFD_WAIT_WARNING ? fnWarning.ofdTimeout : 0) |
      (this.state.refused ? fnWarning.ofdRefused : 0)
    );
  }

  /** Code of the begun document in A4 30. */
  get currentCode(): number {
    return this.state.current === undefined ? 0 : (documentCode[this.state.current] ?? 0);
  }

  /** Top-level requisites of a stored document, as A4 46 reads them. */
  requisites(number: number): Tlv[] | undefined {
    const document = this.#archive.get(number);
    return document && parseTlv((parseTlv(document.bytes)[0] as Tlv).value);
  }

  /** A4 60: a debug FN becomes as new; another one refuses. */
  reset(): void {
    const { debug, shift } = this.state;
    if (!debug || shift.open) throw new FnError(fnCode.invalidState);
    this.cancel();
    this.#archive.clear();
    const { number, capacity, keyDays, version } = this.state;
    Object.assign(this.state, newFnState({ number, capacity, keyDays, version }));
  }
}

function sizeLimit(form: FormCode): number {
  return documentForms.find(({ code }) => code === form)?.maxBytes ?? 0;
}

/** The FN knows no seconds. */
function minute(dateTime: string): number {
  return Math.floor(localToMs(dateTime) / 60_000) * 60_000;
}

function shiftAfter(shift: FnState['shift'], form: FormCode, dateTime: string): FnState['shift'] {
  if (form === 2) {
    return { ...shift, open: true, number: shift.number + 1, openedAt: dateTime, receipts: 0, documents: 1 };
  }
  const documents = shift.documents + (shift.open ? 1 : 0);
  if (form === 5) return { ...shift, open: false, closedAt: dateTime, documents };
  return { ...shift, documents, receipts: shift.receipts + (receiptForms.includes(form) ? 1 : 0) };
}
