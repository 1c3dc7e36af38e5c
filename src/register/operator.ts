import { type OperatorInput, planOperator } from '../fiscal/index.js';
import type { Command } from '../protocol/index.js';
import type { Caller, ThroughOptions } from './caller.js';

/** Sends the cashier of the next document: E8 with tags 1021 and 1203, in any mode. */
export async function writeOperator(
  caller: Caller,
  operator: OperatorInput,
  options?: ThroughOptions,
): Promise<void> {
  for (const { command, request } of planOperator(operator))
    await caller.callThrough(command as Command, request, options);
}
