import {
  AbortedError,
  AtolError,
  ConnectionError,
  DeviceError,
  JournalError,
  ProtocolError,
  StateError,
  TimeoutError,
  ValidationError,
} from '../errors.js';
import { english } from './language.js';

/** What the program returns. The first five are the contract. */
export const exitCode = {
  done: 0,
  refused: 1,
  invalid: 2,
  noConnection: 3,
  unknown: 4,
  /** A fault of this program. */
  internal: 70,
  /** By a signal, before anything was done. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCode)[keyof typeof exitCode];

export type InputErrorCode = 'USAGE' | 'ENCODING' | 'FILE' | 'JSON';

/** Wrong command line, unreadable file, broken JSON. */
export class InputError extends AtolError {
  override name = 'InputError';
  declare readonly code: InputErrorCode;

  constructor(message: string, code: InputErrorCode = 'USAGE', cause?: unknown) {
    super(code, message, { cause, outcome: 'not-sent' });
  }

  override get english(): string {
    return english(this.message);
  }
}

/** The FN has no such thing. */
export class NotFoundError extends AtolError {
  constructor(message: string) {
    super('NOT_FOUND', message, { outcome: 'refused' });
  }

  override get english(): string {
    return english(this.message);
  }
}

/** A failure about which the command knows more than the error says. */
export class CommandFailure extends Error {
  override readonly cause: AtolError;
  /** Beside the error in the JSON object. */
  readonly details: Readonly<Record<string, unknown>>;

  constructor(cause: AtolError, details: Readonly<Record<string, unknown>>) {
    super(cause.message);
    this.cause = cause;
    this.details = details;
  }
}

/** `readOnly`: the command changes nothing, so that "the answer is lost" means only "no connection". */
export function exitCodeOf(error: unknown, readOnly: boolean): ExitCode {
  if (!(error instanceof AtolError)) return exitCode.internal;
  if (error.outcome === 'unknown' && !readOnly) return exitCode.unknown;
  if (error instanceof AbortedError) return exitCode.interrupted;
  if (error instanceof ConnectionError || error instanceof TimeoutError) return exitCode.noConnection;
  if (error instanceof InputError || error instanceof ValidationError) return exitCode.invalid;
  if (error instanceof JournalError || error instanceof StateError) return exitCode.invalid;
  if (error instanceof DeviceError || error.outcome === 'refused') return exitCode.refused;
  // Values are checked when they are encoded, so that this one came from the user.
  if (error instanceof ProtocolError && error.code === 'RANGE') return exitCode.invalid;
  if (error.outcome === 'not-sent') return exitCode.invalid;
  // What is left came from the line: an answer without sense.
  return exitCode.noConnection;
}
