import type { Setting } from './sweep/case.js';
import type { FaultKind } from './sweep/flaky-line.js';
import { operations, sale } from './sweep/operations.js';
import { everyByte, type Row, sweep } from './sweep/sweep.js';
import { secondProtocol as world } from './sweep/world.js';

const settings: Setting[] = [false, true].flatMap((forgetful) =>
  [sale, ...operations.filter(({ name }) => name !== 'change')].map(
    (operation): Setting => ({
      world,
      operation,
      used: true,
      forgetful,
      answers: 'async',
      exchange: 'serial',
    }),
  ),
);

const rows: Row[] = settings.flatMap((setting) => {
  const results = `results ${setting.forgetful ? 'lost' : 'kept'}`;
  return (['cut', 'silent', 'down'] as const satisfies readonly FaultKind[]).map((kind) => ({
    name: `${setting.operation.name}, ${results}: ${kind}`,
    setting,
    faults: everyByte(kind),
  }));
});

sweep('Second protocol over memory', rows, 647);
