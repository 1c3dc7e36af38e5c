import type { CashRegister } from 'atol-kkt';
import type { Replacement, Step } from '../replacements.js';

/** What the register says of its FN. */
export interface FnNow {
  readonly present: boolean;
  readonly number: string | undefined;
  readonly phase: string | undefined;
  readonly shiftOpen: boolean;
  readonly unsent: number;
}

export async function askFn(kkt: CashRegister): Promise<FnNow> {
  const { fn, shift, ofd } = await kkt.status();
  if (!fn) return { present: false, number: undefined, phase: undefined, shiftOpen: false, unsent: 0 };
  return {
    present: true,
    number: fn.number,
    phase: fn.phase,
    shiftOpen: shift.state !== 'closed',
    unsent: ofd?.unsentCount ?? 0,
  };
}

export function stepOf({ present, number, phase }: FnNow, { fnBefore }: Replacement): Step {
  if (!present) return 'change';
  if (phase === 'fiscal') return number === fnBefore ? 'close' : 'back';
  return phase === 'ready' && number !== fnBefore ? 'register' : 'change';
}
