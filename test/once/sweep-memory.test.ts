import type { Setting } from './sweep/case.js';
import type { FaultKind } from './sweep/flaky-line.js';
import { sale } from './sweep/operations.js';
import { everyByte, type Row, sweep } from './sweep/sweep.js';
import { memory } from './sweep/world.js';

const settings: Setting[] = [false, true].flatMap((used) =>
  [false, true].flatMap((forgetful) =>
    (['async', 'sync'] as const).flatMap((answers) =>
      (['serial', 'buffered'] as const).map(
        (exchange): Setting => ({ world: memory, operation: sale, used, forgetful, answers, exchange }),
      ),
    ),
  ),
);

const rows: Row[] = settings.flatMap((setting) => {
  const { used, forgetful, answers, exchange } = setting;
  const handle = `${used ? 'used' : 'fresh'} handle, results ${forgetful ? 'lost' : 'kept'}`;
  return (['cut', 'silent', 'down'] as const satisfies readonly FaultKind[]).map((kind) => ({
    name: `${handle}, ${answers}, ${exchange}: ${kind}`,
    setting,
    faults: everyByte(kind),
    // The line is back at once: so is the answer.
    ...(kind === 'cut' && { limitMs: 1000 }),
    allDone: kind !== 'down',
  }));
});

sweep('Receipt over memory, link v3', rows, 599);
