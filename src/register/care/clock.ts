import { type Problem, ProtocolError, ValidationError } from '../../errors.js';
import { localToMs, msToLocal } from '../../util/local-time.js';
import { readable } from '../../util/options.js';
import { presentable } from '../../util/presentable.js';
import type { CallOptions } from '../session/call-options.js';
import type { Exclusive } from '../session/exclusive.js';
import type { Session } from '../session/session.js';

/** The register's own clock. It has no zone: what it shows is what documents carry. */
export class RegisterClock {
  readonly #session: Pick<Session, 'dialect' | 'facts'>;
  readonly #exclusive: Exclusive;

  /** @internal */
  constructor(session: Pick<Session, 'dialect' | 'facts'>, exclusive: Exclusive) {
    this.#session = session;
    this.#exclusive = exclusive;
  }

  /** `YYYY-MM-DDTHH:mm:ss` (register 11). */
  get(options?: CallOptions): Promise<string> {
    return this.#exclusive(options, () => this.#session.dialect.evidence.dateTime(options));
  }

  /**
   * Sets the clock (command ED; 64 and 4B on firmware that does not know it): a local time `YYYY-MM-DDTHH:mm:ss`, or a Date,
   * which is taken as this computer's local time. A date that the register finds suspicious is sent twice, as it asks for.
   *
   * @throws ValidationError for a time that does not exist, DeviceError 9C in an open shift, 20 before the last document.
   */
  async set(dateTime: string | Date, options?: CallOptions): Promise<void> {
    const local = readable('dateTime', () => localTime(dateTime));
    await this.#exclusive(options, async () => {
      const { dialect, facts } = this.#session;
      const { service } = await dialect.further();
      await service.setClock(local, options);
      facts.forgetCounters();
      facts.forgetClock();
    });
  }
}

function localTime(dateTime: string | Date): string {
  const local = typeof dateTime === 'string' ? dateTime : ofComputer(dateTime);
  const whole = /^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(local) ? `${local}:00` : local;
  if (isTime(whole)) return whole;
  const problem: Problem = {
    path: 'dateTime',
    code: 'DATE_TIME',
    ru: 'местное время ГГГГ-ММ-ДДTчч:мм:сс, годы 2000–2099',
    en: 'a local time YYYY-MM-DDTHH:mm:ss, years 2000..2099',
    value: presentable(dateTime),
  };
  throw new ValidationError([problem], 'Неверное время');
}

function ofComputer(date: Date): string {
  // Not `instanceof`: a Date may come from another realm, as in Jest.
  return typeof date?.getTime !== 'function' || Number.isNaN(date.getTime())
    ? ''
    : msToLocal(date.getTime() - date.getTimezoneOffset() * 60_000);
}

function isTime(local: string): boolean {
  if (!/^20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(local)) return false;
  try {
    return msToLocal(localToMs(local)) === local;
  } catch (error) {
    if (error instanceof ProtocolError) return false;
    throw error;
  }
}
