import { parseArgs } from 'node:util';
import { closest } from '../util/closest.js';
import { InputError } from './errors.js';
import type { Io } from './io.js';
import type { Language } from './language.js';

/** A named option. Those of type string take a value. */
export type Option =
  | { readonly type: 'boolean'; readonly help: string }
  | { readonly type: 'string'; readonly value: string; readonly help: string; readonly default?: string };

export type Options = Readonly<Record<string, Option>>;

export type ValuesOf<O extends Options> = {
  readonly [K in keyof O]: O[K] extends { type: 'boolean' }
    ? boolean
    : O[K] extends { default: string }
      ? string
      : string | undefined;
};

/** A positional argument. */
export interface Argument {
  readonly name: string;
  readonly help?: string;
  /** Nothing else is accepted; they stand in the usage instead of the name. */
  readonly choices?: readonly string[];
  readonly optional?: boolean;
  /** Takes everything that is left. */
  readonly rest?: boolean;
}

export type Args = ReadonlyArray<string | undefined>;

export interface Context<O extends Options = Options> {
  readonly io: Io;
  /** One for each declared argument; undefined for an optional one that is missing. A rest is joined by blanks. */
  readonly args: Args;
  readonly options: ValuesOf<O>;
  readonly json: boolean;
  readonly language: Language;
  /** A text in the language of the person. */
  text(russian: string): string;
  /** What comes before the result: lines for people, nothing with `--json`. */
  say(lines: string | readonly string[]): void;
  /** The result: lines for people, or one JSON object for `--json`. `verbatim`: the lines are paper, not ours. */
  print(lines: string | readonly string[], value: object, options?: { verbatim: boolean }): void;
}

export interface CliCommand<O extends Options = Options> {
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** More of it; a function where it depends on the language. */
  readonly details?: string | ((language: Language) => string);
  readonly arguments: readonly Argument[];
  readonly options: O;
  readonly examples: readonly string[];
  /** It changes nothing at the register: a lost answer is no unknown outcome then. */
  readonly readOnly: boolean | ((args: Args, options: ValuesOf<O>) => boolean);
  run(context: Context<O>): Promise<void>;
}

export function defineCliCommand<const O extends Options>(command: CliCommand<O>): CliCommand {
  return command as unknown as CliCommand;
}

export const commonOptions = {
  json: { type: 'boolean', help: 'результат одним объектом JSON' },
  lang: { type: 'string', value: 'ru|en', help: 'язык: ru или en; без параметра по LC_ALL, LANG' },
  help: { type: 'boolean', help: 'эта справка' },
} as const satisfies Options;

export interface Parsed {
  readonly args: Args;
  readonly options: ValuesOf<Options>;
  readonly json: boolean;
  readonly help: boolean;
}

/** Reads the words after the name of the command. Throws InputError. */
export function parseWords(command: CliCommand, words: readonly string[]): Parsed {
  const table: Options = { ...command.options, ...commonOptions };
  const types = Object.fromEntries(Object.entries(table).map(([name, { type }]) => [name, { type }]));
  // Not strict: the messages of Node are neither Russian nor short.
  const { tokens } = parseArgs({
    args: [...words],
    options: { ...types, help: { type: 'boolean', short: 'h' } },
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const values: Record<string, string | boolean | undefined> = {};
  for (const [name, option] of Object.entries(table))
    values[name] = option.type === 'boolean' ? false : option.default;
  const positionals: string[] = [];
  for (const token of tokens) {
    if (token.kind === 'positional') positionals.push(token.value);
    if (token.kind === 'option') values[token.name] = optionValue(table, token);
  }
  const help = values['help'] === true;
  return {
    args: help ? [] : readArguments(command, positionals),
    options: values as ValuesOf<Options>,
    json: values['json'] === true,
    help,
  };
}

interface OptionToken {
  readonly name: string;
  readonly rawName: string;
  readonly value: string | undefined;
  readonly inlineValue: boolean | undefined;
}

function optionValue(table: Options, { name, rawName, value, inlineValue }: OptionToken): string | boolean {
  const option = Object.hasOwn(table, name) ? table[name] : undefined;
  if (!option) {
    const known = Object.keys(table).map((one) => `--${one}`);
    const like = closest(rawName, known);
    if (like !== undefined) throw new InputError(`Неизвестный параметр ${rawName}, возможно, ${like}`);
    throw new InputError(`Неизвестный параметр ${rawName}, есть: ${known.join(', ')}`);
  }
  if (option.type === 'boolean') {
    if (value !== undefined) throw new InputError(`Параметр ${rawName} не принимает значения`);
    return true;
  }
  const swallowed = value?.startsWith('-') && value !== '-' && !inlineValue;
  if (value === undefined || swallowed)
    throw new InputError(`После ${rawName} нужно значение: ${option.value}`);
  return value;
}

function readArguments(command: CliCommand, given: readonly string[]): Args {
  const declared = command.arguments;
  const last = declared.at(-1);
  if (given.length > declared.length && !last?.rest) {
    throw new InputError(`Лишний аргумент «${given[declared.length]}». ${usageOf(command)}`);
  }
  return declared.map((argument, index) => {
    const { choices, optional, rest } = argument;
    const value = rest ? given.slice(index).join(' ') : given[index];
    if (value === undefined || (rest && given.length <= index)) {
      if (optional) return undefined;
      throw new InputError(`Не указано: ${argumentName(argument)}. ${usageOf(command)}`);
    }
    if (choices && !choices.includes(value)) {
      const like = closest(value, choices);
      const hint = like === undefined ? '' : `; возможно, «${like}»`;
      throw new InputError(
        `Вместо «${value}» нужно одно из: ${choices.join(', ')}${hint}. ${usageOf(command)}`,
      );
    }
    return value;
  });
}

function argumentName({ name, choices }: Argument): string {
  return choices && choices.length <= 3 ? choices.join('|') : name;
}

export function usageOf(command: CliCommand): string {
  const words = command.arguments.map((argument) => {
    const name = argument.rest ? `${argumentName(argument)}...` : argumentName(argument);
    return argument.optional ? `[${name}]` : name;
  });
  const options = Object.entries(command.options).map(([name, option]) =>
    option.type === 'string' ? `[--${name} ${option.value}]` : `[--${name}]`,
  );
  return ['Использование: atol', command.name, ...words, ...options, '[--json]'].join(' ');
}
