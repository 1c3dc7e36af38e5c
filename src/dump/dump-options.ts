import type { CallOptions } from '../register/session/call-options.js';

export interface DumpOptions extends CallOptions {
  /** With the owner, the cashiers and the cliché. Default: they are left out. */
  personal?: boolean | undefined;
  /** With the passwords. Default: they are left out. */
  secrets?: boolean | undefined;
  /**
   * The requisites of the newest so many documents, or of all; customers may be named in them, so it needs `personal`.
   * Default: none, but the heads of the newest 20.
   */
  documents?: number | 'all' | undefined;
}
