import type { LaneTotals, QueueState, Store } from '../store/index.js';
import type { Roster } from './roster.js';
import { checkGroup, GatewayError, type Group, type GroupOptions } from './terms/index.js';

/** A group at this moment. */
export interface GroupView extends QueueState {
  readonly title: string;
  /** Registers by state; `online` also when they are busy. */
  readonly registers: Readonly<Record<string, number>>;
}

export class Groups {
  readonly #store: Store;
  readonly #roster: Roster;

  /** Use `gateway.groups`. */
  constructor(store: Store, roster: Roster) {
    this.#store = store;
    this.#roster = roster;
  }

  list(): Group[] {
    return this.#roster.groups;
  }

  /** @throws GatewayError `GROUP_UNKNOWN` */
  get(name: string): Group {
    return this.#roster.group(name);
  }

  /** Adds or replaces. @throws ValidationError */
  async save(group: GroupOptions): Promise<void> {
    checkGroup(group);
    await this.#roster.saveGroup(group);
    await this.#roster.reload();
  }

  /** @throws GatewayError `IN_USE` while it has registers or jobs */
  async remove(name: string): Promise<void> {
    this.#roster.group(name);
    if (!(await this.#store.settings.removeGroup(name))) {
      throw new GatewayError('IN_USE', `У группы ${name} есть кассы или чеки`);
    }
    await this.#roster.reload();
  }

  /** What waits, and how the registers are. */
  async overview(names: readonly string[] = this.list().map(({ name }) => name)): Promise<GroupView[]> {
    const totals = await this.#store.lanes.totals();
    return Promise.all(names.map((name) => this.#view(this.#roster.group(name), totals)));
  }

  async #view({ name, title }: Group, totals: readonly LaneTotals[]): Promise<GroupView> {
    const own = totals
      .filter(({ group }) => group === name)
      .map(({ state, count }) => [state, count] as const);
    return { ...(await this.#store.jobs.queue(name)), title, registers: Object.fromEntries(own) };
  }
}
