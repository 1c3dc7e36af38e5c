import {
  callback,
  integer,
  milliseconds,
  must,
  type OptionRules,
  signal,
  unless,
  whole,
} from '../util/options.js';
import type { CallOptions, LongCallOptions } from './session/call-options.js';

/** What the options of the register's methods may be; `checkOptions` reads these tables. */

export const callRules = {
  signal,
  timeoutMs: milliseconds(1),
} satisfies OptionRules<CallOptions>;

export const longRules = {
  ...callRules,
  onProgress: callback,
} satisfies OptionRules<Omit<LongCallOptions, 'history'>>;

/** Its fields are checked as those of a receipt's cashier. */
export const operatorRule = must(
  (value) => typeof value === 'object' && value !== null,
  ['нужен объект { name, inn }', 'an object { name, inn } is needed'],
  'OPTION_TYPE',
);

export const tagRules = {
  ...callRules,
  report: integer(1, 255),
} satisfies OptionRules<CallOptions & { report?: number | undefined }>;

/** Declarations are objects of ours or of the caller's; a name alone is the mistake that is made most. */
export const rawCommand = must(
  (value) => has(value, 'name', 'string') && has(value, 'request', 'object'),
  ['нужна команда, например commands.getDeviceType', 'a command is needed, such as commands.getDeviceType'],
  'OPTION_TYPE',
);

export const rawRegister = must(
  (value) => has(value, 'name', 'string') && has(value, 'number', 'number'),
  ['нужен регистр, например registers.cashSum', 'a register is needed, such as registers.cashSum'],
  'OPTION_TYPE',
);

function has(value: unknown, field: string, type: 'string' | 'number' | 'object'): boolean {
  return typeof value === 'object' && value !== null && typeof Reflect.get(value, field) === type;
}

/** What a person may have decided. */
export const decisionRule = unless(
  (value) => value === 'none',
  whole({ documentNumber: integer(1, 0xffff_ffff) }),
);

type Rest<T> = Omit<T, keyof CallOptions>;

/** Options of the wait apart from those of the thing itself. */
export function splitOptions<T extends CallOptions>(options: T): [call: CallOptions, rest: Rest<T>] {
  const { signal: abort, timeoutMs, ...rest } = options;
  return [{ signal: abort, timeoutMs }, rest];
}
