import type { Setting } from './sweep/case.js';
import type { FaultKind } from './sweep/flaky-line.js';
import { operations } from './sweep/operations.js';
import { everyByte, type Row, sweep } from './sweep/sweep.js';
import { memory } from './sweep/world.js';

const rows: Row[] = operations.flatMap((operation) =>
  [true, false].flatMap((forgetful) => {
    const setting: Setting = {
      world: memory,
      operation,
      used: forgetful,
      forgetful,
      answers: forgetful ? 'async' : 'sync',
      exchange: 'serial',
    };
    return (['cut', 'silent', 'down'] as const satisfies readonly FaultKind[]).map((kind) => ({
      name: `${operation.name}, results ${forgetful ? 'lost' : 'kept'}: ${kind}`,
      setting,
      faults: everyByte(kind),
    }));
  }),
);

sweep('Shifts, corrections, cash and reports over memory, link v3', rows, 397);
