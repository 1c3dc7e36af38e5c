import { createDebug } from 'obug';
import { toHex } from './hex.js';

/** Log of one layer, switched on by DEBUG=atol:* or DEBUG=atol:link. */
export interface LayerLog {
  readonly enabled: boolean;
  (format: string, ...values: unknown[]): void;
}

export function layerLog(
  layer: 'transport' | 'link' | 'command' | 'issue' | 'journal' | 'emulator',
): LayerLog {
  return createDebug(`atol:${layer}`);
}

/** Hex is made only when somebody reads it. */
export function logBytes(log: LayerLog, label: string, bytes: Uint8Array): void {
  if (log.enabled) log('%s %s', label, toHex(bytes));
}
