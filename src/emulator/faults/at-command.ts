import { AbortedError } from '../../errors.js';
import { deviceError } from '../../protocol/device-errors.js';
import { deviceStatus } from '../../protocol/device-status.js';
import { p5Error } from '../../protocol/p5/errors.js';
import { breakOffZ, markInterruptedZ } from '../device/interrupted-z.js';
import { codeOf } from './check-fault.js';
import { losePower } from './conditions.js';
import type { ErrorFault, Fault, FaultCommand, PowerFault } from './fault.js';
import type { FaultTarget } from './target.js';

/** Executes the command, or what stands behind this fault. */
export type Next = () => Promise<unknown>;

/** Puts one fault around a command. */
export function wrap(fault: Fault, name: FaultCommand, next: Next, target: FaultTarget): Next {
  if ('error' in fault) return () => refuse(fault, next, target);
  if ('printed' in fault) {
    return async () => {
      const value = await next();
      leaveUnprinted(target);
      return value;
    };
  }
  if ('power' in fault) return () => lose(fault, next, target);
  if ('zReport' in fault && name === 'closeShift')
    return () => breakOffZ(target.device, fault.signed ?? false);
  return next;
}

async function refuse(fault: ErrorFault, next: Next, target: FaultTarget): Promise<unknown> {
  const extended = fault.extended === undefined ? undefined : codeOf(fault.extended);
  if (fault.executed) await next();
  if (fault.printed === false) leaveUnprinted(target);
  const status = codeOf(fault.error) ?? 0;
  // A register that says 1A goes on saying it until 5A.
  if (status === deviceStatus.zReportInterrupted && !fault.executed) markInterruptedZ(target.device, false);
  throw fault.deviceCode === undefined ? deviceError(status, extended) : p5Error(fault.deviceCode);
}

/** A report goes on after its answer and prints last of all. */
function leaveUnprinted({ device, onError }: FaultTarget): void {
  device.state.printed = false;
  device.idle
    .then(() => {
      device.state.printed = false;
    })
    .catch(onError);
}

async function lose(fault: PowerFault, next: Next, target: FaultTarget): Promise<never> {
  const { when = 'before' } = fault;
  const { device } = target;
  let lost: Promise<void> | undefined;
  const fail = async (): Promise<never> => {
    lost ??= losePower(fault, target);
    await lost;
    throw new AbortedError('power loss');
  };
  if (when === 'before') return fail();
  if (when === 'during') device.beforeStoring = fail;
  try {
    await next();
    // Operations (9A, 5A) sign after their answer, which a register without power does not give.
    await device.idle;
  } finally {
    device.beforeStoring = undefined;
  }
  return fail();
}
