import { milliseconds, type OptionRules, oneOf, signal, text } from '../util/options.js';
import type { CallOptions } from './caller.js';
import { exchangeRule } from './exchange.js';
import type { IssueOptions } from './register.js';

/** What the options of the register's methods may be; `checkOptions` reads these tables. */

export const callRules = {
  signal,
  timeoutMs: milliseconds(1),
} satisfies OptionRules<CallOptions>;

export const issueRules = {
  ...callRules,
  key: text(1, 256),
  shift: oneOf('manual', 'auto'),
  exchange: exchangeRule,
} satisfies OptionRules<IssueOptions>;
