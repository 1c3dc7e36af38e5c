import { AtolError } from '../../errors.js';
import type { ReceiptIntent } from './intent.js';
import { bothSides, type Suspect } from './sides.js';

/** The answers of the register prove nothing: a person compares both sides. */
export class UnprovenError extends AtolError {
  readonly sides: ReturnType<typeof bothSides>;

  constructor(code: string, message: string, sought: ReceiptIntent, suspects: readonly Suspect[]) {
    super(code, message, { outcome: 'unknown' });
    this.sides = bothSides(sought.receipt, suspects);
  }
}
