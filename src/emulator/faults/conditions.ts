import { localToMs, msToLocal } from '../../util/local-time.js';
import { insertFn, removeFn } from '../device/fn-socket.js';
import { markInterruptedZ } from '../device/interrupted-z.js';
import type { Entry } from './entry.js';
import type { ClockFault, FnFault, PaperFault, PowerFault } from './fault.js';
import type { FaultTarget } from './target.js';

/** Begins a state of the register that a fault makes. Returns what ends it; undefined when there is nothing to end. */
export function begin({ fault }: Entry, target: FaultTarget): (() => void) | undefined {
  const { device } = target;
  if ('paper' in fault) return spoil(fault, target);
  if ('fn' in fault) return spoilFn(fault, target);
  if ('ofd' in fault) {
    device.ofd.reachable = false;
    return () => {
      device.ofd.reachable = true;
      device.ofd.call();
    };
  }
  if ('clock' in fault) jump(fault, target);
  if ('zReport' in fault) markInterruptedZ(device, fault.signed ?? false);
  return undefined;
}

function spoil({ paper: trouble, afterLines = 0 }: PaperFault, { device }: FaultTarget): () => void {
  const { paper } = device.printer;
  if (trouble === 'out') {
    paper.out({ after: afterLines });
    return () => paper.load();
  }
  if (trouble === 'nearEnd') {
    paper.nearEnd = true;
    return () => {
      paper.nearEnd = false;
    };
  }
  paper.trouble = trouble;
  return () => {
    if (paper.trouble === trouble) paper.trouble = undefined;
  };
}

function spoilFn(fault: FnFault, target: FaultTarget): () => void {
  if (fault.fn === 'unplugged') return unplug(target);
  return fault.fn === 'slow' ? slow(fault, target) : fill(fault, target);
}

const SLOW_MS = 10_000;

function slow({ ms = SLOW_MS }: FnFault, { device }: FaultTarget): () => void {
  device.slowness = ms;
  return () => {
    device.slowness = undefined;
  };
}

function unplug({ device }: FaultTarget): () => void {
  removeFn(device);
  return () => {
    // Somebody may have put another one in.
    if (!device.fn.present) insertFn(device, undefined);
    device.ofd.call();
  };
}

function fill({ documentsLeft = 1 }: FnFault, { device: { fn } }: FaultTarget): () => void {
  const capacity = fn.state.last.number + documentsLeft;
  fn.defectiveCapacity = Math.min(fn.defectiveCapacity, capacity);
  return () => {
    fn.defectiveCapacity = Number.POSITIVE_INFINITY;
  };
}

function jump({ clock }: ClockFault, { device }: FaultTarget): void {
  device.setClock(typeof clock === 'string' ? clock : msToLocal(localToMs(device.now) + clock));
}

/** Power is gone and, unless it stays away, comes back. Rejects nothing. */
export async function losePower(
  { memory = 'lost', offMs = 0 }: PowerFault,
  target: FaultTarget,
): Promise<void> {
  await target.power.off({ memory });
  if (offMs === 'never') return;
  const back = async (): Promise<void> => {
    if (offMs > 0) await target.clock.sleep(offMs);
    await target.power.on();
  };
  // Nobody who waits for the command can wait for the power.
  back().catch((error: unknown) => target.onError(error));
}
