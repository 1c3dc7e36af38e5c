import { commands, deviceStatus, registers, unit } from '../../protocol/index.js';
import type { AnyRules } from '../../util/options.js';
import { waitWhile } from '../classic/polling.js';
import type { ClassicSession } from '../classic/session.js';
import { longRules } from '../options.js';
import type { CallOptions, LongCallOptions } from '../session/call-options.js';
import type { Exclusive } from '../session/exclusive.js';
import { unlessRefused } from '../session/refusals.js';
import { powerOff, type RebootOptions, reboot } from './reboot.js';

export type UnitName = keyof typeof unit;

export interface UnitVersion {
  /** `major.minor.build`. */
  version: string;
  language: number;
}

/** What a service engineer does. */
export class RegisterService {
  readonly #session: ClassicSession;
  readonly #exclusive: Exclusive;

  constructor(session: ClassicSession, exclusive: Exclusive) {
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
    return this.#exclusive(options, () => powerOff(this.#session, options));
  }

  /** Versions of the register's parts (command 9D); parts that it does not have are left out. */
  versions(options?: CallOptions): Promise<Partial<Record<UnitName, UnitVersion>>> {
    return this.#exclusive(options, async () => {
      const found: Partial<Record<UnitName, UnitVersion>> = {};
      for (const [name, code] of Object.entries(unit) as Array<[UnitName, number]>) {
        const answer = await unlessRefused(
          this.#session.caller.callThrough(commands.getUnitVersion, { unit: code }, options),
          deviceStatus.invalidUnitType,
          deviceStatus.notSupported,
        );
        if (answer) {
          const { major, minor, build, language } = answer;
          found[name] = { version: `${major}.${minor}.${build}`, language };
        }
      }
      return found;
    });
  }

  /** Whether security code `number` (1..30) was entered (command 74). */
  hasSecurityCode(number: number, options?: CallOptions): Promise<boolean> {
    return this.#exclusive(options, async () => {
      const { caller } = this.#session;
      const { state } = await caller.callThrough(commands.getSecurityCodeState, { number }, options);
      return state === 1;
    });
  }

  /**
   * Puts all settings but those of the registration back to the factory's (command 71).
   * DeviceError 9C in an open shift.
   */
  initTables(options?: CallOptions): Promise<void> {
    return this.#reset(async (session) => {
      await session.modes.run(commands.initTables, undefined, options);
      await followAccessPassword(session, options);
    }, options);
  }

  /**
   * Technological reset (command 6B): settings and memory as they leave the factory, the FN excepted. A serial line may fall
   * back to 4800 baud.
   */
  technologicalReset(options?: CallOptions): Promise<void> {
    return this.#reset(async (session) => {
      await session.modes.run(commands.technologicalReset, undefined, options);
      await followAccessPassword(session, options);
    }, options);
  }

  /** General reset (command 77): the counters. DeviceError 9C in an open shift. */
  generalReset(options: LongCallOptions = {}): Promise<void> {
    return this.#reset(
      async (session) => {
        await session.modes.run(commands.generalReset, undefined, options);
        await waitWhile(session, [[3, 6]], options);
      },
      options,
      longRules,
    );
  }

  /** Makes a test FN as new (A4 60); a real one refuses. Everything that it signed is gone. */
  resetTestFn(options?: CallOptions): Promise<void> {
    return this.#reset(async ({ caller }) => caller.callThrough(commands.fnInitDebug, {}, options), options);
  }

  /** What was known of the register may be wrong now. */
  #reset(
    job: (session: ClassicSession) => Promise<unknown>,
    options?: CallOptions,
    rules?: AnyRules,
  ): Promise<void> {
    return this.#exclusive(
      options,
      async () => {
        try {
          await job(this.#session);
        } finally {
          this.#session.modes.forget();
          this.#session.facts.forget();
        }
      },
      rules,
    );
  }
}

/** The factory's access password is none; whether a reset puts it back is up to the firmware. */
async function followAccessPassword({ caller }: ClassicSession, options?: CallOptions): Promise<void> {
  const question = caller.readThrough(registers.dateTime, options);
  const answer = await unlessRefused(question, deviceStatus.invalidPassword);
  if (!answer) caller.accessPassword = 0;
}
