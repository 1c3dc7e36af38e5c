/**
 * The error tree. Recognise errors by `name` and `code`, which are the contract; messages (Russian) may change.
 * The ESM and the CommonJS copy of a class may live in one process, so `instanceof` is not enough there: `isAtolError` is.
 */

import { AtolError, type AtolErrorOptions, isOwnError, type Outcome } from './errors/base.js';
import { show } from './errors/show.js';
import type { BothSides } from './errors/sides.js';
import type { JournalError, StateError } from './errors/stores.js';
import { englishErrors } from './util/english/index.js';

export { AtolError, type AtolErrorOptions, type Outcome } from './errors/base.js';
export type * from './errors/sides.js';
export * from './errors/stores.js';

/** The classes by their `name`, for `isAtolError(error, name)`. */
export interface AtolErrors {
  AbortError: AbortedError;
  ConnectionError: ConnectionError;
  DeviceError: DeviceError;
  JournalError: JournalError;
  OperationInterruptedError: OperationInterruptedError;
  OutcomeUnknownError: OutcomeUnknownError;
  ProtocolError: ProtocolError;
  StateError: StateError;
  TimeoutError: TimeoutError;
  ValidationError: ValidationError;
}

/**
 * True for every error of this package, or for those of one class: `isAtolError(error, 'DeviceError')`. Unlike `instanceof` it also
 * knows errors of another copy: the ES module and the CommonJS one in one process, two installed versions, another realm as in Jest.
 */
export function isAtolError(error: unknown): error is AtolError;
export function isAtolError<N extends keyof AtolErrors>(error: unknown, name: N): error is AtolErrors[N];
export function isAtolError(error: unknown, name?: unknown): boolean {
  // As a callback of `filter` it gets an index.
  return isOwnError(error, typeof name === 'string' ? name : undefined);
}

export type ConnectionErrorCode = 'CONNECT_FAILED' | 'LOST' | 'CLOSED';

/** The line: it could not be opened (`CONNECT_FAILED`), died (`LOST`) or was closed by us (`CLOSED`). */
export class ConnectionError extends AtolError {
  override name = 'ConnectionError';
  declare readonly code: ConnectionErrorCode;

  constructor(code: ConnectionErrorCode, message: string, options?: AtolErrorOptions) {
    super(code, message, options);
  }
}

export type ProtocolErrorCode =
  /** Fewer bytes than the layout needs. */
  | 'TRUNCATED'
  /** More bytes than the layout has. */
  | 'TRAILING'
  /** A value does not fit its field; `field`, `rule` and `value` say which. */
  | 'RANGE'
  /** Bytes that the layout does not allow, such as a nibble A in packed decimal. */
  | 'MALFORMED'
  /** The answer belongs to no known shape. */
  | 'UNEXPECTED_ANSWER'
  /** No command has this code. */
  | 'UNKNOWN_COMMAND';

export interface ProtocolErrorDetails extends AtolErrorOptions {
  field?: string | undefined;
  rule?: string | undefined;
  value?: unknown;
}

/** One side broke the rules of the protocol; on encoding it is thrown before a byte is sent. */
export class ProtocolError extends AtolError {
  override name = 'ProtocolError';
  declare readonly code: ProtocolErrorCode;
  /** Path of the field inside the request or the answer, such as `sum`. */
  readonly field: string | undefined;
  readonly rule: string | undefined;
  readonly value: unknown;

  constructor(code: ProtocolErrorCode, message: string, details: ProtocolErrorDetails = {}) {
    super(code, message, details);
    this.field = details.field;
    this.rule = details.rule;
    this.value = details.value;
  }

  override toJSON(): Record<string, unknown> {
    return {
      ...super.toJSON(),
      ...(this.field !== undefined && { field: this.field }),
      ...(this.rule !== undefined && { rule: this.rule }),
      ...(this.value !== undefined && { value: this.value }),
    };
  }
}

export type TimeoutErrorCode = 'NO_LINK' | 'NO_ANSWER';

/** Silence: nobody answers at all (`NO_LINK`), or this command got no answer in its time (`NO_ANSWER`). */
export class TimeoutError extends AtolError {
  override name = 'TimeoutError';
  declare readonly code: TimeoutErrorCode;

  constructor(code: TimeoutErrorCode, message: string, options?: AtolErrorOptions) {
    super(code, message, options);
  }
}

/** The caller's AbortSignal ended the wait; `cause` is the signal's reason. The register is not stopped by it. */
export class AbortedError extends AtolError {
  override name = 'AbortError';

  constructor(reason: unknown, outcome?: Outcome) {
    const message = reason instanceof AtolError ? reason.message : 'Ожидание прервано вызывающей стороной';
    super('ABORTED', message, { cause: reason, ...(outcome && { outcome }) });
  }
}

/**
 * Nobody can say yet whether the document exists: the register cannot be asked, or what it answers proves nothing.
 * `resolve()` asks again, as often as wanted, and ends with the document, or with the error that says it was refused.
 */
export class OutcomeUnknownError<T = unknown> extends AtolError {
  override name = 'OutcomeUnknownError';
  readonly resolve: (options?: { signal?: AbortSignal | undefined }) => Promise<T>;
  declare readonly history: ReadonlyArray<{ readonly at: number; readonly text: string }>;
  /** What was asked for, and the documents that the FN has instead; a person compares them, and `decide()`s. */
  readonly sides: BothSides | undefined;

  constructor(
    message: string,
    details: {
      sides?: BothSides | undefined;
      cause: unknown;
      resolve: (options?: { signal?: AbortSignal | undefined }) => Promise<T>;
      history: ReadonlyArray<{ at: number; text: string }>;
    },
  ) {
    super('OUTCOME_UNKNOWN', message, { cause: details.cause, outcome: 'unknown', history: details.history });
    this.resolve = details.resolve;
    this.sides = details.sides;
  }

  override toJSON(): Record<string, unknown> {
    return { ...super.toJSON(), ...(this.sides && { sides: this.sides }) };
  }
}

export interface DeviceErrorDetails {
  /** Error byte of the answer, 01h..FFh; of the second protocol the byte that means the same, or both characters as a number. */
  status: number;
  /** Code of the second protocol: two characters, such as `3a`. */
  deviceCode?: string | undefined;
  /** Extended code: third byte of the answer (F6) or register 37 (EE). */
  extended?: number | undefined;
  /** camelCase English name of the error. */
  statusName: string;
  textRu: string;
  textEn: string;
  /** Name of the refused command, such as `closeReceipt`. */
  command?: string | undefined;
  /** What ends this state, in Russian. */
  advice?: string | undefined;
  /** The same in English. */
  adviceEn?: string | undefined;
  /** Part of the receipt that was refused, such as `items[2]`. */
  path?: string | undefined;
  history?: AtolError['history'];
}

/** The register said no: error byte, extended code, and their texts. */
export class DeviceError extends AtolError {
  override name = 'DeviceError';
  readonly status: number;
  /** Set by registers of the second protocol: their two characters, such as `3a`. */
  readonly deviceCode: string | undefined;
  readonly extended: number | undefined;
  readonly statusName: string;
  readonly textRu: string;
  readonly textEn: string;
  readonly command: string | undefined;
  /** What to do about it, in Russian; only where a call of this package helps. */
  readonly advice: string | undefined;
  /** The same in English. */
  readonly adviceEn: string | undefined;
  /** Part of the receipt that was refused, such as `items[2]`. */
  readonly path: string | undefined;

  constructor(details: DeviceErrorDetails) {
    const byte = details.status.toString(16).toUpperCase().padStart(2, '0');
    const extended =
      details.extended === undefined
        ? ''
        : `/${details.extended.toString(16).toUpperCase().padStart(4, '0')}`;
    const where = details.command ? ` (команда ${details.command})` : '';
    const advice = details.advice ? `. ${details.advice}` : '';
    const code = details.deviceCode ?? `${byte}h${extended}`;
    super('DEVICE_REFUSED', `Ошибка ККТ ${code}: ${details.textRu}${where}${advice}`, {
      outcome: 'refused',
      history: details.history,
    });
    this.path = details.path;
    this.status = details.status;
    this.deviceCode = details.deviceCode;
    this.extended = details.extended;
    this.statusName = details.statusName;
    this.textRu = details.textRu;
    this.textEn = details.textEn;
    this.command = details.command;
    this.advice = details.advice;
    this.adviceEn = details.adviceEn;
  }

  override get english(): string {
    const { status, extended, textEn, command, adviceEn } = this;
    const byte = `${hex(status, 2)}h${extended === undefined ? '' : `/${hex(extended, 4)}`}`;
    const where = command ? ` (command ${command})` : '';
    return `register error ${byte}: ${textEn}${where}${adviceEn ? `. ${adviceEn}` : ''}`;
  }

  override toJSON(): Record<string, unknown> {
    return {
      ...super.toJSON(),
      status: this.status,
      ...(this.deviceCode !== undefined && { deviceCode: this.deviceCode }),
      ...(this.extended !== undefined && { extended: this.extended }),
      statusName: this.statusName,
      textRu: this.textRu,
      textEn: this.textEn,
      ...(this.command && { command: this.command }),
      ...(this.advice && { advice: this.advice }),
      ...(this.adviceEn && { adviceEn: this.adviceEn }),
      ...(this.path && { path: this.path }),
    };
  }
}

/**
 * A report or another printed document broke off: not all of it is on paper. What the FN signed stays signed.
 * `driverCode` is the vendor's number of the fault: 150 cutter, 151 none of those that the register names.
 */
export class OperationInterruptedError extends AtolError {
  override name = 'OperationInterruptedError';
  /** Command that began it, such as `printReport`. */
  readonly command: string;
  /** Where the register stands now. */
  readonly mode: number;
  readonly submode: number;
  readonly driverCode: 150 | 151;

  constructor(command: string, state: { mode: number; submode: number }, driverCode: 150 | 151) {
    const fault = driverCode === 150 ? 'ошибка отрезчика' : `состояние ККТ ${state.mode}.${state.submode}`;
    super('INTERRUPTED', `Операция ${command} прервана: ${fault}`, { outcome: 'unknown' });
    this.command = command;
    this.mode = state.mode;
    this.submode = state.submode;
    this.driverCode = driverCode;
  }

  override toJSON(): Record<string, unknown> {
    const { command, mode, submode, driverCode } = this;
    return { ...super.toJSON(), command, mode, submode, driverCode };
  }
}

/** One broken rule of a receipt, of an option or of a URL. */
export interface Problem {
  /** Where, such as `items[2].price`; empty for the whole value. */
  path: string;
  /** Stable identifier of the rule, such as `MONEY_FRACTION`. */
  code: string;
  /** FFD tag concerned. */
  tag?: number | undefined;
  /** The rule, in Russian and in English. */
  ru: string;
  en: string;
  /** The offending value, as given. */
  value?: unknown;
}

/** Bad input, found before a byte was sent: all problems at once. */
export class ValidationError extends AtolError {
  override name = 'ValidationError';
  readonly problems: readonly Problem[];
  declare private readonly subject: string;

  constructor(
    problems: readonly Problem[],
    subject = 'Неверные данные',
    { cause }: { readonly cause?: unknown } = {},
  ) {
    const lines = problems.map((p) => `${p.path ? `${p.path}: ` : ''}${p.ru} (${show(p.value)})`);
    super('INVALID', `${subject}: ${lines.join('; ')}`, { outcome: 'not-sent', cause });
    this.problems = problems;
    Object.defineProperty(this, 'subject', { value: subject });
  }

  override get english(): string {
    const lines = this.problems.map(
      (p) => `${p.path ? `${p.path}: ` : ''}${p.en} (${englishErrors.english(show(p.value))})`,
    );
    return `${englishErrors.english(this.subject)}: ${lines.join('; ')}`;
  }

  override toJSON(): Record<string, unknown> {
    return { ...super.toJSON(), problems: this.problems };
  }
}

function hex(value: number, digits: number): string {
  return value.toString(16).toUpperCase().padStart(digits, '0');
}
