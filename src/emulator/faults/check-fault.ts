import { type Problem, ProtocolError, ValidationError } from '../../errors.js';
import { type CommandName, commandByCode, commands } from '../../protocol/classic/commands/index.js';
import { isP5CommandName } from '../../protocol/p5/commands/index.js';
import { needText } from '../../util/arguments.js';
import { closest } from '../../util/closest.js';
import { fromHex } from '../../util/hex.js';
import { localToMs } from '../../util/local-time.js';
import { readable } from '../../util/options.js';
import { presentable } from '../../util/presentable.js';
import { printerTroubles } from '../printer/trouble.js';
import { type CommandRef, type Fault, type FaultCommand, lineEffects } from './fault.js';

/** Says what is needed, in Russian and in English; undefined when the value is right. */
type Rule = (value: unknown) => readonly [ru: string, en: string] | undefined;

const rule =
  (holds: (value: unknown) => boolean, ru: string, en: string): Rule =>
  (value) =>
    holds(value) ? undefined : [ru, en];

const oneOf = (values: readonly unknown[]): Rule =>
  rule((value) => values.includes(value), `одно из: ${values.join(', ')}`, `one of: ${values.join(', ')}`);

/** Further than this no timer reaches, ms; no count of bytes, lines or commands comes near it either. */
const MAX = 2 ** 31 - 1;
/** A clock that is set wrong, ms: thirty years. */
const MAX_CLOCK = 1e12;

const count = (from: number, to = MAX): Rule =>
  rule(
    (value) => Number.isSafeInteger(value) && (value as number) >= from && (value as number) <= to,
    `целое ${from}..${to}`,
    `an integer ${from}..${to}`,
  );

const within = (low: number, high: number): Rule =>
  rule(
    (value) => typeof value === 'number' && value >= low && value <= high,
    `число ${low}..${high}`,
    `a number ${low}..${high}`,
  );

const code = (highest: number): Rule =>
  rule(
    (value) => {
      const number = codeOf(value);
      return number !== undefined && number >= 0 && number <= highest;
    },
    'код числом или шестнадцатеричной строкой',
    'a code as a number or as hex in a string',
  );

const yes = rule((value) => typeof value === 'boolean', 'true или false', 'true or false');
const milliseconds = count(0);

const common: Readonly<Record<string, Rule>> = {
  id: rule(
    (value) => typeof value === 'string' && /^[\w.-]{1,64}$/.test(value),
    'до 64 латинских букв, цифр и знаков . _ -',
    'up to 64 Latin letters, digits and . _ -',
  ),
  at: (value) => {
    if (typeof value === 'string' && commandNamed(value) !== undefined) return undefined;
    const [ru, en] = likeOne(value, Object.keys(commands));
    return [
      `имя команды (closeReceipt) или её код (4A)${ru}`,
      `name of a command (closeReceipt) or its code (4A)${en}`,
    ];
  },
  nth: count(1),
  times: rule(
    (value) =>
      value === 'always' ||
      (Number.isSafeInteger(value) && (value as number) > 0 && (value as number) <= MAX),
    'целое от 1 или always',
    'an integer from 1 or always',
  ),
};

/** Fields of every kind of fault by the field that names the kind. */
const kinds: Readonly<
  Record<string, { readonly fields: Readonly<Record<string, Rule>>; readonly at?: true }>
> = {
  error: {
    at: true,
    fields: {
      error: code(0xff),
      extended: code(0xffff),
      deviceCode: rule(
        (value) => typeof value === 'string' && /^[\x20-\x7e]{2}$/.test(value),
        'два знака, например 12',
        'two characters, such as 12',
      ),
      executed: yes,
      printed: oneOf([false]),
    },
  },
  busyMs: { fields: { busyMs: milliseconds } },
  power: {
    fields: {
      power: oneOf(['loss']),
      when: oneOf(['before', 'during', 'after']),
      memory: oneOf(['kept', 'lost']),
      offMs: (value) => (value === 'never' ? undefined : milliseconds(value)),
    },
  },
  paper: {
    fields: {
      paper: oneOf([...Object.keys(printerTroubles), 'nearEnd']),
      afterLines: count(0),
      forMs: milliseconds,
    },
  },
  clock: {
    fields: {
      clock: rule(
        (value) => (typeof value === 'number' ? isShift(value) : isLocalTime(value)),
        'миллисекунды в пределах тридцати лет или ГГГГ-ММ-ДДТЧЧ:ММ:СС',
        'milliseconds within thirty years or YYYY-MM-DDTHH:mm:ss',
      ),
    },
  },
  fn: {
    fields: {
      fn: oneOf(['unplugged', 'nearlyFull', 'slow']),
      documentsLeft: count(0),
      ms: milliseconds,
      forMs: milliseconds,
    },
  },
  ofd: { fields: { ofd: oneOf(['unreachable']), forMs: milliseconds } },
  zReport: { fields: { zReport: oneOf(['interrupted']), signed: yes } },
  line: {
    fields: {
      line: oneOf(lineEffects),
      when: oneOf(['before', 'after']),
      direction: oneOf(['toHost', 'toRegister']),
      byte: count(0),
      ms: milliseconds,
      forMs: milliseconds,
      downMs: milliseconds,
      rate: within(0, 1),
      seed: count(0),
    },
  },
  // Last: other kinds have it as a field.
  printed: { at: true, fields: { printed: oneOf([false]) } },
};

/**
 * Takes plain data, such as parsed JSON, for a fault.
 *
 * @throws ValidationError that lists every wrong field
 */
export function checkFault(value: unknown, path = ''): Fault {
  needText(path, 'path');
  const problems = readable(path === '' ? 'fault' : path, () => problemsOf(value, path));
  if (problems.length > 0) throw new ValidationError(problems, 'Неверное описание сбоя');
  return value as Fault;
}

function problemsOf(value: unknown, path: string): Problem[] {
  const wrong = (field: string, code: string, [ru, en]: readonly [string, string], given: unknown) => ({
    path: [path, field].filter((part) => part !== '').join('.'),
    code,
    ru,
    en,
    value: presentable(given),
  });
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return [wrong('', 'FAULT', ['нужен объект', 'an object is needed'], value)];
  const given = Object.entries(value).filter(([, field]) => field !== undefined);
  const names = given.map(([name]) => name);
  const kind = Object.keys(kinds).find((name) => names.includes(name));
  if (kind === undefined) {
    const all = Object.keys(kinds);
    const like = names.filter((name) => !Object.hasOwn(common, name)).map((name) => likeOne(name, all));
    const [ru, en] = like.find(([text]) => text !== '') ?? ['', ''];
    const listed = all.join(', ');
    return [
      wrong('', 'FAULT_KIND', [`нужно одно из полей: ${listed}${ru}`, `needs one of: ${listed}${en}`], value),
    ];
  }
  const { fields = {}, at } = kinds[kind] ?? {};
  const problems: Problem[] = [];
  for (const [name, field] of given) {
    const check = Object.hasOwn(fields, name)
      ? fields[name]
      : Object.hasOwn(common, name)
        ? common[name]
        : undefined;
    const known = [...Object.keys(fields), ...Object.keys(common)].join(', ');
    const fault = check
      ? check(field)
      : ([`такого поля нет, есть: ${known}`, `no such field, there are: ${known}`] as const);
    if (fault) problems.push(wrong(name, check ? 'FAULT_FIELD' : 'UNKNOWN_FIELD', fault, field));
  }
  if (at && !names.includes('at'))
    problems.push(wrong('at', 'FAULT_FIELD', ['нужна команда', 'a command is needed'], undefined));
  return problems;
}

/** What was most likely meant, to be put behind a rule; nothing where nothing is near. */
function likeOne(value: unknown, names: readonly string[]): readonly [ru: string, en: string] {
  const like = typeof value === 'string' ? closest(value, names) : undefined;
  return like === undefined ? ['', ''] : [`; возможно, «${like}»`, `; did you mean "${like}"?`];
}

function isShift(value: number): boolean {
  return Number.isSafeInteger(value) && Math.abs(value) <= MAX_CLOCK;
}

function isLocalTime(value: unknown): boolean {
  if (typeof value !== 'string') return false;
  try {
    localToMs(value);
    return true;
  } catch (error) {
    if (error instanceof ProtocolError) return false;
    throw error;
  }
}

/** Reads a code given as a number or as hex; undefined for anything else. */
export function codeOf(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isInteger(value) ? value : undefined;
  const digits = typeof value === 'string' ? /^(?:0x)?([0-9a-f]{1,4})h?$/i.exec(value)?.[1] : undefined;
  return digits === undefined ? undefined : Number.parseInt(digits, 16);
}

/** Name of the command that a fault means. */
export function commandNamed(reference: CommandRef): FaultCommand | undefined {
  if (Object.hasOwn(commands, reference) || isP5CommandName(reference)) return reference as FaultCommand;
  if (!/^([0-9a-f]{2}){1,2}$/i.test(reference)) return undefined;
  const [first = 0, second] = fromHex(reference);
  return commandByCode(first, second)?.name as CommandName | undefined;
}
