import type { AtolError } from 'atol-kkt/browser';

type Language = 'ru' | 'en';

/** Any value of a visitor's program as a text. */
export function shown(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value !== 'object' || value === null || value instanceof Error) return String(value);
  try {
    return JSON.stringify(value, plain(), 1) ?? String(value);
  } catch {
    // A getter or a `toJSON` of its own.
    return Object.prototype.toString.call(value);
  }
}

/** What JSON leaves out or refuses: sums of `bigint`, maps, bytes, errors, an object inside of itself. */
function plain(): (this: unknown, key: string, value: unknown) => unknown {
  const above: Array<{ value: object; told: unknown }> = [];
  return function (this: unknown, _key, value) {
    if (typeof value === 'bigint') return `${value}n`;
    if (typeof value === 'function' || typeof value === 'symbol') return String(value);
    if (typeof value !== 'object' || value === null) return value;
    while (above.length > 0 && above.at(-1)?.told !== this) above.pop();
    if (above.some((one) => one.value === value)) return '…';
    const told = withEntries(value);
    above.push({ value, told });
    return told;
  };
}

function withEntries(value: object): unknown {
  if (value instanceof Error) return String(value);
  if (value instanceof Map || value instanceof Set) return [...value];
  if (value instanceof Uint8Array)
    return Array.from(value, (byte) => byte.toString(16).padStart(2, '0')).join(' ');
  return value;
}

/** What was thrown, and each thing that is wrong; whoever throws a string gets the string. */
export function troubles(thrown: unknown, language: Language): string[] {
  if (!(thrown instanceof Error)) return [shown(thrown)];
  const { name, message, code, outcome, english } = thrown as AtolError;
  const { problems = [] } = thrown as {
    problems?: ReadonlyArray<{ path: string; ru: string; en: string }>;
  };
  const facts = `${name}${code ? ` ${code}` : ''}${outcome ? ` (${outcome})` : ''}`;
  const said = language === 'en' ? (english ?? message) : message;
  // Most messages tell the problems themselves.
  const untold = problems.map((one) => `${one.path}: ${one[language]}`).filter((one) => !said.includes(one));
  return [`${facts}: ${said}`, ...untold];
}
