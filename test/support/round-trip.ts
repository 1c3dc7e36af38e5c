import fc from 'fast-check';
import { expect } from 'vitest';
import {
  type Command,
  commandByCode,
  decodeAnswer,
  decodeRequest,
  encodeAnswer,
  encodeRequest,
  openMessage,
} from '../../src/protocol/index.js';
import { arbitraryOf } from './arbitraries.js';

/** Any request survives the wire, with any access password. */
export function requestsRoundTrip(command: Command, numRuns = 30): void {
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
    { numRuns },
  );
}

/** Any answer survives the wire. */
export function answersRoundTrip(command: Command, numRuns = 30): void {
  fc.assert(
    fc.property(arbitraryOf(command.answer.shape), (answer) => {
      const bytes = encodeAnswer(command, answer);
      expect(decodeAnswer(command, bytes) ?? {}).toEqual(withoutUndefined(answer));
    }),
    { numRuns },
  );
}

/** Absent fields do not come back as undefined. */
function withoutUndefined(value: unknown): unknown {
  return Object.fromEntries(Object.entries(value as object).filter(([, field]) => field !== undefined));
}
