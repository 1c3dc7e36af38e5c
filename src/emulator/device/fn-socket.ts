import { type FnOptions, fnPassport } from '../fn/passport.js';
import { newFnState } from '../fn/state.js';
import { anotherFnNumber } from '../identity.js';
import type { Device } from './device.js';

/** Whatever needs the FN is refused from now on. */
export function removeFn({ fn }: Device): void {
  fn.present = false;
}

/** A new FN; without options the one that was taken out. */
export function insertFn({ fn, store }: Device, options: FnOptions | undefined): void {
  if (options) {
    const passport = fnPassport({ ...options, number: options.number ?? anotherFnNumber(fn.number) });
    fn.replace({ state: newFnState(passport), archive: store.newArchive() });
  }
  fn.present = true;
}
