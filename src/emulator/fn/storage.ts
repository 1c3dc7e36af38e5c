import { documentForms } from '../../fiscal/all-tags.js';
import { fiscalSignBytes } from '../../fiscal/fiscal-sign.js';
import { readUnsigned } from '../../fiscal/numbers.js';
import { type FormCode, type TagId, tagById, tagsOfForm } from '../../fiscal/tags.js';
import { parseTlv, type Tlv, writeTlv } from '../../fiscal/tlv.js';
import { fnPhase, fnWarning } from '../../protocol/classic/commands/fn.js';
import { localToMs, msToLocal } from '../../util/local-time.js';
import type { Archive, Found } from './archive.js';
import { DocumentList } from './document-list.js';
import { FnError, fnCode } from './fn-error.js';
import { keyLife } from './key-life.js';
import { type CommitFacts, type CommitParameters, ownTags, summaryOf } from './own-tags.js';
import { checkLimits, checkPhase, DAY, FN_REPLACED, shiftAfter } from './rules.js';
import { signDocument } from './sign.js';
import { type EmulatedFnState, newFnState, type StoredDocument, type Ticket, workMode } from './state.js';
import { put } from './tlv.js';

export type { CommitParameters } from './own-tags.js';

const OFD_WAIT_WARNING = 2 * DAY;
const KEY_WARNING_DAYS = 30;
const KEY_URGENT_DAYS = 3;
/** From here on A4 30 warns. */
const MEMORY_WARNING = 0.9;
/** From here on the shift reports say so too (tag 1052). */
const MEMORY_FULL = 0.99;
/** 1059 in one document cannot be larger. */
const ITEM_LIMIT = 1024;
/** For the requisites that the FN adds itself. */
const OWN_ROOM = 256;

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
/** The same of a re-registration that begins another FN. */
const REPLACED_FN_CODE = 0x12;

/** Everything about one FN: what it remembers and its documents. */
export interface FnContent {
  readonly state: EmulatedFnState;
  readonly archive: Archive;
}

/**
 * The ФН in the register: begins a document, takes its requisites, signs and stores it. It is a state machine of its own: the
 * register's opinion about shift and documents does not count here. It can be taken out, and another one put in its place.
 */
export class FiscalStorage {
  #content: FnContent;
  #present = true;
  #pending: { dateTime: string; requisites: Tlv[] } | undefined;
  #replacesFn = false;
  /** Not part of what it remembers: it ends with the fault. */
  defectiveCapacity = Number.POSITIVE_INFINITY;

  /** @internal */
  constructor(content: FnContent) {
    this.#content = content;
  }

  /** What it remembers. */
  get state(): EmulatedFnState {
    return this.#content.state;
  }

  /** @internal State and documents. */
  get content(): FnContent {
    return this.#content;
  }

  get #archive(): Archive {
    return this.#content.archive;
  }

  /** False while it is taken out: it refuses everything then. */
  get present(): boolean {
    return this.#present;
  }

  set present(present: boolean) {
    this.cancel();
    this.#present = present;
  }

  /** Documents it can hold: a defect may leave it less room than it was made with. */
  get capacity(): number {
    return Math.min(this.state.capacity, this.defectiveCapacity);
  }

  /** Another FN takes the place of this one. */
  replace(content: FnContent): void {
    this.present = true;
    this.defectiveCapacity = Number.POSITIVE_INFINITY;
    this.#content = content;
  }

  /** 16 digits. */
  get number(): string {
    return this.state.number;
  }

  /** 1 ready, 3 fiscal, 7 post-fiscal, 15 archive. */
  get phase(): number {
    return this.state.phase;
  }

  /** Every document, oldest first; they are read one by one. */
  documents(): DocumentList {
    const { size, numbers } = this.#archive;
    const read = (number: number) => this.#archive.get(number) as StoredDocument;
    if (numbers === undefined) return new DocumentList(size, read);
    return new DocumentList(numbers.length, (place) => read(numbers[place - 1] as number));
  }

  /** Form of a document, without reading it. */
  form(number: number): FormCode | undefined {
    return this.#archive.head(number)?.form;
  }

  /** By its number (tag 1040). */
  document(number: number): StoredDocument | undefined {
    return this.#archive.get(number);
  }

  /** What A4 40 tells, also of a document whose requisites are gone. */
  found(number: number): Found | undefined {
    return this.#archive.found(number);
  }

  ticket(number: number): Ticket | undefined {
    return this.#archive.ticket(number);
  }

  /**
   * Throws FnError when a document of this form cannot be begun now. `reason` is that of a re-registration (tag 1101): 1 makes
   * form 11 the first document of a new FN.
   */
  check(form: FormCode, dateTime: string, reason?: number): void {
    if (!this.#present) throw new FnError(fnCode.absent);
    checkPhase(this.state, form, reason);
    const now = minute(dateTime);
    checkLimits(this.state, form, {
      now,
      keyDaysLeft: this.keyDaysLeft(dateTime),
      waiting: this.#waiting(now),
      isFull: this.#archive.size >= this.capacity,
    });
  }

  /** Throws FnError. After it the document waits for `give` and `commit`, or for `cancel`. */
  begin(form: FormCode, dateTime: string, reason?: number): void {
    this.check(form, dateTime, reason);
    this.state.current = form;
    this.#replacesFn = reason === FN_REPLACED;
    this.#pending = { dateTime: msToLocal(minute(dateTime), 'minutes'), requisites: [] };
  }

  /** Requisites of the begun document. Throws FnError when they do not fit. */
  give(requisites: readonly Tlv[]): void {
    const pending = this.#begun();
    if (requisites.some(({ tag, value }) => tag === item && value.length > ITEM_LIMIT))
      throw new FnError(fnCode.tlvOverflow);
    pending.requisites.push(...requisites);
    this.checkSize(this.state.current as FormCode, pending.requisites);
  }

  /** Throws FnError when a document of this form cannot hold so much. */
  checkSize(form: FormCode, requisites: readonly Tlv[]): void {
    const size = requisites.reduce((sum, { value }) => sum + 4 + value.length, 0);
    if (size + OWN_ROOM > sizeLimit(form)) throw new FnError(fnCode.tlvOverflow);
    if (requisites.filter(({ tag }) => tag === item).length > this.state.maxPositions)
      throw new FnError(fnCode.tooManyPositions);
  }

  /** Drops the begun document. */
  cancel(): void {
    this.state.current = undefined;
    this.#pending = undefined;
  }

  /**
   * Signs and stores the begun document. `apply` is what the register does with it in its own memory: document and memory are kept
   * together or not at all. Throws FnError; then nothing has changed.
   */
  commit(
    parameters: CommitParameters = {},
    apply: (document: StoredDocument) => void = () => {},
  ): StoredDocument {
    const { dateTime, requisites } = this.#begun();
    const { state } = this;
    const form = state.current as FormCode;
    const number = state.last.number + 1;
    const registration = parameters.registration ?? state.registrations.at(-1);
    if (!registration) throw new FnError(fnCode.requisiteMissing);
    const keyDays = this.#keyDaysAfter(parameters, requisites);
    const facts: CommitFacts = {
      ...parameters,
      form,
      registration,
      shift: shiftAfter(state.shift, form, dateTime),
      queue: this.queue(),
      warnings: this.#shownWarnings(dateTime),
      keyDaysLeft: this.keyDaysLeft(dateTime) - (state.keyDays - keyDays),
    };
    const head = [
      put('fnNumber', state.number),
      put('kktRegNumber', registration.registrationNumber),
      put('userInn', registration.inn),
      put('docNumber', number),
      put('dateTime', `${dateTime}:00`),
    ];
    const tail = [...ownTags(facts), ...requisites];
    requireAll(form, tail);
    const fiscalSign = signDocument(state.number, form, writeTlv([...head, ...tail]));
    const signed = [...head, put('fiscalSign', fiscalSignBytes(fiscalSign, form)), ...tail];
    const bytes = writeTlv([{ tag: form, value: writeTlv(signed) }]);
    const document = { number, form, dateTime, fiscalSign, bytes, summary: summaryOf(facts) };
    this.#remember(document, facts);
    state.keyDays = keyDays;
    apply(document);
    this.#archive.append(document);
    return document;
  }

  /** A registration may shorten the life of the keys; nothing prolongs it. */
  #keyDaysAfter({ registration }: CommitParameters, requisites: readonly Tlv[]): number {
    const { state } = this;
    if (!registration || state.fixedKeyDays !== undefined) return state.keyDays;
    const { taxationSystems, workModes } = registration;
    const value = (id: TagId): number => {
      const found = requisites.find(({ tag }) => tag === tagById(id).tag);
      return found ? readUnsigned(found.value) : 0;
    };
    const days = keyLife(state.model, {
      taxationSystems,
      offline: (workModes & workMode.offline) !== 0,
      services: (workModes & workMode.services) !== 0,
      agents: value('agentType'),
      excise: value('exciseGoods') === 1,
    });
    return Math.min(state.keyDays, days);
  }

  #remember(document: StoredDocument, facts: CommitFacts): void {
    const { number, form, dateTime, fiscalSign } = document;
    const { state } = this;
    state.shift = facts.shift;
    state.last = { number, dateTime, fiscalSign };
    // Without an operator nothing waits for a ticket.
    if (facts.registration.workModes & workMode.offline) state.sentUpTo = number;
    else state.unsentBytes += document.bytes.length;
    if (form === 1 || form === 11) {
      state.registrations.push({ ...facts.registration, documentNumber: number, dateTime, fiscalSign });
      state.phase = fnPhase.fiscal;
    }
    if (form === 6) state.phase = state.sentUpTo === number ? fnPhase.archive : fnPhase.postFiscal;
    this.cancel();
  }

  #begun(): { dateTime: string; requisites: Tlv[] } {
    if (!this.#present) throw new FnError(fnCode.absent);
    if (!this.#pending) throw new FnError(fnCode.invalidState);
    return this.#pending;
  }

  /** Documents that wait for the operator's ticket, and the oldest of them (number 0 when there is none). */
  queue(): { count: number; number: number; dateTime: string } {
    const count = this.#present ? this.state.last.number - this.state.sentUpTo : 0;
    const number = count > 0 ? this.state.sentUpTo + 1 : 0;
    return { count, number, dateTime: this.#archive.head(number)?.dateTime ?? '' };
  }

  /** The operator accepted the oldest document of the queue. Throws FnError when it is not that one. */
  accept(number: number, ticket: Ticket): void {
    if (number !== this.queue().number) throw new FnError(fnCode.invalidState);
    const { state } = this;
    const sent = this.#archive.get(number)?.bytes.length ?? 0;
    state.sentUpTo = number;
    state.refused = false;
    state.unsentBytes = number === state.last.number ? 0 : state.unsentBytes - sent;
    if (state.phase === fnPhase.postFiscal && number === state.last.number) state.phase = fnPhase.archive;
    this.#archive.putTicket(number, ticket);
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
      (this.#archive.size >= this.capacity * MEMORY_WARNING ? fnWarning.memoryNearFull : 0) |
      (this.#waiting(minute(dateTime)) >= OFD_WAIT_WARNING ? fnWarning.ofdTimeout : 0) |
      (this.state.refused ? fnWarning.ofdRefused : 0)
    );
  }

  /** Warnings that a shift report tells. */
  #shownWarnings(dateTime: string): number {
    const full = this.#archive.size >= this.capacity * MEMORY_FULL;
    return this.warnings(dateTime) & ~(full ? 0 : fnWarning.memoryNearFull);
  }

  /** Code of the begun document in A4 30. */
  get currentCode(): number {
    const { current } = this.state;
    if (current === 11 && this.#replacesFn) return REPLACED_FN_CODE;
    return current === undefined ? 0 : (documentCode[current] ?? 0);
  }

  /** Top-level requisites of a stored document, as A4 46 reads them. */
  requisites(number: number): Tlv[] | undefined {
    const document = this.#archive.get(number);
    return document && parseTlv((parseTlv(document.bytes)[0] as Tlv).value);
  }

  /** A4 60: a debug FN becomes as new; another one refuses. */
  reset(): void {
    const { debug, shift } = this.state;
    if (!this.#present) throw new FnError(fnCode.absent);
    if (!debug || shift.open) throw new FnError(fnCode.invalidState);
    this.cancel();
    Object.assign(this.state, newFnState(this.state));
    this.#archive.clear();
  }
}

const item = tagById('item').tag;

/** Requisites that the register has to give, by form. */
const mandatory = new Map(
  documentForms.map(({ code }) => [
    code,
    tagsOfForm(code)
      .filter((info) => info.filledBy === 'kkt' && info.docs[code]?.electronic === 1)
      .map(({ tag }) => tag),
  ]),
);

/** Throws FnError when a requisite is missing that the format demands in this form. */
function requireAll(form: FormCode, requisites: readonly Tlv[]): void {
  const given = new Set(requisites.map(({ tag }) => tag));
  if (mandatory.get(form)?.every((tag) => given.has(tag))) return;
  throw new FnError(fnCode.requisiteMissing);
}

function sizeLimit(form: FormCode): number {
  return documentForms.find(({ code }) => code === form)?.maxBytes ?? 0;
}

/** The FN knows no seconds. */
function minute(dateTime: string): number {
  return Math.floor(localToMs(dateTime) / 60_000) * 60_000;
}
