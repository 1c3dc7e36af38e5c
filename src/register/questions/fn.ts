import type { FiscalDocument, TagId } from '../../fiscal/index.js';
import { tagRules } from '../options.js';
import type { CallOptions } from '../session/call-options.js';
import type { Exclusive } from '../session/exclusive.js';
import type { Session } from '../session/session.js';
import type { FnDialect } from './dialect.js';
import type {
  FnDocument,
  FnErrorDetail,
  FnState,
  OfdErrors,
  OfdStatus,
  OfdTicket,
  RegistrationTag,
} from './fn-answers.js';
import { type Registration, registrationOf } from './registration.js';
import { tagNumber } from './tag-number.js';

/**
 * Questions to the FN, through the register. Every method throws DeviceError when the register refuses, C8 or D2 when there
 * is no FN, and what the line throws.
 */
export class FnQueries {
  readonly #dialect: Session['dialect'];
  readonly #exclusive: Exclusive;

  /** @internal */
  constructor({ dialect }: Pick<Session, 'dialect'>, exclusive: Exclusive) {
    this.#dialect = dialect;
    this.#exclusive = exclusive;
  }

  /** Phase of life, warnings, last document (A4 30). */
  state(options?: CallOptions): Promise<FnState> {
    return this.#ask(options, (fn) => fn.state(options));
  }

  /** 16 digits (A4 31). */
  number(options?: CallOptions): Promise<string> {
    return this.#exclusive(options, () => this.#dialect.evidence.fnNumber(options));
  }

  /** Firmware of the FN, and whether it is a test storage (A4 33). */
  version(options?: CallOptions): Promise<{ version: string; debug: boolean }> {
    return this.#ask(options, (fn) => fn.version(options));
  }

  /** Until when it may sign, `YYYY-MM-DD`, and how often it can be registered (A4 32). */
  validity(
    options?: CallOptions,
  ): Promise<{ validUntil: string; registrationsLeft: number; registrationsDone: number }> {
    return this.#ask(options, (fn) => fn.validity(options));
  }

  /** Shift as the FN counts it (A4 10). */
  shift(options?: CallOptions): Promise<{ open: boolean; number: number; receipts: number }> {
    return this.#ask(options, (fn) => fn.shift(options));
  }

  /** What waits for the operator (A4 20). */
  ofdStatus(options?: CallOptions): Promise<OfdStatus> {
    return this.#ask(options, (fn) => fn.ofdStatus(options));
  }

  /** Why the exchange with the operator failed last (register 2B). */
  ofdErrors(options?: CallOptions): Promise<OfdErrors> {
    return this.#ask(options, (fn) => fn.ofdErrors(options));
  }

  /** A document by its FD number (A4 40). Undefined when the FN has none. */
  findDocument(number: number, options?: CallOptions): Promise<FnDocument | undefined> {
    return this.#ask(options, (fn) => fn.findDocument(number, options));
  }

  /** The operator's ticket for a document (A4 41). Undefined when the FN has none. */
  ticket(number: number, options?: CallOptions): Promise<OfdTicket | undefined> {
    return this.#ask(options, (fn) => fn.ticket(number, options));
  }

  /**
   * All requisites of a document (A4 45, A4 46); `toNamed` makes plain JSON of it. Undefined when the FN has none, or
   * keeps only its sign: the requisites may go once the operator has confirmed them.
   */
  readDocument(number: number, options?: CallOptions): Promise<FiscalDocument | undefined> {
    return this.#exclusive(options, () => this.#dialect.evidence.content(number, options ?? {}));
  }

  /**
   * A registration report by its number, the last one by default (A4 44, A4 47). Undefined when there is none.
   */
  registration(report?: number, options?: CallOptions): Promise<Registration | undefined> {
    return this.#exclusive(options, async () => {
      const found = await (await this.#dialect.further()).fn.registration(report, options);
      return found && registrationOf(found.document, found.report);
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
      async () => (await this.#dialect.further()).fn.registrationTag(number, report, options),
      tagRules,
    );
  }

  /** Why the FN refused last, as it tells it (A4 35, registers 40 and 32). */
  errorDetail(options?: CallOptions): Promise<FnErrorDetail> {
    return this.#ask(options, (fn) => fn.errorDetail(options));
  }
  #ask<T>(options: CallOptions | undefined, question: (fn: FnDialect) => Promise<T>): Promise<T> {
    return this.#exclusive(options, async () => question((await this.#dialect.further()).fn));
  }
}
