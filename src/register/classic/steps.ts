import type { AnswerOf, commands } from '../../protocol/index.js';
import type { ReceiptStep, Settled } from '../dialect.js';
import type { PlannedCall } from './plan.js';

/** A step, and the command that it is. */
export interface ClassicStep extends ReceiptStep {
  readonly call: PlannedCall;
}

/** What is left to pay, after a payment. */
export function settledBy({ kind }: ReceiptStep, answer: unknown): Settled | undefined {
  if (kind !== 'payment') return undefined;
  const { remainder, change } = answer as AnswerOf<typeof commands.payment>;
  return { remainder, change };
}
