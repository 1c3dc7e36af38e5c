import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Heap } from '../../src/fleet/queue/heap.js';

test('the greatest comes first, whatever was put in and taken out', () => {
  const step = fc.oneof(
    fc.record({ kind: fc.constant('push' as const), item: fc.nat(20), score: fc.nat(100) }),
    fc.record({ kind: fc.constant('remove' as const), item: fc.nat(20) }),
    fc.record({ kind: fc.constant('pop' as const) }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const heap = new Heap<number>();
      const model = new Map<number, number>();
      for (const one of steps) {
        if (one.kind === 'push') {
          heap.push(one.item, one.score);
          model.set(one.item, one.score);
        } else if (one.kind === 'remove') {
          expect(heap.remove(one.item)).toBe(model.delete(one.item));
        } else {
          const best = Math.max(...model.values());
          const item = heap.pop();
          if (item === undefined) expect(model.size).toBe(0);
          else {
            expect(model.get(item)).toBe(best);
            model.delete(item);
          }
        }
        expect(heap.size).toBe(model.size);
      }
    }),
  );
});
