import { type FnOptions, fnPassport } from '../fn/passport.js';
import { newFnState } from '../fn/state.js';
import type { Device } from './device.js';

/** Whatever needs the FN is refused from now on. */
export function removeFn({ fn }: Device): void {
  fn.present = false;
}

/** A new FN; without options the one that was taken out. */
export function insertFn({ fn, store }: Device, options: FnOptions | undefined): void {
  if (options) {
    const passport = fnPassport({ ...options, number: options.number ?? nextNumber(fn.number) });
    fn.replace({ state: newFnState(passport), archive: store.newArchive() });
  }
  fn.present = true;
}

/** One more, with the same kind of storage in front. */
function nextNumber(number: string): string {
  return String(BigInt(number) + 1n).padStart(number.length, '0');
}
