import { type Problem, ValidationError } from '../errors.js';
import {
  type DocumentField,
  decodeFields,
  type FiscalDocument,
  isFormCode,
  isTagId,
  makeDocument,
  type NamedValue,
  type TagId,
  tagById,
  toNamed,
  writeTlv,
} from '../fiscal/index.js';
import {
  type AnswerOf,
  type Command,
  commands,
  deviceStatus,
  exchangeText,
  registers,
} from '../protocol/index.js';
import { toHex } from '../util/hex.js';
import type { CallOptions } from './caller.js';
import {
  type FnDocument,
  type FnState,
  fnDocument,
  fnState,
  type OfdStatus,
  ofdStatus,
} from './fn-answers.js';
import { type Registration, registrationOf } from './registration.js';
import { type Exclusive, type Session, unlessRefused } from './session.js';

/** The last failures of the exchange with the operator (register 2B); code 0 is none. */
export interface OfdErrors {
  network: { code: number; text: string };
  ofd: { code: number; text: string };
  fn: { code: number; text: string };
  /** Document that could not be sent; 0 when there was none. */
  documentNumber: number;
  /** Command of the FN that failed. */
  fnCommand: number;
}

export interface OfdTicket {
  /** Document that the ticket is for. */
  documentNumber: number;
  /** `YYYY-MM-DDTHH:mm`. */
  dateTime: string;
  /** Sign of the operator, 18 bytes in hex. */
  ofdSign: string;
}

export interface RegistrationTag {
  tag: number;
  /** Id of the tag, such as `userName`. */
  id: string;
  /** Russian name. */
  name: string;
  value: NamedValue;
}

/** What the FN keeps for the vendor's service; the layouts are not public. */
export interface FnErrorDetail {
  /** Answer of A4 35, hex. */
  detail: string;
  /** Registers 40 and 32, hex; undefined when the register refuses them. */
  info: string | undefined;
  moreInfo: string | undefined;
}

type Tlv = AnswerOf<typeof commands.fnReadDocumentTlv>;

/**
 * Questions to the FN, through the register. Every method throws DeviceError when the register refuses, C8 or D2 when there
 * is no FN, and what the line throws.
 */
export class FnQueries {
  readonly #session: Session;
  readonly #exclusive: Exclusive;

  constructor(session: Session, exclusive: Exclusive) {
    this.#session = session;
    this.#exclusive = exclusive;
  }

  /** Phase of life, warnings, last document (A4 30). */
  async state(options?: CallOptions): Promise<FnState> {
    return fnState(await this.#call(commands.fnGetStatus, undefined, options));
  }

  /** 16 digits (A4 31). */
  async number(options?: CallOptions): Promise<string> {
    return (await this.#call(commands.fnGetNumber, undefined, options)).fnNumber;
  }

  /** Firmware of the FN, and whether it is a test storage (A4 33). */
  async version(options?: CallOptions): Promise<{ version: string; debug: boolean }> {
    const { version, type } = await this.#call(commands.fnGetVersion, undefined, options);
    return { version, debug: type === 0 };
  }

  /** Until when it may sign, `YYYY-MM-DD`, and how often it can be registered (A4 32). */
  async validity(
    options?: CallOptions,
  ): Promise<{ validUntil: string; registrationsLeft: number; registrationsDone: number }> {
    const { date, ...counts } = await this.#call(commands.fnGetValidity, undefined, options);
    return { validUntil: date, ...counts };
  }

  /** Shift as the FN counts it (A4 10). */
  async shift(options?: CallOptions): Promise<{ open: boolean; number: number; receipts: number }> {
    const { open, shiftNumber, receiptNumber } = await this.#call(
      commands.fnGetShiftState,
      undefined,
      options,
    );
    return { open: open === 1, number: shiftNumber, receipts: receiptNumber };
  }

  /** What waits for the operator (A4 20). */
  async ofdStatus(options?: CallOptions): Promise<OfdStatus> {
    return ofdStatus(await this.#call(commands.fnGetOfdStatus, undefined, options));
  }

  /** Why the exchange with the operator failed last (register 2B). */
  ofdErrors(options?: CallOptions): Promise<OfdErrors> {
    return this.#exclusive(options, async () => {
      const last = await this.#session.caller.readThrough(registers.ofdErrors, options);
      const of = (kind: 'network' | 'ofd' | 'fn') => ({
        code: last[kind],
        text: exchangeText(kind, last[kind]),
      });
      const { documentNumber, fnCommand } = last;
      return { network: of('network'), ofd: of('ofd'), fn: of('fn'), documentNumber, fnCommand };
    });
  }

  /** A document by its FD number (A4 40). Undefined when the FN has none. */
  async findDocument(number: number, options?: CallOptions): Promise<FnDocument | undefined> {
    const found = await this.#ask(commands.fnFindDocument, { documentNumber: number }, options);
    return found && fnDocument(found);
  }

  /** The operator's ticket for a document (A4 41). Undefined when the FN has none. */
  async ticket(number: number, options?: CallOptions): Promise<OfdTicket | undefined> {
    const found = await this.#ask(commands.fnFindTicket, { documentNumber: number }, options);
    if (!found) return undefined;
    return {
      documentNumber: found.number ?? number,
      dateTime: found.dateTime,
      ofdSign: toHex(found.ofdSign, ''),
    };
  }

  /**
   * All requisites of a document (A4 45, A4 46); `toNamed` makes plain JSON of it. Undefined when the FN has none, or
   * keeps only its sign: the requisites may go once the operator has confirmed them.
   */
  readDocument(number: number, options?: CallOptions): Promise<FiscalDocument | undefined> {
    return this.#exclusive(options, async () => {
      const { caller } = this.#session;
      const started = await this.#started(
        caller.callThrough(commands.fnStartReadDocument, { documentNumber: number }, options),
      );
      if (!started || !isFormCode(started.type)) return undefined;
      return makeDocument(started.type, await this.#requisites(commands.fnReadDocumentTlv, options));
    });
  }

  /**
   * A registration report by its number, the last one by default (A4 44, A4 47). Undefined when there is none.
   */
  registration(report?: number, options?: CallOptions): Promise<Registration | undefined> {
    return this.#exclusive(options, async () => {
      const { caller } = this.#session;
      const number =
        report ?? (await caller.callThrough(commands.fnGetValidity, undefined, options)).registrationsDone;
      if (number === 0) return undefined;
      const whole = { first: number, second: WHOLE, third: Uint8Array.of(WHOLE) };
      const started = await this.#started(caller.callThrough(commands.fnGetRegistrationTag, whole, options));
      if (!started) return undefined;
      const fields = await this.#requisites(commands.fnReadRegistrationTlv, options);
      return registrationOf(makeDocument(number === 1 ? 1 : 11, fields), number);
    });
  }

  /**
   * One requisite of the registration in force (E9), or of an earlier report (A4 44). Undefined when it has none.
   *
   * @throws ValidationError for an id that no tag has.
   */
  async registrationTag(
    tag: number | TagId,
    options: CallOptions & { report?: number | undefined } = {},
  ): Promise<RegistrationTag | undefined> {
    const number = tagNumber(tag);
    const { report } = options;
    return this.#exclusive(options, async () => {
      const bytes = await this.#blocks((block) =>
        report === undefined
          ? this.#session.caller.callThrough(commands.readAttribute, { tag: number, block }, options)
          : this.#session.caller.callThrough(
              commands.fnGetRegistrationTag,
              { first: block, second: report, third: Uint8Array.of(number & 0xff, number >> 8) },
              options,
            ),
      );
      const [field] = bytes ? decodeFields(bytes) : [];
      if (!field) return undefined;
      const value = toNamed(makeDocument(1, [field])).fields[field.id];
      return value === undefined ? undefined : { tag: field.tag, id: field.id, name: field.name, value };
    });
  }

  /** Why the FN refused last, as it tells it (A4 35, registers 40 and 32). */
  errorDetail(options?: CallOptions): Promise<FnErrorDetail> {
    return this.#exclusive(options, async () => {
      const { caller } = this.#session;
      const detail = await this.#blocks((block) =>
        caller.callThrough(commands.fnGetErrorDetail, { block }, options),
      );
      const info = await unlessRefused(caller.readThrough(registers.fnErrorInfo2, options));
      const more = await unlessRefused(caller.readThrough(registers.fnErrorInfo1, options));
      return {
        detail: toHex(detail ?? new Uint8Array(), ''),
        info: info && toHex(info.value, ''),
        moreInfo: more && toHex(more.value, ''),
      };
    });
  }

  #call<Q, A>(command: Command<Q, A>, request: Q, options?: CallOptions): Promise<A> {
    return this.#exclusive(options, () => this.#session.caller.callThrough(command, request, options));
  }

  #ask<Q, A>(command: Command<Q, A>, request: Q, options?: CallOptions): Promise<A | undefined> {
    return this.#started(this.#call(command, request, options));
  }

  #started<A>(answer: Promise<A>): Promise<A | undefined> {
    return unlessRefused(answer, deviceStatus.fnNoMoreData);
  }

  /** Requisites one by one, until there are no more (DA). */
  async #requisites(next: Command<void, Tlv>, options?: CallOptions): Promise<DocumentField[]> {
    const fields: DocumentField[] = [];
    for (;;) {
      const tlv = await this.#started(this.#session.caller.callThrough(next, undefined, options));
      if (!tlv) return fields;
      fields.push(...decodeFields(writeTlv([tlv])));
    }
  }

  /** Joins an answer that comes in blocks; undefined when the first one says that there is no such thing (DA, AC). */
  async #blocks(read: (block: number) => Promise<{ blocks: number; data: Uint8Array }>) {
    const first = await unlessRefused(read(0), deviceStatus.fnNoMoreData, deviceStatus.recordNotFound);
    if (!first) return undefined;
    const parts = [...first.data];
    for (let block = 1; block < first.blocks; block++) parts.push(...(await read(block)).data);
    return Uint8Array.from(parts);
  }
}

/** In the place of a tag: the whole report. */
const WHOLE = 0xff;

function tagNumber(tag: number | TagId): number {
  if (typeof tag === 'number') return tag;
  if (isTagId(tag)) return tagById(tag).tag;
  const problem: Problem = {
    path: 'tag',
    code: 'TAG_UNKNOWN',
    ru: 'номер тега или его имя, например 1048 или userName',
    en: 'a number of a tag or its id, such as 1048 or userName',
    value: tag,
  };
  throw new ValidationError([problem], 'Нет такого тега');
}
