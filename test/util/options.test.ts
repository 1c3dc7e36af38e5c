import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Problem } from '../../src/index.js';
import {
  callback,
  checkOptions,
  flag,
  integer,
  listOf,
  milliseconds,
  nested,
  oneOf,
  optionProblems,
  signal,
  text,
} from '../../src/util/options.js';

const rules = {
  signal,
  timeoutMs: milliseconds(1),
  key: text(1, 8),
  shift: oneOf('manual', 'auto'),
  count: integer(0, 5),
  verbose: flag,
  onProgress: callback,
  inner: nested({ delaysMs: listOf(milliseconds()) }),
};

const found = (options: unknown): string[] =>
  optionProblems(options, rules).map(({ code, path }: Problem) => `${code} ${path}`);

test('what the rules allow is no problem', () => {
  expect(found({})).toEqual([]);
  expect(found({ signal: undefined, key: undefined, inner: undefined })).toEqual([]);
  expect(
    found({
      signal: new AbortController().signal,
      timeoutMs: 0.5 + 1,
      key: 'order',
      shift: 'auto',
      count: 5,
      verbose: false,
      onProgress: () => undefined,
      inner: { delaysMs: [0, 50] },
    }),
  ).toEqual([]);
});

test('all problems at once, each by its path', () => {
  const options = {
    timeoutMs: '500',
    key: '',
    shift: 'automatic',
    count: 6,
    verbose: 'yes',
    signal: new AbortController(),
    onProgress: 1,
    inner: { delaysMs: [0, -1], limit: 5 },
    timeout: 5,
  };
  expect(found(options)).toEqual([
    'OPTION_RANGE timeoutMs',
    'OPTION_TYPE key',
    'OPTION_VALUE shift',
    'OPTION_RANGE count',
    'OPTION_TYPE verbose',
    'OPTION_TYPE signal',
    'OPTION_TYPE onProgress',
    'OPTION_RANGE inner.delaysMs[1]',
    'UNKNOWN_OPTION inner.limit',
    'UNKNOWN_OPTION timeout',
  ]);
});

test('an unknown name brings the one that was meant, or all of them', () => {
  const [near] = optionProblems({ timeotMs: 5 }, rules);
  expect(near?.en).toBe('there is no option "timeotMs"; did you mean "timeoutMs"?');
  expect(near?.ru).toBe('нет такого параметра «timeotMs»; возможно, «timeoutMs»');
  const [inside] = optionProblems({ idempotencyKey: 'a' }, { key: text(), shift: flag });
  expect(inside?.en).toBe('there is no option "idempotencyKey"; did you mean "key"?');
  const [limit] = optionProblems({ timeoutMs: 5 }, { signal, timers: flag });
  expect(limit?.en).toBe('there is no option "timeoutMs"; did you mean "signal: AbortSignal.timeout(ms)"?');
  const [far] = optionProblems({ idempotency: 'a' }, { key: text(), shift: flag });
  expect(far?.en).toBe('there is no option "idempotency"; known options: key, shift');
});

test('only an object holds options', () => {
  for (const wrong of ['order-1', 5, null, true, [], new Date(), new Map(), () => undefined])
    expect(found(wrong)).toEqual(['OPTION_TYPE ']);
  const [instead] = optionProblems(new AbortController().signal, rules);
  expect(instead?.en).toBe('an object with options is needed, { signal: … }');
  class Settings {
    key = 'order';
  }
  expect(found(new Settings())).toEqual([]);
  expect(found(Object.assign(Object.create(null), { key: 'a' }))).toEqual([]);
});

test('an object that cannot be read is a problem, not a crash', () => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  expect(found(proxy)).toEqual(['UNREADABLE ']);
  const trap = Object.defineProperty({}, 'key', {
    enumerable: true,
    get() {
      throw new Error('no');
    },
  });
  expect(found(trap)).toEqual(['UNREADABLE ']);
});

test('whatever comes is either fine or a ValidationError that JSON can show', () => {
  fc.assert(
    fc.property(
      fc.anything({ withBigInt: true, withNullPrototype: true, withObjectString: true }),
      (value) => {
        if (value === undefined) return;
        try {
          checkOptions(value as object, rules);
        } catch (error) {
          expect(error).toMatchObject({ name: 'ValidationError', code: 'INVALID', outcome: 'not-sent' });
          JSON.stringify(error);
        }
      },
    ),
  );
});
