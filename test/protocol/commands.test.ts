import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Command,
  commandByCode,
  commands,
  decodeAnswer,
  decodeRequest,
  encodeAnswer,
  encodeRequest,
  openMessage,
} from '../../src/protocol/index.js';
import { arbitraryOf } from '../support/arbitraries.js';

const all = Object.entries(commands) as Array<[string, Command]>;

describe('the registry of commands', () => {
  it('names every command by its key', () => {
    for (const [key, command] of all) expect(command.name).toBe(key);
  });

  it('has every code once', () => {
    const codes = all.map(([, { code, sub }]) => `${code}/${sub}`);
    expect(new Set(codes).size).toBe(codes.length);
    for (const [, command] of all) expect(commandByCode(command.code, command.sub)).toBe(command);
  });

  it('knows no other codes', () => {
    expect(commandByCode(0x00)).toBeUndefined();
    expect(commandByCode(0xa4, 0x99)).toBeUndefined();
    expect(commandByCode(0xa4)).toBeUndefined();
  });
});

describe.each(all)('%s', (_name, command) => {
  it('takes back the request that it writes', () => {
    fc.assert(
      fc.property(
        arbitraryOf(command.request.shape),
        fc.integer({ min: 0, max: 9999 }),
        (request, password) => {
          const message = encodeRequest(command, request, password);
          const opened = openMessage(message);
          expect(opened.password).toBe(password);
          expect(commandByCode(opened.code, opened.sub)).toBe(command);
          expect(decodeRequest(command, opened.reader) ?? {}).toEqual(withoutUndefined(request));
        },
      ),
      { numRuns: 30 },
    );
  });

  it('takes back the answer that it writes', () => {
    fc.assert(
      fc.property(arbitraryOf(command.answer.shape), (answer) => {
        const bytes = encodeAnswer(command, answer);
        expect(decodeAnswer(command, bytes) ?? {}).toEqual(withoutUndefined(answer));
      }),
      { numRuns: 30 },
    );
  });
});

/** Fixed-length byte fields come back padded; absent fields do not come back as undefined. */
function withoutUndefined(value: unknown): unknown {
  return Object.fromEntries(Object.entries(value as object).filter(([, field]) => field !== undefined));
}
