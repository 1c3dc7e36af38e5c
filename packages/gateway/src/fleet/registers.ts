import type { CashRegister, ShiftReport } from 'atol-kkt';
import { type CalendarOptions, replacementCalendar, type Visit } from '../planner/index.js';
import type { LaneRow } from '../store/index.js';
import type { Fleet } from './fleet.js';
import type { Lane } from './lane/index.js';
import type { Roster } from './roster.js';
import {
  checkRegister,
  GatewayError,
  type LaneState,
  type RegisterHealth,
  type RegisterOptions,
} from './terms/index.js';

/** A register as a person sees it. */
export interface RegisterView {
  readonly name: string;
  readonly options: RegisterOptions;
  readonly state: LaneState;
  /** Process that drives it; undefined: none. */
  readonly owner: string | undefined;
  /** It is this process. */
  readonly here: boolean;
  /** The last look; undefined before the first. */
  readonly health: RegisterHealth | undefined;
}

/** The registers of the fleet, also those that other processes drive. What is done to them needs the process that does. */
export class Registers {
  readonly #fleet: Fleet;
  readonly #roster: Roster;

  /** Use `gateway.registers`. */
  constructor(fleet: Fleet, roster: Roster) {
    this.#fleet = fleet;
    this.#roster = roster;
  }

  async list(group?: string): Promise<RegisterView[]> {
    return this.#views(await this.#fleet.store.lanes.all(group));
  }

  /** Those in one of these states as the store knows them, where `busy` is `online`; at most `limit`. */
  async inStates(
    states: readonly LaneState[],
    groups: readonly string[] | undefined,
    limit: number,
  ): Promise<RegisterView[]> {
    return this.#views(await this.#fleet.store.lanes.inStates(states, groups, limit));
  }

  #views(rows: readonly LaneRow[]): RegisterView[] {
    return rows.flatMap(({ register, owner, health }) => {
      const options = this.#roster.find(register);
      return options ? [this.#view(options, owner, health as RegisterHealth | undefined)] : [];
    });
  }

  /** @throws GatewayError `REGISTER_UNKNOWN` */
  async get(name: string): Promise<RegisterView> {
    const options = this.#roster.register(name);
    const row = await this.#fleet.store.lanes.get(name);
    return this.#view(options, row?.owner, row?.health as RegisterHealth | undefined);
  }

  #view(
    options: RegisterOptions,
    owner: string | undefined,
    stored: RegisterHealth | undefined,
  ): RegisterView {
    const lane = this.#fleet.lanes.get(options.name);
    const health = lane?.health ?? stored;
    const state = owner === undefined ? 'unheld' : (health?.state ?? 'starting');
    return { name: options.name, options, state, owner, here: lane !== undefined, health };
  }

  /**
   * When which FNs have to be replaced, by what the registers issue now. `batch`: registers that may be away at the same time.
   */
  async replacements(options: CalendarOptions & { readonly group?: string | undefined }): Promise<Visit[]> {
    const { group, ...calendar } = options;
    const views = await this.list(group);
    const known = views.flatMap(({ name, health }) =>
      health?.fn ? [{ name, daysLeft: health.fn.daysLeft }] : [],
    );
    return replacementCalendar(known, calendar);
  }

  /** Adds a register; it is driven at once. @throws ValidationError, GatewayError `IN_USE` for a name that is taken */
  async add(register: RegisterOptions): Promise<void> {
    checkRegister(register);
    this.#roster.group(register.group);
    if (this.#roster.find(register.name)) {
      throw new GatewayError('IN_USE', `Касса с именем ${register.name} уже есть`);
    }
    await this.#save(register);
    await this.#fleet.round();
  }

  /** Changes what is given. @throws ValidationError, GatewayError `REGISTER_UNKNOWN` */
  async update(name: string, change: Partial<Omit<RegisterOptions, 'name'>>): Promise<void> {
    const register = { ...this.#roster.register(name), ...change };
    checkRegister(register);
    this.#roster.group(register.group);
    await this.#save(register);
  }

  async #save(register: RegisterOptions): Promise<void> {
    await this.#roster.save([register], 'hand');
    if (await this.#roster.reload()) this.#fleet.changed();
  }

  /** @throws GatewayError `IN_USE` while a job is on it */
  async remove(name: string): Promise<void> {
    this.#roster.register(name);
    if (!(await this.#fleet.store.settings.removeRegister(name))) {
      throw new GatewayError('IN_USE', `На кассе ${name} есть задание: дождитесь его конца`);
    }
    if (await this.#roster.reload()) this.#fleet.changed();
  }

  /** Takes it out of the queue after the job that it has. */
  drain(name: string): Promise<void> {
    return this.update(name, { drained: true });
  }

  /** Puts it back. */
  resume(name: string): Promise<void> {
    return this.update(name, { drained: false });
  }

  /** Looks at it as soon as it is free. */
  look(name: string): void {
    this.#lane(name).look();
  }

  closeShift(name: string): Promise<ShiftReport> {
    return this.use(name, (kkt) => kkt.closeShift());
  }

  openShift(name: string): Promise<ShiftReport> {
    return this.use(name, (kkt) => kkt.openShift());
  }

  reportX(name: string): Promise<void> {
    return this.use(name, (kkt) => kkt.reportX());
  }

  /**
   * Works with the register between two jobs, by the driver itself: registration, reports, settings.
   *
   * @throws GatewayError `REGISTER_UNKNOWN`, `REGISTER_ELSEWHERE`, `REGISTER_OFFLINE`, and whatever the work throws
   */
  use<T>(name: string, work: (kkt: CashRegister) => Promise<T>): Promise<T> {
    try {
      return this.#lane(name).use(work);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  #lane(name: string): Lane {
    this.#roster.register(name);
    const lane = this.#fleet.lanes.get(name);
    if (!lane) throw new GatewayError('REGISTER_ELSEWHERE', `Кассу ${name} ведёт другой процесс`);
    return lane;
  }
}
