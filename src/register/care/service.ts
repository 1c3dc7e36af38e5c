import type { AnyRules } from '../../util/options.js';
import { longRules } from '../options.js';
import type { CallOptions, LongCallOptions } from '../session/call-options.js';
import type { Exclusive } from '../session/exclusive.js';
import type { Session } from '../session/session.js';
import type { UnitName } from '../vocabulary.js';
import type { ServiceDialect, UnitVersion } from './dialect.js';
import { type RebootOptions, reboot } from './reboot.js';

type Ground = Pick<Session, 'dialect' | 'facts'>;

/** What a service engineer does. */
export class RegisterService {
  readonly #session: Ground;
  readonly #exclusive: Exclusive;

  /** @internal */
  constructor(session: Ground, exclusive: Exclusive) {
    this.#session = session;
    this.#exclusive = exclusive;
  }

  /**
   * Restarts the register and waits until it answers again. An AbortSignal ends the wait only.
   *
   * @throws TimeoutError `NO_ANSWER` when it is not back in two minutes.
   */
  reboot(options: RebootOptions = {}): Promise<void> {
    return this.#exclusive(options, () => reboot(this.#session, options), longRules);
  }

  /** Switches the register off; nobody answers afterwards. */
  powerOff(options?: CallOptions): Promise<void> {
    return this.#reset((service) => service.powerOff(options), options);
  }

  /** Versions of the register's parts (command 9D); parts that it does not have are left out. */
  versions(options?: CallOptions): Promise<Partial<Record<UnitName, UnitVersion>>> {
    return this.#exclusive(options, async () => (await this.#service()).versions(options));
  }

  /** Whether security code `number` (1..30) was entered (command 74). */
  hasSecurityCode(number: number, options?: CallOptions): Promise<boolean> {
    return this.#exclusive(options, async () => (await this.#service()).hasSecurityCode(number, options));
  }

  /**
   * Puts all settings but those of the registration back to the factory's (command 71).
   * DeviceError 9C in an open shift.
   */
  initTables(options?: CallOptions): Promise<void> {
    return this.#reset((service) => service.initTables(options), options);
  }

  /**
   * Technological reset (command 6B): settings and memory as they leave the factory, the FN excepted. A serial line may fall
   * back to 4800 baud.
   */
  technologicalReset(options?: CallOptions): Promise<void> {
    return this.#reset((service) => service.technologicalReset(options), options);
  }

  /** General reset (command 77): the counters. DeviceError 9C in an open shift. */
  generalReset(options: LongCallOptions = {}): Promise<void> {
    return this.#reset((service) => service.generalReset(options), options, longRules);
  }

  /** Makes a test FN as new (A4 60); a real one refuses. Everything that it signed is gone. */
  resetTestFn(options?: CallOptions): Promise<void> {
    return this.#reset((service) => service.resetTestFn(options), options);
  }

  /** What was known of the register may be wrong now. */
  #reset(
    job: (service: ServiceDialect) => Promise<void>,
    options?: CallOptions,
    rules?: AnyRules,
  ): Promise<void> {
    return this.#exclusive(
      options,
      async () => {
        const service = await this.#service();
        try {
          await job(service);
        } finally {
          this.#session.dialect.disturbed();
          this.#session.facts.forget();
        }
      },
      rules,
    );
  }
  async #service(): Promise<ServiceDialect> {
    return (await this.#session.dialect.further()).service;
  }
}
