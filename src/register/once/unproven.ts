import { AtolError } from '../../errors.js';
import type { ReceiptIntent } from './intent.js';
import { bothSides, type Suspect } from './sides.js';

/** The answers of the register prove nothing: a person compares both sides. */
export class UnprovenError extends AtolError {
  readonly sides: ReturnType<typeof bothSides>;

  constructor(code: string, message: string, intent: ReceiptIntent, suspects: readonly Suspect[]) {
    super(code, message, { outcome: 'unknown' });
    this.sides = bothSides(intent.receipt, suspects);
  }
}
