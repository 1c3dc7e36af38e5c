import { flag, type OptionRules, oneOf, text } from '../../util/options.js';
import type { Unprinted } from '../documents/printed.js';
import { callRules } from '../options.js';
import type { CallOptions } from '../session/call-options.js';
import { type ExchangeMode, exchangeRule } from '../session/exchange.js';

export interface IssueOptions extends CallOptions {
  /**
   * Name of this receipt, such as the number of the order: whatever happens and however often it is asked for, one key
   * gives one document. Up to 256 characters. Across processes it needs a journal.
   */
  key?: string | undefined;
  /**
   * `manual` (default): a closed or expired shift refuses the receipt. `auto`: it is opened, an expired one (over 24 hours)
   * is closed and opened again, before the receipt.
   */
  shift?: 'manual' | 'auto' | undefined;
  /** Overrides the `exchange` of `connect()` for this receipt. */
  exchange?: ExchangeMode | undefined;
  /** Names above 128 characters are cut and end with three points, with a warning. Default: they are refused. */
  cutNames?: boolean | undefined;
  /**
   * Paper ended in the document before: `finish` (default) prints its rest before this receipt, `leave` does not, and the rest is
   * lost.
   */
  unprinted?: Unprinted | undefined;
}

export const issueRules = {
  ...callRules,
  key: text(1, 256),
  shift: oneOf('manual', 'auto'),
  exchange: exchangeRule,
  unprinted: oneOf('finish', 'leave'),
  cutNames: flag,
} satisfies OptionRules<IssueOptions>;
