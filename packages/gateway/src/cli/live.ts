import type { Gateway, GatewayEvent } from '../fleet/index.js';
import { textTable } from './table.js';

const PERIOD_MS = 1000;
/** Waits that the percentiles are taken of. */
const KEPT = 1000;
const MOST_REGISTERS = 20;

const stateNames: Record<string, string> = {
  online: 'свободна',
  busy: 'чек',
  service: 'человек',
  reserve: 'резерв',
  drained: 'выведена',
  offline: 'нет связи',
  unknown: 'исход неизвестен',
  blocked: 'остановлена',
  starting: 'запуск',
  unheld: 'никем не занята',
};

/** Shows what a gateway does, every second: a table in a terminal, lines elsewhere, JSON on request. */
export class LiveTable {
  readonly #gateway: Gateway;
  readonly #group: string;
  readonly #json: boolean;
  readonly #off: () => void;
  readonly #timer: NodeJS.Timeout;
  readonly #waits: number[] = [];
  readonly #counts = { accepted: 0, done: 0, failed: 0 };
  #before = { accepted: 0, done: 0, at: performance.now() };
  #last = '';
  #drawn = 0;

  constructor(gateway: Gateway, group: string, json: boolean) {
    this.#gateway = gateway;
    this.#group = group;
    this.#json = json;
    this.#off = gateway.events.on((event) => this.#see(event));
    this.#timer = setInterval(() => void this.#draw().catch(() => undefined), PERIOD_MS);
  }

  #see(event: GatewayEvent): void {
    if (event.type === 'job.accepted') this.#counts.accepted++;
    else if (event.type === 'job.done') this.#counts.done++;
    else if (event.type === 'job.failed') this.#counts.failed++;
    else if (event.type === 'job.pinned') {
      this.#waits.push(event.waitMs);
      if (this.#waits.length > KEPT) this.#waits.shift();
    } else if ('ru' in event) this.#last = event.ru;
  }

  async #draw(): Promise<void> {
    const [queue] = await this.#gateway.groups.overview([this.#group]);
    const now = performance.now();
    const seconds = (now - this.#before.at) / 1000;
    const sorted = this.#waits.toSorted((a, b) => a - b);
    const state = {
      acceptedPerSecond: (this.#counts.accepted - this.#before.accepted) / seconds,
      donePerSecond: (this.#counts.done - this.#before.done) / seconds,
      ...this.#counts,
      waiting: queue?.waiting ?? 0,
      unknown: queue?.unknown ?? 0,
      waitMs: { p50: quantile(sorted, 0.5), p99: quantile(sorted, 0.99) },
    };
    this.#before = { accepted: this.#counts.accepted, done: this.#counts.done, at: now };
    if (this.#json) process.stdout.write(`${JSON.stringify(state)}\n`);
    else if (process.stdout.isTTY) this.#redraw(await this.#picture(state));
    else process.stdout.write(`${lineOf(state)}\n`);
  }

  async #picture(state: Parameters<typeof lineOf>[0]): Promise<string> {
    const views = await this.#gateway.registers.list(this.#group);
    const rows = views
      .slice(0, MOST_REGISTERS)
      .map(({ name, state: one, health }) => [
        name,
        stateNames[one] ?? one,
        health?.shift?.number ?? 0,
        health?.fn?.documents ?? 0,
        Math.min(9999, Math.floor(health?.fn?.daysLeft ?? 0)),
        health?.unsent?.count ?? 0,
        health?.problems[0]?.ru ?? '',
      ]);
    const head = ['касса', 'состояние', 'смена', 'ФД', 'дней ФН', 'не в ОФД', ''];
    const more = views.length > MOST_REGISTERS ? `\n… и ещё ${views.length - MOST_REGISTERS}` : '';
    return `${lineOf(state)}\n\n${textTable(head, rows)}${more}\n${this.#last}`;
  }

  #redraw(picture: string): void {
    const up = this.#drawn > 0 ? `\x1b[${this.#drawn}A\x1b[J` : '';
    this.#drawn = picture.split('\n').length;
    process.stdout.write(`${up}${picture}\n`);
  }

  close(): void {
    clearInterval(this.#timer);
    this.#off();
  }
}

function lineOf(state: {
  readonly acceptedPerSecond: number;
  readonly donePerSecond: number;
  readonly done: number;
  readonly failed: number;
  readonly waiting: number;
  readonly unknown: number;
  readonly waitMs: { readonly p50: number; readonly p99: number };
}): string {
  const { acceptedPerSecond, donePerSecond, done, failed, waiting, unknown, waitMs } = state;
  return [
    `принято ${acceptedPerSecond.toFixed(1)}/с`,
    `оформлено ${donePerSecond.toFixed(1)}/с, всего ${done}`,
    `в очереди ${waiting}`,
    `ожидание ${Math.round(waitMs.p50)} мс, 99 % до ${Math.round(waitMs.p99)} мс`,
    ...(failed > 0 ? [`не оформлено ${failed}`] : []),
    ...(unknown > 0 ? [`исход неизвестен ${unknown}`] : []),
  ].join(' · ');
}

function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}
