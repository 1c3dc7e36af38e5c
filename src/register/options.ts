import { receiptType, registers, reportType } from '../protocol/index.js';
import {
  callback,
  checkedElsewhere,
  flag,
  integer,
  listOf,
  milliseconds,
  must,
  nested,
  type OptionRules,
  oneOf,
  signal,
  text,
  unless,
} from '../util/options.js';
import type { CloseFnOptions } from './documents/registering.js';
import type { ShiftOptions } from './documents/shift.js';
import { demoKinds } from './print/documents.js';
import type { DocumentOptions } from './print/printing.js';
import type { PingOptions } from './questions/ping.js';
import type { IssueOptions } from './receipt/issue-options.js';
import type { CallOptions, LongCallOptions } from './session/call-options.js';
import { exchangeRule } from './session/exchange.js';

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
  unprinted: oneOf('finish', 'leave'),
  cutNames: flag,
} satisfies OptionRules<IssueOptions>;

export const longRules = {
  ...callRules,
  onProgress: callback,
} satisfies OptionRules<Omit<LongCallOptions, 'history'>>;

export const shiftRules = {
  ...longRules,
  // Its fields are checked as those of a receipt's cashier.
  operator: must(
    (value) => typeof value === 'object' && value !== null,
    ['нужен объект { name, inn }', 'an object { name, inn } is needed'],
    'OPTION_TYPE',
  ),
} satisfies OptionRules<Omit<ShiftOptions, 'history'>>;

export const closeFnRules = {
  ...shiftRules,
  address: checkedElsewhere,
  place: checkedElsewhere,
} satisfies OptionRules<Omit<CloseFnOptions, 'history'>>;

export const tagRules = {
  ...callRules,
  report: integer(1, 255),
} satisfies OptionRules<CallOptions & { report?: number | undefined }>;

export const documentRules = {
  ...longRules,
  footer: flag,
} satisfies OptionRules<Omit<DocumentOptions, 'history'>>;

export const reportName = oneOf(...Object.keys(reportType));

export const demoKind = oneOf(...Object.keys(demoKinds));

export const cutType = oneOf('full', 'partial');

export const countedTypes = listOf(oneOf(...Object.keys(receiptType)));

export const registerName = oneOf(...Object.keys(registers));

/** What a person may have decided. */
export const decisionRule = unless(
  (value) => value === 'none',
  (value, path, problems) => {
    const rule = { documentNumber: integer(1, 0xffff_ffff) };
    // A number that is missing is a wrong one.
    const whole = typeof value === 'object' && value !== null ? { documentNumber: null, ...value } : value;
    nested(rule)(whole, path, problems);
  },
);

type Rest<T> = Omit<T, keyof CallOptions>;

/** Options of the wait apart from those of the thing itself. */
export function splitOptions<T extends CallOptions>(options: T): [call: CallOptions, rest: Rest<T>] {
  const { signal: abort, timeoutMs, ...rest } = options;
  return [{ signal: abort, timeoutMs }, rest];
}

export const pingRules = { signal, limitMs: milliseconds(1) } satisfies OptionRules<PingOptions>;
