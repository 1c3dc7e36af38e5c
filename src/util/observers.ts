import { layerLog } from './debug.js';

const log = layerLog('command');

/**
 * Tells an observer, who stands beside the way and never on it: what he throws, or promises in vain, is his own affair and goes to
 * the log `atol:command`.
 */
export function tell<T>(observer: ((event: T) => unknown) | undefined, event: T): void {
  if (!observer) return;
  try {
    const promised = observer(event);
    if (promised instanceof Promise) promised.catch(failed);
  } catch (error) {
    failed(error);
  }
}

function failed(error: unknown): void {
  log('a listener failed: %s', error instanceof Error ? error.message : String(error));
}
