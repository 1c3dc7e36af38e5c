import { AtolError } from '../errors.js';
import { othersRan } from '../util/clock.js';
import {
  callback,
  checkArgument,
  checkOptions,
  milliseconds,
  type OptionRules,
  withMethods,
} from '../util/options.js';

export interface AdvanceOptions {
  /** The time moves by this much at once, ms. Default 50. */
  stepMs?: number | undefined;
  /** So much time passes at most, ms. Default one hour. */
  limitMs?: number | undefined;
}

const rules: OptionRules<AdvanceOptions> = { stepMs: milliseconds(1), limitMs: milliseconds() };

/** Turns of the event loop for sockets, whose data needs real time. */
const TURNS = 4;

/**
 * Lets time pass until a promise settles, for tests with a clock of their own: fake timers of vitest or Jest, which the emulator and
 * the driver follow when no clock is given, or a `VirtualClock`.
 *
 * @param advance moves the time by so many milliseconds
 * @throws AtolError `NOT_SETTLED` when the promise is still open after `limitMs`; what it rejects with
 * @example
 * vi.useFakeTimers();
 * await advanceUntil(kkt.issue(sale), vi.advanceTimersByTimeAsync);
 */
export async function advanceUntil<T>(
  promise: Promise<T>,
  advance: (ms: number) => Promise<unknown>,
  options: AdvanceOptions = {},
): Promise<T> {
  checkArgument(promise, 'promise', withMethods('then'));
  checkArgument(advance, 'advance', callback);
  checkOptions(options, rules);
  const { stepMs = 50, limitMs = 3_600_000 } = options;
  let settled = false;
  const settle = (): void => {
    settled = true;
  };
  promise.then(settle, settle);
  for (let passed = 0; ; passed += stepMs) {
    for (let turn = 0; turn < TURNS && !settled; turn++) await othersRan();
    if (settled) return promise;
    if (passed >= limitMs)
      throw new AtolError('NOT_SETTLED', `Обещание не выполнено за ${passed} мс времени теста`);
    await advance(stepMs);
  }
}
