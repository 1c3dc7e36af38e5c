import type { Outcome } from '../../errors.js';

/**
 * A JSON task that failed, as the vendor's driver tells it: `code` is its number (`LIBFPTR_ERROR_…`), `description` its text.
 * `outcome` is what the driver cannot tell: whether something may have been executed. `cause` is the error of this package.
 */
export class JsonTaskError extends Error {
  override name = 'JsonTaskError';
  readonly code: number;
  readonly description: string;
  /** `not-sent`: nothing reached the register; `refused`: nothing was done; `unknown`: it may have been done. */
  readonly outcome: Outcome;

  constructor(code: number, description: string, options: { outcome?: Outcome; cause?: unknown } = {}) {
    super(
      `Error ${code} [ ${description} ]`,
      options.cause === undefined ? undefined : { cause: options.cause },
    );
    this.code = code;
    this.description = description;
    this.outcome = options.outcome ?? 'not-sent';
  }

  /** Plain object for logs, messages and HTTP. */
  toJSON(): { name: string; code: number; description: string; outcome: Outcome } {
    const { name, code, description, outcome } = this;
    return { name, code, description, outcome };
  }
}
