import type { Setting } from './sweep/case.js';
import { sale } from './sweep/operations.js';
import { everyByte, type Row, sweep } from './sweep/sweep.js';
import { tcp } from './sweep/world.js';

const rows: Row[] = [false, true].flatMap((used) =>
  [false, true].flatMap((forgetful) => {
    const setting: Setting = {
      world: tcp,
      operation: sale,
      used,
      forgetful,
      answers: 'async',
      exchange: 'serial',
    };
    return (['cut', 'silent', 'down'] as const).map((kind) => ({
      name: `${used ? 'used' : 'fresh'} handle, results ${forgetful ? 'lost' : 'kept'}: ${kind}`,
      setting,
      faults: everyByte(kind),
    }));
  }),
);

sweep('Receipt over TCP, link v3', rows, 997);
