import { AtolError, type Problem, ValidationError } from '../errors.js';
import { closest } from './closest.js';
import { presentable } from './presentable.js';

/**
 * Options are checked before anything is done with them. A name that nobody knows is a problem, too: mostly it is a
 * misspelt one, and an option that is silently ignored may cost a second receipt.
 */

/** Adds what is wrong with a given option; options that are undefined never get here. */
export type OptionRule = (value: unknown, path: string, problems: Problem[]) => void;

/** A rule for every option of `T`: the compiler wants each of them, and no other. */
export type OptionRules<T> = { readonly [K in keyof Required<T>]: OptionRule };

/** What all rules are to those who only pass them on. */
export type AnyRules = Readonly<Record<string, OptionRule>>;

/** The text of a rule in Russian and in English. */
type Texts = readonly [ru: string, en: string];

/** Further than this no timer reaches, ms. */
export const MAX_TIMER_MS = 2 ** 31 - 1;

/** What a ValidationError of a call begins with. */
export const SUBJECT = 'Неверные параметры вызова';

/** More misspelt names than this are not worth listing. */
const MAX_UNKNOWN = 20;

/**
 * @param subject What the options belong to, in Russian, for the message.
 * @throws ValidationError with all problems, outcome `not-sent`.
 */
export function checkOptions(options: object | undefined, rules: AnyRules, subject = SUBJECT): void {
  if (options === undefined) return;
  const problems = optionProblems(options, rules);
  if (problems.length > 0) throw new ValidationError(problems, subject);
}

/** Checks an argument that is no option. `path` is its name. */
export function checkArgument(value: unknown, path: string, rule: OptionRule, subject?: string): void {
  const problems: Problem[] = [];
  apply(rule, value, path, problems);
  if (problems.length > 0) throw new ValidationError(problems, subject ?? SUBJECT);
}

/** A value that throws when its rule looks at it, such as a proxy or a getter of the caller's, is a problem as well. */
function apply(rule: OptionRule, value: unknown, path: string, problems: Problem[]): void {
  try {
    rule(value, path, problems);
  } catch {
    problems.push(unreadable(path));
  }
}

function unreadable(path: string): Problem {
  return { path, code: 'UNREADABLE', ru: 'значение не читается', en: 'the value cannot be read' };
}

/** All problems of an options object. `path` is where it stands itself, empty for the options of a call. */
export function optionProblems(options: unknown, known: AnyRules, path = ''): Problem[] {
  const problems: Problem[] = [];
  let given: ReadonlyArray<readonly [string, unknown]>;
  try {
    if (!isOptions(options)) {
      problems.push(notOptions(options, path, Object.keys(known)));
      return problems;
    }
    given = Object.entries(options);
  } catch {
    // A getter or a proxy of the caller's threw.
    return [unreadable(path)];
  }
  let unknown = 0;
  for (const [name, value] of given) {
    const at = path === '' ? name : `${path}.${name}`;
    const rule = Object.hasOwn(known, name) ? known[name] : undefined;
    if (rule === undefined) {
      if (++unknown <= MAX_UNKNOWN) problems.push(unknownOption(name, at, value, Object.keys(known)));
    } else if (value !== undefined) apply(rule, value, at, problems);
  }
  return problems;
}

/** Plain objects and instances with fields of their own; not a signal, a date or a list, which would count as no options. */
function isOptions(value: unknown): value is object {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  if (Object.keys(value).length > 0) return true;
  const prototype: unknown = Object.getPrototypeOf(value);
  // The prototype of plain objects, that of another realm included, has none itself.
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function notOptions(value: unknown, path: string, names: readonly string[]): Problem {
  const first = isSignal(value) && names.includes('signal') ? 'signal' : names[0];
  const example = first === undefined ? '' : `, { ${first}: … }`;
  return {
    path,
    code: 'OPTION_TYPE',
    ru: `нужен объект с параметрами${example}`,
    en: `an object with options is needed${example}`,
    value: presentable(value),
  };
}

function unknownOption(name: string, path: string, value: unknown, names: readonly string[]): Problem {
  const shown = name.length > 60 ? `${name.slice(0, 60)}…` : name;
  const known = names.join(', ');
  const like = likeOption(name, names);
  const [ru, en] =
    like === undefined
      ? [`; известны: ${known}`, `; known options: ${known}`]
      : [`; возможно, «${like}»`, `; did you mean "${like}"?`];
  return {
    path,
    code: 'UNKNOWN_OPTION',
    ru: `нет такого параметра «${shown}»${ru}`,
    en: `there is no option "${shown}"${en}`,
    value: presentable(value),
  };
}

/** A time limit where there is none is asked for by a signal. */
function likeOption(name: string, names: readonly string[]): string | undefined {
  const isLimit = /^timeout/i.test(name) && names.includes('signal') && !names.includes('timeoutMs');
  return isLimit ? 'signal: AbortSignal.timeout(ms)' : closest(name, names);
}

/** A rule of one's own: what `accepts` does not take is a problem. */
export function must(
  accepts: (value: unknown) => boolean,
  [ru, en]: Texts,
  code = 'OPTION_VALUE',
): OptionRule {
  return (value, path, problems) => {
    if (!accepts(value)) problems.push({ path, code, ru, en, value: presentable(value) });
  };
}

export function integer(min: number, max: number): OptionRule {
  return must(
    (value) => Number.isSafeInteger(value) && (value as number) >= min && (value as number) <= max,
    [`нужно целое число ${min}..${max}`, `an integer ${min}..${max} is needed`],
    'OPTION_RANGE',
  );
}

/** A time, ms, that a timer can wait; fractions are fine. */
export function milliseconds(min = 0, max: number = MAX_TIMER_MS): OptionRule {
  return must(
    (value) => typeof value === 'number' && value >= min && value <= max,
    [`нужно число миллисекунд ${min}..${max}`, `a number of milliseconds ${min}..${max} is needed`],
    'OPTION_RANGE',
  );
}

export const flag: OptionRule = must(
  (value) => typeof value === 'boolean',
  ['нужно true или false', 'true or false is needed'],
  'OPTION_TYPE',
);

export const callback: OptionRule = must(
  (value) => typeof value === 'function',
  ['нужна функция', 'a function is needed'],
  'OPTION_TYPE',
);

export const signal: OptionRule = must(
  isSignal,
  ['нужен AbortSignal', 'an AbortSignal is needed'],
  'OPTION_TYPE',
);

function isSignal(value: unknown): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    typeof (value as AbortSignal).aborted === 'boolean' &&
    typeof (value as AbortSignal).addEventListener === 'function'
  );
}

export function text(min = 1, max = 4096): OptionRule {
  return must(
    (value) => typeof value === 'string' && value.length >= min && value.length <= max,
    min === 1 && max === 4096
      ? ['нужна непустая строка', 'a non-empty string is needed']
      : [`нужна строка, ${min}..${max} символов`, `a string of ${min}..${max} characters is needed`],
    'OPTION_TYPE',
  );
}

export function oneOf(...values: readonly string[]): OptionRule {
  return (value, path, problems) => {
    if (typeof value === 'string' && values.includes(value)) return;
    const like = typeof value === 'string' ? closest(value, values) : undefined;
    const listed = values.join(', ');
    problems.push({
      path,
      code: 'OPTION_VALUE',
      ru: `допустимы: ${listed}${like === undefined ? '' : `; возможно, «${like}»`}`,
      en: `allowed: ${listed}${like === undefined ? '' : `; did you mean "${like}"?`}`,
      value: presentable(value),
    });
  };
}

/** For values with a check of their own. */
export const checkedElsewhere: OptionRule = () => undefined;

/** Options inside options. */
export function nested(rules: AnyRules): OptionRule {
  return (value, path, problems) => {
    problems.push(...optionProblems(value, rules, path));
  };
}

/** The same where none may be missing. */
export function whole(rules: AnyRules): OptionRule {
  const missing = Object.fromEntries(Object.keys(rules).map((name) => [name, null]));
  return (value, path, problems) => {
    const given = typeof value === 'object' && value !== null && !Array.isArray(value);
    problems.push(...optionProblems(given ? { ...missing, ...value } : value, rules, path));
  };
}

export function listOf(rule: OptionRule): OptionRule {
  return (value, path, problems) => {
    if (Array.isArray(value))
      value.forEach((item, index) => void apply(rule, item, `${path}[${index}]`, problems));
    else {
      const [ru, en] = ['нужен список', 'a list is needed'];
      problems.push({ path, code: 'OPTION_TYPE', ru, en, value: presentable(value) });
    }
  };
}

/** An object with these methods, whoever made it. */
export function withMethods(...names: readonly string[]): OptionRule {
  const listed = names.join(', ');
  return must(
    (value) => hasMethods(value, names),
    [`нужен объект с методами ${listed}`, `an object with the methods ${listed} is needed`],
    'OPTION_TYPE',
  );
}

export function hasMethods(value: unknown, names: readonly string[]): boolean {
  if (typeof value !== 'object' || value === null) return false;
  try {
    return names.every((name) => typeof (value as Record<string, unknown>)[name] === 'function');
  } catch {
    return false;
  }
}

/** Values that `accepts` takes are fine; all others are for the rule. */
export function unless(accepts: (value: unknown) => boolean, rule: OptionRule): OptionRule {
  return (value, path, problems) => {
    if (!accepts(value)) rule(value, path, problems);
  };
}

/**
 * What a caller gave, as `read` finds it: an object that throws when it is looked at is bad input as any other.
 *
 * @throws ValidationError `UNREADABLE`.
 */
export function readable<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw asReading(path, error);
  }
}

/** What was thrown while a value of the caller's was read, as the `cause`; an error of ours stays what it is. */
export function asReading(path: string, error: unknown): AtolError {
  if (error instanceof AtolError) return error;
  const reason = error instanceof Error ? error.message : typeof error;
  const [ru, en] = [`не читается: ${reason}`, `cannot be read: ${reason}`];
  return new ValidationError([{ path, code: 'UNREADABLE', ru, en }], SUBJECT, { cause: error });
}
