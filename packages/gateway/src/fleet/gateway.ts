import { type Clock, type ReceiptBuilder, type ReceiptInput, realClock } from 'atol-kkt';
import { type Logger, pino } from 'pino';
import type { Registry } from 'prom-client';
import { type Job, openStore, type Store } from '../store/index.js';
import { admit, type SubmitOptions } from './admission.js';
import { Fleet } from './fleet.js';
import { Groups } from './groups.js';
import { gatewayLog, type LogLevel, logEvents } from './log.js';
import { gatewayMetrics } from './metrics.js';
import { Registers } from './registers.js';
import { Roster } from './roster.js';
import {
  checkFleet,
  GatewayError,
  GatewayEvents,
  type GroupOptions,
  type RegisterOptions,
} from './terms/index.js';
import { Watch } from './watch.js';

export interface GatewayOptions {
  /** Path of an SQLite file, `postgres://…`, or a store that was opened; that one is left open by `close()`. */
  readonly store: string | Store;
  /** Groups and registers of the configuration; those of the store stay beside them. */
  readonly groups?: readonly GroupOptions[] | undefined;
  readonly registers?: readonly RegisterOptions[] | undefined;
  /** A process that does not show itself for so long has its registers taken over, ms. Default 15 000. */
  readonly leaseMs?: number | undefined;
  /** Pause between two looks at a register that works, ms. Default 60 000. */
  readonly careMs?: number | undefined;
  /** How often it looks at the clock: for expiry, retries, leases, ms. Default 1000. */
  readonly tickMs?: number | undefined;
  /** Jobs are kept so many days after their end, at least 32 (as ATOL Online keeps reports). Default 365. */
  readonly retentionDays?: number | undefined;
  /** Hosts at which a register that went away is looked for by its serial number, such as `10.0.0.7:5555`. */
  readonly searchHosts?: readonly string[] | undefined;
  /** A logger of pino, or the level of our own. Default `silent`. */
  readonly log?: Logger | LogLevel | undefined;
  /** Default: the computer's. */
  readonly clock?: Clock | undefined;
}

export interface Submitted {
  /** Of the job; of the earlier one when the external_id was taken. */
  readonly uuid: string;
  /** False: the group has had this external_id already; nothing new was begun. */
  readonly created: boolean;
  /** When the job was accepted, ms since 1970. */
  readonly acceptedAt: number;
}

export interface CloseOptions {
  /** How long lanes may take to end the receipts that they have begun, ms; later the next process finds out. Default 30 000. */
  readonly graceMs?: number | undefined;
}

const LEASE_MS = 15_000;
const CARE_MS = 60_000;
const TICK_MS = 1000;
const LEAST_DAYS = 32;
const DAYS = 365;
const GRACE_MS = 30_000;

/**
 * Registers behind one durable queue. Makes the store, takes the registers that no other process drives, and begins.
 *
 * @throws ValidationError for wrong groups or registers, StoreError when the store cannot be opened
 */
export async function createGateway(options: GatewayOptions): Promise<Gateway> {
  const { groups = [], registers = [] } = options;
  checkFleet(groups, registers);
  const own = typeof options.store === 'string';
  const store = typeof options.store === 'string' ? await openStore(options.store) : options.store;
  try {
    return await Gateway.start(store, own, options);
  } catch (error) {
    if (own) await store.close();
    throw error;
  }
}

export class Gateway implements AsyncDisposable {
  readonly store: Store;
  readonly events: GatewayEvents;
  readonly registers: Registers;
  readonly groups: Groups;
  /** For Prometheus. */
  readonly metrics: Registry;
  readonly log: Logger;
  readonly clock: Clock;
  readonly #own: boolean;
  readonly #roster: Roster;
  readonly #fleet: Fleet;
  readonly #watch: Watch;
  #closing: Promise<void> | undefined;

  /** Use `createGateway()`. */
  private constructor(parts: {
    readonly store: Store;
    readonly own: boolean;
    readonly events: GatewayEvents;
    readonly roster: Roster;
    readonly fleet: Fleet;
    readonly watch: Watch;
  }) {
    const { store, events, roster, fleet } = parts;
    this.store = store;
    this.events = events;
    this.log = fleet.log;
    this.clock = fleet.clock;
    this.groups = new Groups(store, roster);
    this.registers = new Registers(fleet, roster);
    this.metrics = gatewayMetrics(store, events, this.groups);
    this.#own = parts.own;
    this.#roster = roster;
    this.#fleet = fleet;
    this.#watch = parts.watch;
  }

  /** @internal */
  static async start(store: Store, own: boolean, options: GatewayOptions): Promise<Gateway> {
    const { leaseMs = LEASE_MS, careMs = CARE_MS, clock = realClock } = options;
    const events = new GatewayEvents();
    const log = loggerOf(options.log);
    logEvents(events, log);
    const roster = new Roster(store.settings);
    await roster.configure(options.groups ?? [], options.registers ?? []);
    await roster.reload();
    const fleet = new Fleet({ store, clock, events, log, roster, leaseMs, careMs });
    try {
      await fleet.keeper.buryDead();
      await fleet.round();
    } catch (error) {
      // Lanes may have begun: nobody would ever end them.
      await fleet.close(AbortSignal.abort());
      throw error;
    }
    const watch = new Watch(fleet, roster, {
      leaseMs,
      tickMs: options.tickMs ?? TICK_MS,
      retentionDays: Math.max(LEAST_DAYS, options.retentionDays ?? DAYS),
      searchHosts: options.searchHosts ?? [],
    });
    return new Gateway({ store, own, events, roster, fleet, watch });
  }

  /** Name of this process in the store. */
  get process(): string {
    return this.#fleet.keeper.id;
  }

  /** False while the store does not answer. */
  get ready(): boolean {
    return !this.#fleet.troubled && this.#closing === undefined;
  }

  /**
   * Takes a receipt into the queue of a group. When the promise resolves, it is on the disk, and will be issued once or fail.
   * An external_id is unique in its group: a second one gives the first job, whatever the receipt.
   *
   * @throws ValidationError with all problems of the receipt, GatewayError `GROUP_UNKNOWN`, `QUEUE_FULL`, `CLOSED`; StoreError
   * when the store does not answer: then the same external_id may be sent again
   */
  async submit(
    group: string,
    externalId: string,
    receipt: ReceiptInput | ReceiptBuilder,
    options: SubmitOptions = {},
  ): Promise<Submitted> {
    if (this.#closing !== undefined) throw new GatewayError('CLOSED', 'Шлюз закрывается');
    const { policy, name, title } = this.#roster.group(group);
    const job = admit(this.#roster.group(group), externalId, receipt, options, this.#fleet.clock.now());
    if (policy.mostWaiting !== undefined) {
      const { waiting } = await this.store.jobs.queue(name);
      if (waiting >= policy.mostWaiting) {
        const message = `Очередь группы ${title} заполнена: ${waiting} чеков`;
        throw new GatewayError('QUEUE_FULL', message, { retryAfterMs: policy.reserveAfterMs });
      }
    }
    const accepted = await this.#accept(job);
    if (accepted.created) {
      const { uuid } = job;
      this.events.emit('job.accepted', { at: job.acceptedAt, uuid, group: name, externalId });
      this.#fleet.dispatcher(name).wake(1);
    }
    return accepted;
  }

  async #accept(job: Parameters<Store['jobs']['accept']>[0]): Promise<Submitted> {
    try {
      return await this.store.jobs.accept(job);
    } catch (error) {
      this.#fleet.storeTrouble(error);
      throw error;
    }
  }

  /** A job as it is now; undefined when there is none of this name. */
  job(uuid: string): Promise<Job | undefined> {
    return this.store.jobs.get(uuid);
  }

  /** Waits for the end of a job, `done` or `fail`. @throws GatewayError `JOB_UNKNOWN`; what the signal is aborted with */
  async finished(uuid: string, { signal }: { readonly signal?: AbortSignal | undefined } = {}): Promise<Job> {
    for (;;) {
      const ended = this.#ending(uuid, signal);
      try {
        const job = await this.job(uuid);
        if (!job) throw new GatewayError('JOB_UNKNOWN', `Нет задания ${uuid}`);
        if (job.state === 'done' || job.state === 'fail') return job;
        signal?.throwIfAborted();
        await ended.promise;
      } finally {
        ended.cancel();
      }
    }
  }

  /** Settles when this process hears of the end of the job, and now and then, because another one may have ended it. */
  #ending(uuid: string, signal: AbortSignal | undefined): { promise: Promise<void>; cancel: () => void } {
    let cancel = (): void => undefined;
    const promise = new Promise<void>((resolve) => {
      const off = this.events.on((event) => {
        if ((event.type === 'job.done' || event.type === 'job.failed') && event.uuid === uuid) resolve();
      });
      const timer = setTimeout(resolve, FINISHED_POLL_MS);
      const abort = (): void => resolve();
      signal?.addEventListener('abort', abort);
      cancel = () => {
        off();
        clearTimeout(timer);
        signal?.removeEventListener('abort', abort);
        resolve();
      };
    });
    return { promise, cancel: () => cancel() };
  }

  /** Takes a job back that no register has yet. False when one has. */
  async cancel(uuid: string): Promise<boolean> {
    const job = await this.job(uuid);
    if (!job) throw new GatewayError('JOB_UNKNOWN', `Нет задания ${uuid}`);
    const failure = {
      kind: 'person',
      code: 0,
      name: 'CANCELLED',
      ru: 'Задание отменено до того, как его взяла касса',
      en: 'The job was cancelled before a register took it',
    } as const;
    const now = this.#fleet.clock.now();
    const cancelled = await this.store.jobs.cancel(uuid, failure, now);
    if (cancelled) {
      const { group, externalId } = job;
      this.events.emit('job.failed', { at: now, uuid, group, externalId, register: undefined, failure });
    }
    return cancelled;
  }

  /**
   * For a job whose outcome the register cannot tell: a person has looked. `none`: there is no document, the job fails;
   * `again`: there is none, it waits again; or the number of the document that is ours.
   *
   * @throws GatewayError `JOB_UNKNOWN`, `NOT_UNKNOWN`, `REGISTER_ELSEWHERE`, `REGISTER_OFFLINE`; ValidationError when the FN has
   * no such receipt
   */
  async decide(
    uuid: string,
    decision: 'none' | 'again' | { readonly documentNumber: number },
  ): Promise<void> {
    const job = await this.job(uuid);
    if (!job) throw new GatewayError('JOB_UNKNOWN', `Нет задания ${uuid}`);
    if (job.state !== 'pinned' || job.unknownSince === undefined) {
      throw new GatewayError('NOT_UNKNOWN', 'Исход этого задания известен: решать нечего');
    }
    const lane = this.#fleet.lanes.get(job.register ?? '');
    if (!lane) throw new GatewayError('REGISTER_ELSEWHERE', `Кассу ${job.register} ведёт другой процесс`);
    await lane.decide(job, decision);
  }

  /** Takes nothing more, lets registers end what they have begun, gives them back. Idempotent. */
  close({ graceMs = GRACE_MS }: CloseOptions = {}): Promise<void> {
    this.#closing ??= this.#close(graceMs);
    return this.#closing;
  }

  async #close(graceMs: number): Promise<void> {
    await this.#watch.close();
    const late = new AbortController();
    const timer = setTimeout(() => late.abort(), graceMs);
    await this.#fleet.close(late.signal);
    clearTimeout(timer);
    if (this.#own) await this.store.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

const FINISHED_POLL_MS = 1000;

function loggerOf(log: GatewayOptions['log'] = 'silent'): Logger {
  if (typeof log !== 'string') return log;
  return log === 'silent' ? pino({ level: 'silent' }) : gatewayLog(log);
}
