import { FiscalFault, fault, faultOf, unknown } from '../../contract/fault.js';
import type { Fault, Operation, Outcome, Result } from '../../contract/types.js';

/** The bridge's own faults told as what they mean here: no answer is the plug-in's fault, a closed pipe its fall. */
export function named(error: unknown, operation: string, timeoutMs: number): unknown {
  const reason = faultOf(error);
  if (reason.whose !== 'bridge') return error;
  if (reason.code === 'timeout') {
    return new FiscalFault(fault('plugin', 'hung', `no answer to ${operation} within ${timeoutMs} ms`));
  }
  if (reason.code === 'closed') {
    const memory = /SIGABRT|code 134|memory/i.test(reason.message);
    return new FiscalFault(
      fault('plugin', memory ? 'out-of-memory' : 'crashed', `ended during ${operation}: ${reason.message}`),
    );
  }
  return error;
}

/** Whether the process is of no more use: it answers nothing. */
export function isStuck({ code }: Fault): boolean {
  return code === 'hung' || code === 'loops';
}

/** Whether the plug-in ended before it told what became of a key. */
export function hasFallen(outcome: Outcome): boolean {
  return outcome.outcome === 'unknown' && outcome.fault.code === 'crashed';
}

/** The result of an operation without a key that failed; nobody but the plug-in itself refuses a `resolve`. */
export function failed<O extends Operation>(operation: O, reason: Fault): Result<O> {
  const result =
    operation === 'health'
      ? { state: 'down', problems: [reason] }
      : operation === 'resolve'
        ? { outcome: 'unknown', fault: reason }
        : { outcome: 'refused', fault: reason };
  return result as Result<O>;
}

/** For who asks after a key whose operation has not ended yet. */
export function stillRuns(key: string): Outcome {
  return unknown('till', 'still-runs', `the operation of key ${key} has not ended yet`);
}
