import type { AtolError, Outcome } from './base.js';

/** What is learned of an error on its way up. */
export interface Restatement {
  message?: string;
  outcome?: Outcome;
  history?: AtolError['history'];
  /** Of a ProtocolError. */
  field?: string;
  /** Of a DeviceError. */
  path?: string;
  /** Of somebody else: who waits, where a timer made the error. */
  stack?: string;
}

/** An error that says more than this one, or the same when there is nothing to add. A thrown error is never changed. */
export function restated<E extends AtolError>(error: E, changes: Restatement): E {
  const known = error as unknown as Record<string, unknown>;
  if (Object.entries(changes).every(([name, value]) => known[name] === value)) return error;
  const { message = error.message } = changes;
  const copy = new Error(message);
  Object.setPrototypeOf(copy, Object.getPrototypeOf(error));
  const { stack: _, ...own } = Object.getOwnPropertyDescriptors(error);
  Object.defineProperties(copy, own);
  const hidden = { enumerable: false, writable: true, configurable: true };
  const stack = error.stack?.replace(error.message, () => message);
  Object.defineProperties(copy, {
    message: { ...hidden, value: message },
    stack: { ...hidden, value: stack },
  });
  return Object.assign(copy, changes) as unknown as E;
}
