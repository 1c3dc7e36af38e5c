import { operations, sale } from './sweep/operations.js';
import { everyStep, type Row, sweep } from './sweep/sweep.js';
import { memory } from './sweep/world.js';

const rows: Row[] = [sale, ...operations].flatMap((operation) =>
  (['lost', 'kept'] as const).flatMap((left) =>
    [0, 60_000].map((offMs) => ({
      name: `${operation.name}, open receipt ${left}, power back ${offMs === 0 ? 'at once' : 'after a minute'}`,
      setting: {
        world: memory,
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

sweep('Power loss of the register at every step', rows, 17);
