import type { AnswerOf, commands } from '../../protocol/index.js';
import type { ReceiptStep, Settled } from '../dialect.js';
import type { PlannedCall } from './plan.js';

/** A step, and the command that it is. */
export interface ClassicStep extends ReceiptStep {
  readonly call: PlannedCall;
}

/** What is left to pay, by the answer to a step: that of a payment says so. */
export function settledBy({ kind }: ReceiptStep): (answer: unknown) => Settled | undefined {
  return kind === 'payment' ? settledByPayment : settledByNothing;
}

function settledByPayment(answer: unknown): Settled {
  const { remainder, change } = answer as AnswerOf<typeof commands.payment>;
  return { remainder, change };
}

function settledByNothing(): undefined {
  return undefined;
}
