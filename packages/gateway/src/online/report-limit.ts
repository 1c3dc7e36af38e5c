import type { Clock } from 'atol-kkt';
import type { Gateway } from '../fleet/index.js';
import { Refusal } from './errors.js';

const SECOND_MS = 1000;

/** At most one report a second for each register of a group, where the group wants that. */
export class ReportLimit {
  readonly #gateway: Gateway;
  readonly #clock: Clock;
  readonly #seen = new Map<string, { second: number; count: number; most: Promise<number> }>();

  constructor(gateway: Gateway) {
    this.#gateway = gateway;
    this.#clock = gateway.clock;
  }

  /** @throws Refusal, answered by 429 */
  async check(group: string): Promise<void> {
    if (!this.#gateway.groups.get(group).policy.reportLimit) return;
    const second = Math.floor(this.#clock.now() / SECOND_MS);
    let seen = this.#seen.get(group);
    if (seen?.second !== second) {
      // Stands there before the first wait: requests that come meanwhile are counted, too.
      seen = { second, count: 0, most: this.#most(group) };
      this.#seen.set(group, seen);
    }
    seen.count++;
    const { count } = seen;
    const most = await seen.most;
    if (count > most) {
      const text = `Не больше ${most} запросов состояния в секунду для этой группы`;
      throw new Refusal(40, { http: 429, text, retryAfterMs: SECOND_MS });
    }
  }

  async #most(group: string): Promise<number> {
    return Math.max(1, (await this.#gateway.registers.list(group)).length);
  }
}
