import {
  decodeFields,
  type FiscalDocument,
  makeDocument,
  parseTlv,
  type TagId,
  tagByNumber,
  toNamed,
} from '../../fiscal/index.js';
import { type Command, commands, decodeText, exchangeText, registers } from '../../protocol/index.js';
import { toHex } from '../../util/hex.js';
import { readDocument } from '../classic/fn-document.js';
import type { ClassicSession } from '../classic/session.js';
import { tagRules } from '../options.js';
import type { CallOptions } from '../session/call-options.js';
import type { Exclusive } from '../session/exclusive.js';
import { unlessRefused } from '../session/refusals.js';
import {
  type FnDocument,
  type FnErrorDetail,
  type FnState,
  fnDocument,
  fnState,
  type OfdErrors,
  type OfdStatus,
  type OfdTicket,
  ofdStatus,
  type RegistrationTag,
} from './fn-answers.js';
import { ifAny, joinBlocks, readRequisites, tagNumber } from './fn-reading.js';
import { type Registration, registrationOf } from './registration.js';

/**
 * Questions to the FN, through the register. Every method throws DeviceError when the register refuses, C8 or D2 when there
 * is no FN, and what the line throws.
 */
export class FnQueries {
  readonly #session: ClassicSession;
  readonly #exclusive: Exclusive;

  constructor(session: ClassicSession, exclusive: Exclusive) {
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
    return this.#exclusive(options, () => readDocument(this.#session.caller, number, options));
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
      const started = await ifAny(caller.callThrough(commands.fnGetRegistrationTag, whole, options));
      if (!started) return undefined;
      const fields = await readRequisites(caller, commands.fnReadRegistrationTlv, options);
      // The first report of an FN that took the place of another one is a change, too.
      const changed = fields.some(({ id }) => id === 'reregistrationReason');
      return registrationOf(makeDocument(changed ? 11 : 1, fields), number);
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
    return this.#exclusive(
      options,
      async () => {
        const bytes = await joinBlocks((block) =>
          report === undefined
            ? this.#session.caller.callThrough(commands.readAttribute, { tag: number, block }, options)
            : this.#session.caller.callThrough(
                commands.fnGetRegistrationTag,
                { first: block, second: report, third: Uint8Array.of(number & 0xff, number >> 8) },
                options,
              ),
        );
        const [field] = bytes ? decodeFields(bytes) : [];
        if (!bytes || !field) return undefined;
        const own = report === undefined ? ownText(bytes) : undefined;
        const value = own ?? toNamed(makeDocument(1, [field])).fields[field.id];
        return value === undefined ? undefined : { tag: field.tag, id: field.id, name: field.name, value };
      },
      tagRules,
    );
  }

  /** Why the FN refused last, as it tells it (A4 35, registers 40 and 32). */
  errorDetail(options?: CallOptions): Promise<FnErrorDetail> {
    return this.#exclusive(options, async () => {
      const { caller } = this.#session;
      const detail = await joinBlocks((block) =>
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
    return ifAny(this.#call(command, request, options));
  }
}

/** E9 answers texts in the register's own page, not in that of documents. */
function ownText(bytes: Uint8Array): string | undefined {
  const [tlv] = parseTlv(bytes);
  return tlv && tagByNumber(tlv.tag)?.type === 'string' ? decodeText(tlv.value).trimEnd() : undefined;
}

/** In the place of a tag: the whole report. */
const WHOLE = 0xff;
