import { AtolError, DeviceError, OutcomeUnknownError, ValidationError } from '../errors.js';
import type { OperatorInput, ShiftReport } from '../fiscal/index.js';
import { type Clock, realClock } from '../util/clock.js';
import { localToMs } from '../util/local-time.js';
import { tell } from '../util/observers.js';
import {
  callback,
  checkArgument,
  checkOptions,
  milliseconds,
  type OptionRules,
  oneOf,
  signal,
  withMethods,
} from '../util/options.js';
import { presentable } from '../util/presentable.js';
import type { CashRegister } from './register.js';

export interface DailyCloseOptions {
  /** Ends it, as `stop()` does. */
  signal?: AbortSignal | undefined;
  /** Cashier of the report (tags 1021, 1203). */
  operator?: OperatorInput | undefined;
  /** Pause after a failure, ms; it is tried again until the next day. Default 60 000. */
  retryMs?: number | undefined;
  /** A receipt that was left open keeps the shift from being closed: it is waited for (`keep`, default) or cancelled. */
  openReceipt?: 'keep' | 'cancel' | undefined;
  /** The shift is closed. */
  onClosed?: ((report: ShiftReport) => void) | undefined;
  /** An attempt failed; the next one follows. Default: nothing is told. */
  onError?: ((error: unknown) => void) | undefined;
  /** By which the waits are counted. Default: the computer's. */
  clock?: Clock | undefined;
}

export interface DailyClose extends AsyncDisposable {
  /** Ends it; what is being closed is closed first. Idempotent. */
  stop(): Promise<void>;
}

type Till = Pick<CashRegister, 'status' | 'closeShift' | 'cancelReceipt' | 'finishInterruptedZ'> & {
  readonly clock: Pick<CashRegister['clock'], 'get'>;
};

const rules: OptionRules<DailyCloseOptions> = {
  signal,
  operator: () => undefined,
  retryMs: milliseconds(1),
  openReceipt: oneOf('keep', 'cancel'),
  onClosed: callback,
  onError: callback,
  clock: withMethods('now', 'sleep'),
};

const WRONG = 'Неверные параметры closeShiftDaily()';
const RETRY_MS = 60_000;
const DAY_MS = 24 * 60 * 60 * 1000;
/** Clocks run apart, and computers sleep: no wait is longer. */
const LONGEST_WAIT_MS = 60 * 60 * 1000;

/**
 * Closes the shift every day at an hour of the register's own clock, when one is open; a Z report that broke off is ended first. The
 * first day is the one whose hour is still to come. It keeps no process alive.
 *
 * @param hour `HH:mm`, such as `23:30`.
 * @throws ValidationError for an hour that is none, or a wrong option.
 */
export function closeShiftDaily(till: Till, hour: string, options: DailyCloseOptions = {}): DailyClose {
  checkArgument(
    till,
    'till',
    withMethods('status', 'closeShift', 'cancelReceipt', 'finishInterruptedZ'),
    WRONG,
  );
  if (typeof hour !== 'string' || !/^([01]\d|2[0-3]):[0-5]\d$/.test(hour)) throw wrongHour(hour);
  checkOptions(options, rules, WRONG);
  const over = new AbortController();
  const signals = options.signal ? AbortSignal.any([options.signal, over.signal]) : over.signal;
  const running = new DailyClosing(till, hour, options, signals).keepClosing();
  const stop = () => {
    over.abort('stopped');
    return running;
  };
  return { stop, [Symbol.asyncDispose]: stop };
}

class DailyClosing {
  readonly #till: Till;
  readonly #hour: string;
  readonly #options: DailyCloseOptions;
  readonly #signal: AbortSignal;
  readonly #clock: Clock;
  /** Nobody knows yet whether this attempt closed the shift. */
  #unknown: OutcomeUnknownError<ShiftReport> | undefined;

  constructor(till: Till, hour: string, options: DailyCloseOptions, over: AbortSignal) {
    this.#till = till;
    this.#hour = hour;
    this.#options = options;
    this.#signal = over;
    this.#clock = options.clock ?? realClock;
  }

  async keepClosing(): Promise<void> {
    let due: number | undefined;
    while (!this.#signal.aborted) {
      let wait: number;
      try {
        const now = localToMs(await this.#till.clock.get({ signal: this.#signal }));
        due ??= this.#after(now);
        if (now >= due) {
          await this.#close();
          due = this.#after(now);
        }
        wait = Math.min(due - now, LONGEST_WAIT_MS);
      } catch (error) {
        if (this.#signal.aborted) return;
        tell(this.#options.onError, error);
        wait = this.#options.retryMs ?? RETRY_MS;
      }
      await this.#clock.sleep(wait, this.#signal, 'background').catch(() => undefined);
    }
  }

  /** The next time that it is this hour by the register's clock. */
  #after(now: number): number {
    const [hours = 0, minutes = 0] = this.#hour.split(':').map(Number);
    const today = Math.floor(now / DAY_MS) * DAY_MS + (hours * 60 + minutes) * 60_000;
    return today > now ? today : today + DAY_MS;
  }

  /** Returns when no shift is open any more. What was begun is not stopped by the signal. */
  async #close(): Promise<void> {
    const { operator, openReceipt, onClosed } = this.#options;
    if (this.#unknown) {
      const closed = await this.#resolved(this.#unknown);
      if (closed) return tell(onClosed, closed);
    }
    const { shift, receipt } = await this.#till.status();
    if (shift.state === 'closed') return;
    if (receipt.open && openReceipt === 'cancel') await this.#till.cancelReceipt();
    try {
      const report = await this.#till.closeShift({ operator });
      tell(onClosed, report);
    } catch (error) {
      if (error instanceof OutcomeUnknownError) this.#unknown = error;
      if (!(error instanceof DeviceError && error.statusName === 'zReportInterrupted')) throw error;
      const report = await this.#till.finishInterruptedZ();
      tell(onClosed, report);
    }
  }

  async #resolved(unknown: OutcomeUnknownError<ShiftReport>): Promise<ShiftReport | undefined> {
    try {
      const report = await unknown.resolve({ signal: this.#signal });
      this.#unknown = undefined;
      return report;
    } catch (error) {
      if (!(error instanceof AtolError) || error.outcome !== 'refused') throw error;
      this.#unknown = undefined;
      return undefined;
    }
  }
}

function wrongHour(value: unknown): ValidationError {
  const rule = { ru: 'нужно время вида 23:30', en: 'a time such as 23:30 is needed' };
  return new ValidationError([{ path: 'hour', code: 'HOUR', ...rule, value: presentable(value) }]);
}
