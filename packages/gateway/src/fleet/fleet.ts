import type { Clock } from 'atol-kkt';
import type { Logger } from 'pino';
import type { LaneKey, Store } from '../store/index.js';
import { Keeper } from './keeper.js';
import { isLaneLost, Lane, type Surroundings } from './lane/index.js';
import { Dispatcher } from './queue/index.js';
import type { Roster } from './roster.js';
import { type GatewayEvents, type Location, placeOf, type RegisterHealth } from './terms/index.js';

/** So many lanes are asked for one by one. */
const FEW = 20;

export interface FleetOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly events: GatewayEvents;
  readonly log: Logger;
  readonly roster: Roster;
  readonly leaseMs: number;
  readonly careMs: number;
}

/** The lanes that this process holds, and the dispatchers that feed them. */
export class Fleet implements Surroundings {
  readonly store: Store;
  readonly clock: Clock;
  readonly events: GatewayEvents;
  readonly log: Logger;
  readonly careMs: number;
  readonly keeper: Keeper;
  readonly lanes = new Map<string, Lane>();
  readonly #roster: Roster;
  readonly #dispatchers = new Map<string, Dispatcher>();
  #troubled = false;
  #ending = false;
  #rounding: Promise<void> | undefined;

  constructor({ roster, leaseMs, ...options }: FleetOptions) {
    this.store = options.store;
    this.clock = options.clock;
    this.events = options.events;
    this.log = options.log;
    this.careMs = options.careMs;
    this.#roster = roster;
    this.keeper = new Keeper({ store: this.store, clock: this.clock, leaseMs });
  }

  group(name: string): ReturnType<Roster['group']> {
    return this.#roster.group(name);
  }

  dispatcher(group: string): Dispatcher {
    let dispatcher = this.#dispatchers.get(group);
    if (!dispatcher) {
      dispatcher = new Dispatcher(group, this.store.jobs, () => this.clock.now());
      this.#dispatchers.set(group, dispatcher);
    }
    return dispatcher;
  }

  dispatchers(): IterableIterator<[string, Dispatcher]> {
    return this.#dispatchers.entries();
  }

  /** A sign of life, and as many lanes as are ours. One at a time. */
  round(): Promise<void> {
    this.#rounding ??= this.#round().finally(() => {
      this.#rounding = undefined;
    });
    return this.#rounding;
  }

  async #round(): Promise<void> {
    const late = await this.keeper.beat();
    if (late && this.lanes.size > 0) await this.#endLost();
    if (this.keeper.held > this.lanes.size) await this.#dropStray();
    const registers = this.#roster.addressable();
    const share = this.keeper.share(this.#roster.size);
    const surplus = this.lanes.size - share;
    if (surplus > 0) this.#giveUp(surplus);
    else if (surplus < 0 && !this.#ending) await this.#take(-surplus, registers);
  }

  async #take(limit: number, registers: readonly string[] | undefined): Promise<void> {
    const keys = await this.keeper.take(limit, registers);
    if (keys.length === 0) return;
    const rows = keys.length > FEW ? await this.store.lanes.all() : [];
    const known = new Map(rows.map(({ register, health }) => [register, health]));
    for (const key of keys) {
      const health = known.has(key.register)
        ? known.get(key.register)
        : (await this.store.lanes.get(key.register))?.health;
      await this.#start(key, health as RegisterHealth | undefined);
    }
  }

  async #start(key: LaneKey, before: RegisterHealth | undefined): Promise<void> {
    const register = this.#roster.find(key.register);
    if (!register || this.#ending) {
      await this.store.lanes.drop(key);
      return;
    }
    const lane = new Lane(this, key, register, before);
    this.lanes.set(key.register, lane);
    this.events.emit('lane.taken', { ...this.#place(key, register.group), fence: key.fence });
    void lane.done.then(() => this.#ended(lane));
  }

  async #ended(lane: Lane): Promise<void> {
    const { key } = lane;
    if (this.lanes.get(key.register) === lane) this.lanes.delete(key.register);
    if (lane.lost) {
      this.events.emit('lane.lost', { ...this.#place(key, lane.register.group), fence: key.fence });
      return;
    }
    if (!this.#ending) await this.store.lanes.drop(key).catch((error) => this.storeTrouble(error));
  }

  #place({ register }: LaneKey, group: string) {
    return { at: this.clock.now(), register, group };
  }

  /** We were away for longer than our lease. */
  async #endLost(): Promise<void> {
    const held = new Map(
      (await this.store.lanes.held(this.keeper.id)).map((key) => [key.register, key.fence]),
    );
    for (const lane of this.lanes.values()) {
      if (held.get(lane.key.register) !== lane.key.fence) lane.end(true);
    }
  }

  /**
   * Ours in the store, and nobody here drives them: the answer that we have them, or the word that we do not want them, was lost
   * with the connection. Nobody else would take them while we live.
   */
  async #dropStray(): Promise<void> {
    for (const key of await this.store.lanes.held(this.keeper.id)) {
      if (this.lanes.get(key.register)?.key.fence !== key.fence) await this.store.lanes.drop(key);
    }
  }

  /** Another process has come: free lanes first. */
  #giveUp(count: number): void {
    const free = (lane: Lane): number => (lane.health.state === 'busy' ? 1 : 0);
    const lanes = [...this.lanes.values()].sort((a, b) => free(a) - free(b));
    for (const lane of lanes.slice(0, count)) lane.end();
  }

  /** Registers have come, gone or changed. */
  changed(): void {
    for (const lane of this.lanes.values()) {
      const register = this.#roster.find(lane.key.register);
      if (!register || register.group !== lane.register.group) lane.end();
      else if (register !== lane.register) lane.update(register);
    }
  }

  troubleNear(location: Location | undefined): number {
    const place = placeOf(location);
    if (place === undefined) return 0;
    let count = 0;
    for (const { health, register } of this.lanes.values()) {
      if (health.state === 'offline' && placeOf(register.location) === place) count++;
    }
    return count;
  }

  storeTrouble(error: unknown): void {
    if (isLaneLost(error) || this.#troubled || this.#ending) return;
    this.#troubled = true;
    const why = error instanceof Error ? error.message : String(error);
    this.log.error({ error: why }, 'store in trouble');
    this.events.emit('store.lost', {
      at: this.clock.now(),
      ru: `Хранилище не отвечает: ${why}. Принятые чеки не потеряны, новые пока не принимаются`,
      en: `The store does not answer: ${why}. Nothing accepted is lost, nothing new is accepted for now`,
    });
  }

  /** Asks a store that was in trouble to write: a full disk can still be read. */
  async heal(): Promise<void> {
    if (!this.#troubled) return;
    try {
      await this.round();
    } catch {
      return;
    }
    this.#troubled = false;
    this.events.emit('store.restored', {
      at: this.clock.now(),
      ru: 'Хранилище снова отвечает',
      en: 'The store answers again',
    });
    for (const [, dispatcher] of this.#dispatchers) dispatcher.wake();
  }

  get troubled(): boolean {
    return this.#troubled;
  }

  /** Lets lanes end what they have begun; after the signal they are given up as they are. */
  async close(signal: AbortSignal): Promise<void> {
    this.#ending = true;
    for (const [, dispatcher] of this.#dispatchers) dispatcher.stop();
    await this.#rounding?.catch(() => undefined);
    const lanes = [...this.lanes.values()];
    for (const lane of lanes) lane.end();
    const abort = (): void => {
      for (const lane of lanes) lane.end(true);
    };
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    await Promise.all(lanes.map(({ done }) => done));
    signal.removeEventListener('abort', abort);
    await this.keeper.leave().catch(() => undefined);
  }
}
