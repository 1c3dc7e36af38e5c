import type { CashRegister, FiscalResult, HistoryEntry, JournalStore } from 'atol-kkt';
import type { Job, JobFailure, LaneKey } from '../../store/index.js';
import { GatewayError, type Group } from '../terms/index.js';
import { pastBrokenReport } from './broken-report.js';
import type { Surroundings } from './surroundings.js';
import { type Verdict, verdictOf } from './verdict.js';

/** What a register makes of a job, and what the store is told of it. */
export class JobRun {
  readonly #around: Surroundings;
  readonly #lane: LaneKey;
  readonly #group: Group;

  constructor(around: Surroundings, lane: LaneKey, group: Group) {
    this.#around = around;
    this.#lane = lane;
    this.#group = group;
  }

  /**
   * Issues the receipt under the job's key. Ends with what came of it; throws when the lane or the store is lost: then the job
   * stays pinned, and is found out about later.
   */
  async issue(
    kkt: CashRegister,
    job: Job,
    signal: AbortSignal,
  ): Promise<FiscalResult | 'failed' | 'refused' | 'offline' | 'unknown'> {
    let verdict: Verdict;
    try {
      const issue = () => kkt.issue(job.receipt, { key: job.uuid, shift: 'auto', signal });
      verdict = { kind: 'done', result: await pastBrokenReport(kkt, issue, { signal }) };
    } catch (error) {
      verdict = verdictOf(error, this.#now);
      if (verdict.kind === 'laneLost' || verdict.kind === 'store') throw error;
      this.#around.log.warn(
        { register: this.#lane.register, job: job.uuid, verdict: verdict.kind, error: codeOf(error) },
        'receipt not issued',
      );
    }
    return this.#settle(job, verdict);
  }

  /**
   * Finds out about a job that was begun earlier. One that was never begun, or certainly not printed, waits again: any register
   * may have it. `doubted`: this lane has begun it itself.
   */
  async resolve(kkt: CashRegister, job: Job, doubted: boolean): Promise<'known' | 'unknown'> {
    let verdict: Verdict;
    try {
      verdict = { kind: 'done', result: await kkt.resolve(job.uuid) };
    } catch (error) {
      verdict = verdictOf(error, this.#now);
      if (verdict.kind === 'laneLost' || verdict.kind === 'store') throw error;
    }
    if (verdict.kind === 'notIssued') verdict = { ...verdict, refused: doubted };
    return (await this.#settle(job, verdict)) === 'unknown' ? 'unknown' : 'known';
  }

  /** A person knows what the register cannot tell. */
  async decide(
    kkt: CashRegister | undefined,
    { uuid }: Job,
    decision: 'none' | 'again' | { readonly documentNumber: number },
  ): Promise<void> {
    const { jobs, lanes } = this.#around.store;
    const job = await jobs.get(uuid);
    if (job?.state !== 'pinned' || job.unknownSince === undefined || job.register !== this.#lane.register) {
      throw new GatewayError('NOT_UNKNOWN', 'Исход этого задания известен: решать нечего');
    }
    if (typeof decision === 'object') {
      if (!kkt) throw new GatewayError('REGISTER_OFFLINE', `Касса ${this.#lane.register} сейчас не отвечает`);
      const result = await kkt.decide(uuid, decision);
      if (result) await this.#settle(job, { kind: 'done', result });
      return;
    }
    if (kkt) await kkt.decide(uuid, 'none');
    else await refuse(lanes.journal(this.#lane), uuid, this.#now);
    const again: Verdict = { kind: 'notIssued', refused: false, failure: undefined };
    await this.#settle(job, decision === 'again' ? again : { kind: 'hopeless', failure: decided });
  }

  get #now(): number {
    return this.#around.clock.now();
  }

  async #settle(
    job: Job,
    verdict: Verdict,
  ): Promise<FiscalResult | 'failed' | 'refused' | 'offline' | 'unknown'> {
    const { store, events } = this.#around;
    const event = { at: this.#now, uuid: job.uuid, group: job.group, externalId: job.externalId };
    const on = { ...event, register: this.#lane.register };
    switch (verdict.kind) {
      case 'done':
        await store.jobs.finish(this.#lane, job, verdict.result, this.#now);
        events.emit('job.done', { ...on, result: verdict.result, job });
        return verdict.result;
      case 'hopeless':
        await this.#fail(job, verdict.failure);
        return 'failed';
      case 'notIssued': {
        const last = verdict.refused && job.attempts + 1 >= this.#group.policy.refusals;
        if (last) await this.#fail(job, verdict.failure ?? refusedOften);
        else {
          await store.jobs.release(this.#lane, job, this.#now, { refused: verdict.refused });
          events.emit('job.released', { ...on, reason: verdict.failure?.ru ?? 'чек не оформлен' });
          this.#around.dispatcher(job.group).wake(1);
        }
        if (verdict.receipt) return 'failed';
        return verdict.refused ? 'refused' : 'offline';
      }
      case 'unknown':
        await store.jobs.leaveUnknown(this.#lane, job, shortened(verdict.story), this.#now);
        if (job.unknownSince === undefined) {
          events.emit('job.unknown', {
            ...on,
            ru: `Касса ${on.register}: неизвестно, оформлен ли чек ${job.externalId}`,
            en: `Register ${on.register}: nobody knows whether receipt ${job.externalId} was issued`,
          });
        }
        return 'unknown';
      default:
        throw new GatewayError('CLOSED', 'Касса отпущена этим процессом');
    }
  }

  async #fail(job: Job, failure: JobFailure): Promise<void> {
    await this.#around.store.jobs.fail(this.#lane, job, failure, this.#now);
    this.#around.events.emit('job.failed', {
      at: this.#now,
      uuid: job.uuid,
      group: job.group,
      externalId: job.externalId,
      register: this.#lane.register,
      failure,
    });
  }
}

/** The beginning of a story and its last lines: somebody may ask a dead register for days. */
function shortened(story: readonly HistoryEntry[]): readonly HistoryEntry[] {
  return story.length <= 2 * STORY_PART
    ? story
    : [...story.slice(0, STORY_PART), ...story.slice(-STORY_PART)];
}

const STORY_PART = 20;

function codeOf(error: unknown): string {
  const { code } = error as { code?: unknown };
  return typeof code === 'string' ? code : String(error);
}

/** The driver takes the key as not used when it comes back. */
async function refuse(journal: JournalStore, key: string, at: number): Promise<void> {
  await journal.append([{ key, state: 'refused', at, data: { reason: 'решил человек' } }]);
}

const decided: JobFailure = {
  kind: 'person',
  code: 0,
  name: 'DECIDED',
  ru: 'Человек проверил: чек не оформлен. Отправьте его снова с новым external_id',
  en: 'A person has checked: the receipt was not issued. Send it again with a new external_id',
};

const refusedOften: JobFailure = {
  kind: 'device',
  code: 0,
  name: 'NOT_ISSUED',
  ru: 'Кассы несколько раз не смогли оформить этот чек; документа нет',
  en: 'Registers have failed to issue this receipt several times; there is no document',
};
