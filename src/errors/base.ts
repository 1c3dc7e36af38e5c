import { englishErrors } from '../util/english/index.js';

/**
 * What is known of the command that failed:
 * - `not-sent`: nothing reached the register;
 * - `refused`: the register answered with an error and did not execute it;
 * - `unknown`: the bytes left, the answer did not come: it may have been executed.
 */
export type Outcome = 'not-sent' | 'refused' | 'unknown';

export interface AtolErrorOptions {
  cause?: unknown;
  outcome?: Outcome;
  history?: AtolError['history'];
}

/** The same in every copy of the package that a process may have loaded. */
const BRAND = Symbol.for('atol-kkt.error');

/** What `isAtolError()` asks, which knows the classes by their names. */
export function isOwnError(error: unknown, name?: string): error is AtolError {
  try {
    const own = typeof error === 'object' && error !== null && BRAND in error;
    return own && (name === undefined || Reflect.get(error, 'name') === name);
  } catch {
    // A proxy that does not let itself be asked: somebody threw it, and it is none of ours.
    return false;
  }
}

/** Base of every error thrown by this package. */
export class AtolError extends Error {
  override name = 'AtolError';
  /** Stable identifier, upper case with underscores. */
  readonly code: string;
  /** Set on errors of register calls. */
  readonly outcome: Outcome | undefined;
  /** Where there was doubt: what happened, in Russian, with the time in ms since 1970. */
  readonly history: ReadonlyArray<{ readonly at: number; readonly text: string }> | undefined;

  constructor(code: string, message: string, options: AtolErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.outcome = options.outcome;
    this.history = options.history;
  }

  /** On the prototype, so that a logged error does not show it. */
  get [BRAND](): true {
    return true;
  }

  /** The message in English. */
  get english(): string {
    return englishErrors.english(this.message);
  }

  /** Plain object for logs and for `--json`. */
  toJSON(): Record<string, unknown> {
    return {
      name: this.name,
      code: this.code,
      message: this.message,
      english: this.english,
      ...(this.outcome && { outcome: this.outcome }),
      ...(this.history && { history: this.history }),
    };
  }
}
