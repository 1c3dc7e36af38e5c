import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { diff, type Json, patch } from '../../../src/emulator/store/patch.js';

const leaf = fc.oneof(fc.integer(), fc.string({ maxLength: 3 }), fc.boolean());
const { tree } = fc.letrec<{ tree: Json }>((tie) => ({
  tree: fc.oneof(
    leaf,
    fc.array(tie('tree'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('a', 'b', 'c', '0', '1'), tie('tree'), {
      maxKeys: 4,
      noNullPrototype: true,
    }),
  ),
}));

describe('the difference of two trees', () => {
  test('turns the one into the other, also after JSON', () => {
    fc.assert(
      fc.property(tree, tree, (before, after) => {
        const copy = structuredClone(before);
        const change = diff(before, after);
        const result =
          change === undefined ? before : patch(before, JSON.parse(JSON.stringify(change)) as Json);
        expect(result).toEqual(after);
        expect(before).toEqual(copy);
      }),
      { numRuns: 2000 },
    );
  });

  test('is nothing for equal trees', () => {
    fc.assert(
      fc.property(tree, (value) => {
        expect(diff(value, structuredClone(value))).toBeUndefined();
      }),
    );
    expect(diff({ a: null }, {})).toBeUndefined();
  });

  test('is small', () => {
    const before = { shift: { sums: [0, 1, 2], open: true }, cash: 1, gone: [1] };
    const after = { shift: { sums: [0, 5, 2], open: true }, cash: 2, come: { x: 1 } };
    expect(diff(before, after)).toEqual({ shift: { sums: { 1: 5 } }, cash: 2, come: [{ x: 1 }], gone: null });
  });
});
