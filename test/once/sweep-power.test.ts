import { type Operation, operations, sale } from './sweep/operations.js';
import { everyStep, type Row, sweep } from './sweep/sweep.js';
import { memory, secondProtocol, type World } from './sweep/world.js';

function rowsOf(world: World, some: readonly Operation[]): Row[] {
  return some.flatMap((operation) =>
    (['lost', 'kept'] as const).flatMap((left) =>
      [0, 60_000].map((offMs) => ({
        name: `${operation.name}, open receipt ${left}, power back ${offMs === 0 ? 'at once' : 'after a minute'}`,
        setting: {
          world,
          operation,
          used: offMs === 0,
          forgetful: true,
          answers: 'async',
          exchange: left === 'lost' ? 'serial' : 'buffered',
        } as const,
        faults: everyStep(left, offMs),
      })),
    ),
  );
}

sweep('Power loss of the register at every step', rowsOf(memory, [sale, ...operations]), 53);

// Rounding and change are the same commands there.
const some = operations.filter(({ name }) => name !== 'change');
sweep(
  'Power loss of a register of the second protocol at every step',
  rowsOf(secondProtocol, [sale, ...some]),
  97,
);
