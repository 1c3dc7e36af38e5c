import type { CashRegister, Registration } from 'atol-kkt';
import type { Job, LaneKey } from '../../store/index.js';
import type { Idle } from '../queue/index.js';
import { GatewayError, type Group, type RegisterHealth, type RegisterOptions } from '../terms/index.js';
import { JobRun } from './job-run.js';
import { LaneHealth } from './lane-health.js';
import { judge, look } from './look.js';
import { openRegister } from './open-register.js';
import { pauseMs } from './pauses.js';
import { problem } from './problems.js';
import { scoreOf } from './score.js';
import { fraction, isShiftDue } from './shift-care.js';
import type { Surroundings } from './surroundings.js';
import { perform, released, Tasks } from './tasks.js';
import { isLaneLost, isLineTrouble, isStoreTrouble, verdictOf } from './verdict.js';
import { Waiter } from './waiter.js';

const STORE_PAUSE_MS = 1000;

/**
 * One register and what it does, one thing after the other: finds out about jobs of the past, serves people, looks after the
 * register, takes the next job.
 */
export class Lane {
  readonly key: LaneKey;
  readonly #around: Surroundings;
  readonly #stop = new AbortController();
  readonly #tasks = new Tasks();
  readonly #doubted = new Set<string>();
  #register: RegisterOptions;
  #kkt: CashRegister | undefined;
  #address: RegisterOptions['address'] | undefined;
  #registration: Registration | undefined;
  readonly #health: LaneHealth;
  /** Jobs may be pinned to it that it does not run. */
  #dirty = true;
  #careAt = 0;
  #failures = 0;
  #refusals = 0;
  #ending = false;
  #lost = false;
  readonly #waiter = new Waiter();
  readonly done: Promise<void>;

  constructor(
    around: Surroundings,
    key: LaneKey,
    register: RegisterOptions,
    before: RegisterHealth | undefined,
  ) {
    this.#around = around;
    this.key = key;
    this.#register = register;
    this.#health = new LaneHealth(around, key, register, before);
    this.done = this.#serve();
  }

  get register(): RegisterOptions {
    return this.#register;
  }

  get health(): RegisterHealth {
    return this.#health.now;
  }

  /** Since when the line has been dead. */
  get offlineSince(): number | undefined {
    return this.#health.offlineSince;
  }

  get #group(): Group {
    return this.#around.group(this.#register.group);
  }

  get #now(): number {
    return this.#around.clock.now();
  }

  /** Its options have changed: they count from the next step. */
  update(register: RegisterOptions): void {
    const moved = register.address !== this.#register.address;
    this.#register = register;
    if (moved || register.drained !== undefined) this.look();
  }

  /** Looks at the register as soon as it is free. */
  look(): void {
    this.#careAt = 0;
    this.#failures = 0;
    this.#waiter.wake();
  }

  /** What it waits for may have changed. */
  refresh(): void {
    this.#waiter.wake();
  }

  /** The time passes. */
  tick(now: number): void {
    this.#waiter.tick(now);
  }

  /** Works with the register between two jobs. @throws GatewayError `REGISTER_OFFLINE` */
  use<T>(work: (kkt: CashRegister) => Promise<T>): Promise<T> {
    return this.#task(false, async (kkt) => {
      const value = await work(kkt as CashRegister);
      this.#careAt = 0;
      return value;
    });
  }

  /** A person knows what became of a job that the register cannot tell of. */
  decide(job: Job, decision: 'none' | 'again' | { readonly documentNumber: number }): Promise<void> {
    return this.#task(true, (kkt) => this.#jobRun().decide(kkt, job, decision));
  }

  /** Ends after what it has begun; `abort`: at once, leaving it to the next process. */
  end(abort = false): void {
    this.#ending = true;
    if (abort) {
      this.#stop.abort();
      void this.#kkt?.close();
    }
    this.#waiter.wake();
  }

  #task<T>(offline: boolean, run: (kkt: CashRegister | undefined) => Promise<T>): Promise<T> {
    if (this.#ending) return Promise.reject(released());
    const done = this.#tasks.add(offline, run);
    this.#waiter.wake();
    return done;
  }

  async #serve(): Promise<void> {
    while (!this.#ending) {
      try {
        await this.#step();
      } catch (error) {
        await this.#trouble(error);
      }
    }
    this.#tasks.close();
    await this.#kkt?.close().catch(() => undefined);
    this.#kkt = undefined;
  }

  async #step(): Promise<void> {
    const { address } = this.#register;
    if (this.#kkt && this.#address !== address) await this.#disconnect();
    const task = this.#tasks.next(this.#kkt !== undefined);
    if (task) {
      await this.#health.setState('service');
      await perform(task, this.#kkt);
      this.#careAt = 0;
      return;
    }
    if (!this.#kkt) await this.#connect(address);
    if (this.#dirty) {
      await this.#recover();
      if (this.#dirty) return;
    }
    if (this.#now >= this.#careAt) await this.#care();
    if (!this.#tasks.empty || this.#ending) return;
    const job = await this.#free();
    if (job) await this.#carryOut(job);
  }

  async #connect(address: RegisterOptions['address']): Promise<void> {
    const kkt = await openRegister(this.#around, this.key, this.#register, this.#stop.signal);
    this.#kkt = kkt;
    this.#address = address;
    const { modelName, serialNumber, firmware } = await kkt.identify({ signal: this.#stop.signal });
    const expected = this.#register.serialNumber ?? this.#health.now.serialNumber;
    if (expected !== undefined && serialNumber !== expected) {
      await this.#disconnect();
      await this.#health.sick(
        'blocked',
        problem('otherRegister', this.#now, { found: serialNumber, expected }),
      );
      return this.#pause();
    }
    this.#health.note({ modelName, serialNumber, firmware });
    this.#careAt = 0;
  }

  async #disconnect(): Promise<void> {
    const kkt = this.#kkt;
    this.#kkt = undefined;
    this.#registration = undefined;
    await kkt?.close().catch(() => undefined);
  }

  /** Jobs that were given to this register and not ended: each one is found out about. */
  async #recover(): Promise<void> {
    if (!this.#kkt) return;
    const jobs = await this.#around.store.jobs.pinned(this.key.register);
    let unknown: Job | undefined;
    for (const job of jobs) {
      const verdict = await this.#jobRun().resolve(this.#kkt, job, this.#doubted.has(job.uuid));
      if (verdict === 'unknown') unknown ??= job;
      else this.#doubted.delete(job.uuid);
    }
    if (unknown === undefined) {
      this.#dirty = false;
      return;
    }
    await this.#health.sick('unknown', problem('unknownOutcome', this.#now, { job: unknown.externalId }));
    await this.#pause();
  }

  /** A look at the register, and its shift. */
  async #care(): Promise<void> {
    const kkt = this.#kkt;
    if (!kkt) return;
    const now = this.#now;
    const seen = await look(kkt, this.#registration, this.#stop.signal);
    this.#registration = seen.registration;
    const judged = judge(seen, this.#register, this.#group, now, this.#health.now);
    this.#health.tellOfFn(judged.fn?.number);
    this.#health.offlineSince = undefined;
    const blocking = judged.problems.some((one) => one.blocking);
    if (!blocking) this.#failures = 0;
    this.#careAt =
      now + (blocking ? this.#pauseMs() : this.#around.careMs * (0.8 + 0.4 * fraction(this.key.register)));
    await this.#health.report({ ...this.#health.now, ...judged, at: now });
    const due = isShiftDue(this.key.register, this.#health.now, this.#group, now);
    if (!blocking && due && (await this.#isQuiet())) {
      await this.#renewShift(kkt);
    }
  }

  /** Nobody has to wait because this register is away for two seconds. */
  async #isQuiet(): Promise<boolean> {
    const { group, drained } = this.#register;
    if (drained || this.#around.dispatcher(group).idle > 0) return true;
    return (await this.#around.store.jobs.queue(group)).oldestAt === undefined;
  }

  async #renewShift(kkt: CashRegister): Promise<void> {
    const { signal } = this.#stop;
    const closed = await kkt.closeShift({ signal });
    this.#health.tellOfShift('shift.closed', closed.shiftNumber);
    if (this.#register.drained !== true) {
      const opened = await kkt.openShift({ signal });
      this.#health.tellOfShift('shift.opened', opened.shiftNumber);
    }
    this.#careAt = 0;
  }

  /** Waits for a job, a task or the time of the next look. */
  async #free(): Promise<Job | undefined> {
    const { blocked } = this.#health;
    if (blocked || this.#register.drained) {
      await this.#health.setState(blocked ? 'blocked' : 'drained');
      await this.#wait(this.#careAt);
      return undefined;
    }
    const dispatcher = this.#around.dispatcher(this.#register.group);
    const reserve = this.#register.reserve === true;
    await this.#health.setState(reserve && !dispatcher.reserveJoined ? 'reserve' : 'online');
    // While the store was told, nobody could wake it.
    if (this.#ending || !this.#tasks.empty || this.#now >= this.#careAt) return undefined;
    return new Promise<Job | undefined>((resolve, reject) => {
      const idle: Idle = {
        lane: this.key,
        reserve,
        score: this.#score(reserve),
        take: (job) => {
          this.#waiter.end();
          resolve(job);
        },
        fail: (error) => {
          this.#waiter.end();
          reject(error);
        },
      };
      this.#waiter.begin(this.#careAt, () => dispatcher.withdraw(idle));
      dispatcher.offer(idle);
    });
  }

  #score(reserve: boolean): number {
    const rank = reserve ? 1 + this.#around.troubleNear(this.#register.location) : 0;
    return scoreOf(this.key.register, this.#health.now, this.#group.policy.fnSpread, rank);
  }

  async #carryOut(job: Job): Promise<void> {
    const kkt = this.#kkt as CashRegister;
    this.#health.note({ job: job.uuid });
    await this.#health.setState('busy');
    this.#around.events.emit('job.pinned', {
      ...this.#health.place,
      uuid: job.uuid,
      externalId: job.externalId,
      waitMs: (job.pinnedAt ?? this.#now) - job.acceptedAt,
    });
    try {
      const end = await this.#jobRun().issue(kkt, job, this.#stop.signal);
      this.#health.forgetJob();
      if (end === 'unknown') {
        this.#doubted.add(job.uuid);
        this.#dirty = true;
      } else if (end === 'refused') {
        this.#careAt = 0;
        await this.#wait(this.#now + pauseMs(this.#refusals++));
      } else if (end === 'offline') {
        this.#careAt = 0;
      } else if (end !== 'failed') this.#count(end.documentNumber, end.shiftNumber);
    } catch (error) {
      this.#dirty = true;
      throw error;
    }
  }

  #count(documents: number, shiftNumber: number): void {
    this.#failures = 0;
    this.#refusals = 0;
    if (this.#health.issued(documents, shiftNumber, this.#group.policy.fnSpare)) this.#careAt = 0;
  }

  #jobRun(): JobRun {
    return new JobRun(this.#around, this.key, this.#group);
  }

  /** Something went wrong outside a job, or with the store. */
  async #trouble(error: unknown): Promise<void> {
    const { log } = this.#around;
    const { register } = this.key;
    if (this.#stop.signal.aborted) return;
    if (isLaneLost(error)) {
      log.warn({ register, fence: this.key.fence }, 'lane lost');
      this.#ending = true;
      this.#lost = true;
      return;
    }
    this.#dirty = true;
    if (isStoreTrouble(error)) {
      this.#around.storeTrouble(error);
      await this.#wait(this.#now + STORE_PAUSE_MS);
      return;
    }
    const why = error instanceof Error ? error.message : String(error);
    log.warn({ register, error: (error as { code?: unknown }).code ?? why }, 'register in trouble');
    const offline = isLineTrouble(error) || verdictOf(error, this.#now).kind === 'unknown';
    try {
      await this.#health.sick(
        offline ? 'offline' : 'blocked',
        problem(offline ? 'offline' : 'refuses', this.#now, { why }),
        why,
      );
    } catch (storeError) {
      if (isLaneLost(storeError)) return this.#trouble(storeError);
      this.#around.storeTrouble(storeError);
    }
    await this.#pause();
  }

  /** True: another process has the lane. */
  get lost(): boolean {
    return this.#lost;
  }

  #pauseMs(): number {
    return pauseMs(this.#failures++);
  }

  async #pause(): Promise<void> {
    const until = this.#now + this.#pauseMs();
    this.#careAt = until;
    await this.#wait(until);
  }

  async #wait(until: number): Promise<void> {
    // People who wait for a register that cannot be reached are told so.
    if (!this.#kkt || this.#health.now.state === 'offline') {
      const message = `Касса ${this.key.register} сейчас не отвечает`;
      this.#tasks.refuse(new GatewayError('REGISTER_OFFLINE', message));
    }
    if (this.#ending || !this.#tasks.empty || until <= this.#now) return;
    await this.#waiter.until(until);
  }
}
