import { describe } from 'vitest';
import { hasSocat } from '../support/pty-cable.js';
import type { Setting } from './sweep/case.js';
import { sale } from './sweep/operations.js';
import { everyByte, type Row, sweep } from './sweep/sweep.js';
import { pty } from './sweep/world.js';

const rows: Row[] = [false, true].flatMap((used) => {
  // This link has no results that could be kept.
  const setting: Setting = {
    world: pty,
    operation: sale,
    used,
    forgetful: true,
    answers: 'sync',
    exchange: 'serial',
  };
  return (['cut', 'silent', 'down'] as const).map((kind) => ({
    name: `${used ? 'used' : 'fresh'} handle: ${kind}`,
    setting,
    faults: everyByte(kind),
  }));
});

describe.runIf(hasSocat)('on a pty (needs socat)', () => sweep('Receipt over a pty, link v2', rows, 997));
