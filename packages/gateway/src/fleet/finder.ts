import { discover } from 'atol-kkt';
import type { Fleet } from './fleet.js';
import type { Lane } from './lane/index.js';
import type { Roster } from './roster.js';

/** A register that has been away for so long is looked for, ms. */
const AWAY_MS = 30_000;
const PAUSE_MS = 60_000;

/** Finds registers again that came back at another address, by their serial numbers. Lines that work are left alone. */
export class Finder {
  readonly #fleet: Fleet;
  readonly #roster: Roster;
  readonly #hosts: readonly string[];
  readonly #stop = new AbortController();
  #running: Promise<void> | undefined;
  #next = 0;

  constructor(fleet: Fleet, roster: Roster, hosts: readonly string[]) {
    this.#fleet = fleet;
    this.#roster = roster;
    this.#hosts = hosts;
  }

  round(now: number): void {
    if (this.#hosts.length === 0 || this.#running || now < this.#next) return;
    const away = [...this.#fleet.lanes.values()].filter((lane) => isAway(lane, now));
    if (away.length === 0) return;
    this.#next = now + PAUSE_MS;
    this.#running = this.#search(away)
      .catch((error) => this.#fleet.log.warn({ error: String(error) }, 'search failed'))
      .finally(() => {
        this.#running = undefined;
      });
  }

  async #search(away: readonly Lane[]): Promise<void> {
    const lost = new Map(away.map((lane) => [lane.register.serialNumber ?? lane.health.serialNumber, lane]));
    const taken = new Set(
      [...this.#fleet.lanes.values()]
        .filter((lane) => !away.includes(lane))
        .map(({ register }) => register.address),
    );
    const tcp = this.#hosts.filter((host) => !taken.has(host.includes('://') ? host : `tcp://${host}`));
    const { registers } = await discover({ tcp, usb: false, serial: false, signal: this.#stop.signal });
    for (const { url, serialNumber } of registers) {
      const lane = lost.get(serialNumber);
      if (!lane || lane.register.address === url) continue;
      await this.#roster.save([{ ...lane.register, address: url }], 'hand');
      const { name, group } = lane.register;
      this.#fleet.events.emit('register.moved', {
        at: this.#fleet.clock.now(),
        register: name,
        group,
        address: url,
        ru: `Касса ${name} найдена по новому адресу ${url}`,
        en: `Register ${name} was found at ${url}`,
      });
    }
    if (await this.#roster.reload()) this.#fleet.changed();
  }

  async close(): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }
}

function isAway({ offlineSince, health, register }: Lane, now: number): boolean {
  const known = register.serialNumber ?? health.serialNumber;
  const missing = health.problems.some(({ code }) => code === 'otherRegister');
  return known !== undefined && (missing || (offlineSince !== undefined && now - offlineSince >= AWAY_MS));
}
