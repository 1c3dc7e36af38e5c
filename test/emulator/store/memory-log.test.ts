import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MemoryLog } from '../../../src/emulator/store/memory-log.js';
import { recordKind } from '../../../src/emulator/store/record-log.js';

describe('the log in memory', () => {
  test('gives back what was put in, across the borders of its blocks', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 100_000 }), { minLength: 1, maxLength: 30 }),
        (sizes) => {
          const log = new MemoryLog();
          const records = sizes.map((size) => {
            const bytes = new Uint8Array(randomBytes(size));
            return { bytes, place: log.append(recordKind.document, bytes) };
          });
          for (const { bytes, place } of [...records, ...records.toReversed()])
            expect(Buffer.compare(log.read(place), bytes)).toBe(0);
        },
      ),
      { numRuns: 30 },
    );
  });

  test('what was read does not change with what is written later', () => {
    const log = new MemoryLog();
    const place = log.append(recordKind.document, Uint8Array.of(1, 2, 3));
    const read = log.read(place);
    log.restart();
    log.append(recordKind.document, Uint8Array.of(9, 9, 9));
    expect(read).toEqual(Uint8Array.of(1, 2, 3));
  });
});
