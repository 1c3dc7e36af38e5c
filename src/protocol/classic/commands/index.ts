import { lazily } from '../../../util/lazily.js';
import type { Command } from '../definition.js';
import * as fn from './fn.js';
import * as info from './info.js';
import * as legacy from './legacy.js';
import * as modes from './mode.js';
import * as print from './print.js';
import * as receipt from './receipt.js';
import * as registration from './registration.js';
import * as shift from './shift.js';
import * as tables from './tables.js';

type CommandsOf<M> = { [K in keyof M as M[K] extends Command<infer _Q, infer _A> ? K : never]: M[K] };

/** Constants (flags, types) live beside the commands; only the commands themselves go into the registry. */
function commandsOf<M extends object>(module: M): CommandsOf<M> {
  const entries = Object.entries(module).filter(([name, value]) => (value as Command).name === name);
  return Object.fromEntries(entries) as CommandsOf<M>;
}

/** Every command, by name: the one registry of host and emulator. */
export const commands = {
  ...commandsOf(info),
  ...commandsOf(modes),
  ...commandsOf(shift),
  ...commandsOf(receipt),
  ...commandsOf(print),
  ...commandsOf(fn),
  ...commandsOf(registration),
  ...commandsOf(tables),
  ...commandsOf(legacy),
};

export type Commands = typeof commands;
export type CommandName = keyof Commands;

const key = (code: number, sub: number | undefined) => (sub === undefined ? code : code * 256 + sub);
const byCode = lazily(
  () =>
    new Map<number, Command>(
      (Object.values(commands) as Command[]).map((command) => [key(command.code, command.sub), command]),
    ),
);
const codesWithSub = lazily(
  () =>
    new Set<number>(
      (Object.values(commands) as Command[]).flatMap(({ code, sub }) => (sub === undefined ? [] : [code])),
    ),
);

/** The command of a request; undefined when no command has this code. `sub` counts only for A4 and EF. */
export function commandByCode(code: number, sub?: number): Command | undefined {
  return byCode().get(codesWithSub().has(code) ? key(code, sub ?? -1) : code);
}
