import type { Fleet } from './fleet.js';
import type { Lane } from './lane/index.js';
import type { Roster } from './roster.js';
import { type Group, type GroupWarning, placeOf, type RegisterOptions } from './terms/index.js';

/** A receipt on a register, with all around it, ms: what a queue is judged by. */
const SERVICE_MS = 1000;
/** How often a warning is repeated while its reason lasts, ms. */
const AGAIN_MS = 3_600_000;

/** Looks after the groups: the reserve, and what a person should change. */
export class GroupCare {
  readonly #fleet: Fleet;
  readonly #roster: Roster;
  readonly #quietSince = new Map<string, number>();
  readonly #told = new Map<string, number>();

  constructor(fleet: Fleet, roster: Roster) {
    this.#fleet = fleet;
    this.#roster = roster;
  }

  async round(now: number): Promise<void> {
    const registers = byGroup(this.#roster.registers, ({ group }) => group);
    const held = byGroup([...this.#fleet.lanes.values()], ({ register }) => register.group);
    for (const group of this.#roster.groups) {
      const members = registers.get(group.name) ?? [];
      const lanes = held.get(group.name) ?? [];
      if (members.length === 0) continue;
      this.#judgePlaces(group, members, now);
      this.#judgeBoxes(group, lanes, now);
      // Others drive its registers, and know whether they work.
      if (lanes.length === 0 && this.#fleet.keeper.alive > 1) continue;
      await this.#judgeQueue(group, members, lanes, now);
    }
  }

  async #judgeQueue(
    group: Group,
    members: readonly RegisterOptions[],
    lanes: readonly Lane[],
    now: number,
  ): Promise<void> {
    const dispatcher = this.#fleet.dispatcher(group.name);
    const { reserveAfterMs, reserveQuietMs, queueLimitMs } = group.policy;
    const quiet = dispatcher.quiet && dispatcher.idle > 0;
    const { oldestAt, waiting } = quiet
      ? { oldestAt: undefined, waiting: 0 }
      : await this.#fleet.store.jobs.queue(group.name);
    if (oldestAt === undefined) {
      const since = this.#quietSince.get(group.name) ?? now;
      this.#quietSince.set(group.name, since);
      if (dispatcher.reserveJoined && now - since >= reserveQuietMs) this.#reserve(group, false, now);
      return;
    }
    this.#quietSince.delete(group.name);
    const reserve = members.some((register) => register.reserve);
    if (reserve && !dispatcher.reserveJoined && now - oldestAt >= reserveAfterMs)
      this.#reserve(group, true, now);
    // Of this process; with others, it is about our share.
    const working = lanes.filter(({ health }) => health.state === 'online' || health.state === 'busy').length;
    if (working === 0) {
      this.#warn(group, 'noRegisters', now, 'нет ни одной работающей кассы', 'no register works');
    } else if (working > 0 && (waiting * SERVICE_MS) / working > queueLimitMs) {
      const ru = `в очереди ${waiting} чеков на ${working} касс: часть не успеет за ${queueLimitMs / 1000} с`;
      const en = `${waiting} receipts wait for ${working} registers: some will not be issued within ${queueLimitMs / 1000} s`;
      this.#warn(group, 'overdue', now, ru, en);
    }
  }

  #reserve(group: Group, joined: boolean, now: number): void {
    const dispatcher = this.#fleet.dispatcher(group.name);
    dispatcher.reserveJoined = joined;
    for (const lane of this.#fleet.lanes.values()) if (lane.register.reserve) lane.refresh();
    this.#fleet.events.emit('group.reserve', {
      at: now,
      group: group.name,
      joined,
      ru: `Группа ${group.title}: резервные кассы ${joined ? 'подключены, очередь растёт' : 'снова в резерве'}`,
      en: `Group ${group.title}: the reserve ${joined ? 'has joined, the queue grows' : 'rests again'}`,
    });
  }

  #judgePlaces(group: Group, members: readonly RegisterOptions[], now: number): void {
    if (members.length < 2) return;
    const boxes = new Set(
      members.map(({ location }) => location?.box && placeName(location.site, location.rack, location.box)),
    );
    const racks = new Set(
      members.map(({ location }) => location?.rack && placeName(location.site, location.rack)),
    );
    if (boxes.size === 1 && !boxes.has(undefined)) {
      const ru = 'все кассы в одном корпусе: без его питания группа остановится';
      this.#warn(group, 'oneBox', now, ru, 'all registers share one box: without its power the group stops');
    } else if (racks.size === 1 && !racks.has(undefined)) {
      const ru = 'все кассы в одной стойке';
      this.#warn(group, 'oneRack', now, ru, 'all registers share one rack');
    }
  }

  /** Several registers that went away together did so for one reason. */
  #judgeBoxes(group: Group, lanes: readonly Lane[], now: number): void {
    const boxes = new Map<string, { all: number; offline: number }>();
    for (const { register, health } of lanes) {
      const place = placeOf(register.location);
      if (place === undefined) continue;
      const box = boxes.get(place) ?? { all: 0, offline: 0 };
      box.all++;
      if (health.state === 'offline') box.offline++;
      boxes.set(place, box);
    }
    for (const [place, { all, offline }] of boxes) {
      if (all < 2 || offline < all) continue;
      const ru = `не отвечает корпус ${place}: касс ${all}. Проверьте его питание и сеть`;
      this.#warn(
        group,
        'boxDown',
        now,
        ru,
        `box ${place} does not answer: ${all} registers. Check its power and network`,
      );
    }
  }

  #warn(group: Group, code: GroupWarning, now: number, ru: string, en: string): void {
    const name = `${group.name} ${code}`;
    if (now - (this.#told.get(name) ?? Number.NEGATIVE_INFINITY) < AGAIN_MS) return;
    this.#told.set(name, now);
    this.#fleet.events.emit('group.warning', {
      at: now,
      group: group.name,
      code,
      ru: `Группа ${group.title}: ${ru}`,
      en: `Group ${group.title}: ${en}`,
    });
  }
}

/** Looked at once for all groups: there may be ten thousand of them, or of their registers. */
function byGroup<T>(all: readonly T[], groupOf: (one: T) => string): Map<string, T[]> {
  const found = new Map<string, T[]>();
  for (const one of all) {
    const group = groupOf(one);
    const others = found.get(group);
    if (others) others.push(one);
    else found.set(group, [one]);
  }
  return found;
}

function placeName(...parts: readonly (string | undefined)[]): string {
  return parts.map((part) => part ?? '').join(' / ');
}
