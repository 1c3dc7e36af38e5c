import type { Fault, Outcome, Whose } from './types.js';

/** An error that says whose fault it is; a plug-in throws it, or returns its `fault`. */
export class FiscalFault extends Error {
  override readonly name = 'FiscalFault';
  readonly fault: Fault;

  constructor(fault: Fault, options?: ErrorOptions) {
    super(fault.message, options);
    this.fault = fault;
  }
}

/** A refused call of a service of the host. */
export class ServiceError extends Error {
  override readonly name = 'ServiceError';
  /** `not-allowed`, `bad-request`, `timeout`, `unreachable`, `too-large`, `failed`. */
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

export function fault(whose: Whose, code: string, message: string, text: string = message): Fault {
  return { whose, code, message, text };
}

/** `{ outcome: 'refused' }` in one word. No document was made: say it only with proof. */
export function refused(
  whose: Whose,
  code: string,
  message: string,
  text: string = message,
): Outcome & { outcome: 'refused' } {
  return { outcome: 'refused', fault: fault(whose, code, message, text) };
}

/** `{ outcome: 'unknown' }` in one word: whether a document exists will be told by `resolve()`. */
export function unknown(
  whose: Whose,
  code: string,
  message: string,
  text: string = message,
): Outcome & { outcome: 'unknown' } {
  return { outcome: 'unknown', fault: fault(whose, code, message, text) };
}

/** The fault that an error stands for: its own, or `plugin`/`threw`. Errors are recognised by their data. */
export function faultOf(error: unknown): Fault {
  if (isFault((error as { fault?: unknown } | null | undefined)?.fault)) {
    return (error as { fault: Fault }).fault;
  }
  const message = error instanceof Error ? `${error.name}: ${error.message}` : `threw ${typeof error}`;
  return fault('plugin', 'threw', message);
}

function isFault(value: unknown): value is Fault {
  if (typeof value !== 'object' || value === null) return false;
  const { whose, code, message, text } = value as Record<string, unknown>;
  return [whose, code, message, text].every((part) => typeof part === 'string');
}
