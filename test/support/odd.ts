const cyclic: Record<string, unknown> = {};
cyclic['self'] = cyclic;
const bolt = (): never => {
  throw new RangeError('looked at');
};
const trap = new Proxy({}, { get: bolt, has: bolt, ownKeys: bolt, getPrototypeOf: bolt });
const { proxy: revoked, revoke } = Proxy.revocable({}, {});
revoke();

/** What JavaScript lets through although no type does. */
export const odd: Readonly<Record<string, unknown>> = {
  nothing: undefined,
  null: null,
  zero: 0,
  'a negative number': -1,
  'half a number': 0.5,
  'no number': Number.NaN,
  'no end': Number.POSITIVE_INFINITY,
  'a number too large': 2 ** 60,
  'a bigint': 10n,
  'no text': '',
  text: 'odd',
  'a long text': 'odd '.repeat(3000),
  'half a character': '\ud800',
  'a symbol': Symbol('odd'),
  'a list': [],
  'a list of lists': [[], null],
  'an object': {},
  'an object with a name nobody knows': { odd: 1 },
  'an object without a prototype': Object.create(null),
  cyclic,
  'a getter that throws': Object.defineProperty({}, 'timeoutMs', { get: bolt, enumerable: true }),
  'a proxy that throws': trap,
  'a revoked proxy': revoked,
  'an object whose text throws': { toString: bolt, valueOf: bolt },
  'a function': () => undefined,
  'a class': class {},
  'a function that throws': bolt,
  'a date that is none': new Date(Number.NaN),
  bytes: new Uint8Array(3),
  'a signal that is none': { signal: { aborted: true } },
  'a signal that has ended': { signal: AbortSignal.abort() },
  'a limit that is text': { timeoutMs: '5' },
  'a limit without an end': { timeoutMs: Number.POSITIVE_INFINITY },
  'a list of what throws': [trap, revoked],
  'an object of what throws': { name: trap, operator: trap, owner: revoked, documentNumber: trap },
};

export type Method = (...given: unknown[]) => unknown;

/** Methods of an object and of its parts, by name; found, not listed, so that a new one is tried as well. */
export function methodsOf(
  thing: object,
  path: string,
  found = new Map<string, Method>(),
): Map<string, Method> {
  for (let at = thing; at !== Object.prototype; at = Object.getPrototypeOf(at) as object) {
    for (const name of Object.getOwnPropertyNames(at)) {
      const { value } = Object.getOwnPropertyDescriptor(at, name) ?? {};
      if (name === 'constructor' || value === undefined || value === null) continue;
      const whole = `${path}.${name}`;
      if (typeof value === 'function') {
        if (!found.has(whole)) found.set(whole, (...given) => (value as Method).apply(thing, given));
      } else if (typeof value === 'object' && !Array.isArray(value)) methodsOf(value as object, whole, found);
    }
  }
  return found;
}
