import type { DeviceError } from '../../errors.js';

const refusals = new WeakMap<Uint8Array, DeviceError>();

/** The answer of a refused operation, with the error as the register gave it: its own code and texts. */
export function withRefusal(answer: Uint8Array, error: DeviceError): Uint8Array {
  refusals.set(answer, error);
  return answer;
}

export function refusalOf(answer: Uint8Array): DeviceError | undefined {
  return refusals.get(answer);
}
