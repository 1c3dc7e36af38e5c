import type { FiscalResult, HistoryEntry, Problem, ReceiptInput } from 'atol-kkt';
import type { ReceiptType, VatTotal } from 'atol-kkt/fiscal';

/**
 * - `wait`: in the queue of its group; its time limit counts
 * - `pinned`: given to one register and never to another while its outcome is not known (`unknownSince`); no limit counts
 * - `done`: the document exists, `result` is it
 * - `fail`: there is no document and will be none, `error` says why
 */
export type JobState = 'wait' | 'pinned' | 'done' | 'fail';

/** Who brought the job. */
export type JobOrigin = 'program' | 'online' | 'web-requests' | 'cabinet';

/** Why a job failed. Nothing was printed. */
export interface JobFailure {
  /**
   * - `timeout`: no register took it within its time limit
   * - `device`: the register refused it, and would again
   * - `receipt`: the receipt does not suit the register, `problems` say why
   * - `person`: somebody has decided that there is no document
   * - `system`: anything else
   */
  readonly kind: 'timeout' | 'device' | 'receipt' | 'person' | 'system';
  /** Of `device` the error byte of the register, of `timeout` 1. */
  readonly code: number;
  /** Stable identifier, such as `EXPIRED` or `DEVICE_REFUSED`. */
  readonly name: string;
  readonly ru: string;
  readonly en: string;
  readonly problems?: readonly Problem[];
  /** Of `device`: third byte of the error. */
  readonly extended?: number;
}

/** One receipt on its way. Times are ms since 1970. */
export interface Job {
  /** Its name, and the key under which the driver issues it. */
  readonly uuid: string;
  readonly group: string;
  /** Unique in the group. */
  readonly externalId: string;
  readonly state: JobState;
  readonly origin: JobOrigin;
  readonly receipt: ReceiptInput;
  readonly type: ReceiptType;
  readonly totalKopecks: number;
  readonly vats: readonly VatTotal[];
  readonly contact: string | undefined;
  readonly acceptedAt: number;
  /** The job fails when it is still `wait` then. Moves on by the time that the job was pinned in vain. */
  readonly expiresAt: number;
  /** Register that has it or had it last. */
  readonly register: string | undefined;
  readonly fence: number | undefined;
  readonly pinnedAt: number | undefined;
  /** Set while nobody knows whether the document exists. */
  readonly unknownSince: number | undefined;
  /** What the driver tells of the doubt, for a person. */
  readonly story: readonly HistoryEntry[] | undefined;
  readonly finishedAt: number | undefined;
  /** How often it was refused and given back. */
  readonly attempts: number;
  readonly result: FiscalResult | undefined;
  readonly failure: JobFailure | undefined;
  readonly callbackUrl: string | undefined;
  /** Whatever the face wants back with the report; plain JSON. */
  readonly meta: unknown;
  /** Job that this one returns or corrects. */
  readonly relatedTo: string | undefined;
}

/** What is needed to accept a job. */
export type NewJob = Pick<
  Job,
  | 'uuid'
  | 'group'
  | 'externalId'
  | 'origin'
  | 'receipt'
  | 'type'
  | 'totalKopecks'
  | 'vats'
  | 'contact'
  | 'acceptedAt'
  | 'expiresAt'
  | 'callbackUrl'
  | 'meta'
  | 'relatedTo'
>;

export interface Accepted {
  /** Of the job that has this external_id: the new one, or the one before. */
  readonly uuid: string;
  /** False: the external_id was taken; nothing was written. */
  readonly created: boolean;
  readonly acceptedAt: number;
}

/** Everything that is given must hold. Sums are kopecks, times ms since 1970. */
export interface JobQuery {
  readonly group?: string | readonly string[] | undefined;
  readonly register?: string | undefined;
  readonly state?: JobState | 'unknown' | undefined;
  readonly externalId?: string | undefined;
  readonly uuid?: string | undefined;
  /** Phone or e-mail, exactly. */
  readonly contact?: string | undefined;
  readonly totalKopecks?: number | undefined;
  /** FD number. */
  readonly documentNumber?: number | undefined;
  readonly fnNumber?: string | undefined;
  readonly type?: ReceiptType | undefined;
  readonly relatedTo?: string | undefined;
  /** By `acceptedAt`, from inclusive, to exclusive. */
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  /** Jobs of a page, 1..1000. Default 50. */
  readonly limit?: number | undefined;
  /** `next` of the page before. */
  readonly after?: string | undefined;
}

/** Newest first. */
export interface JobPage {
  readonly jobs: readonly Job[];
  /** For `after`; undefined on the last page. */
  readonly next: string | undefined;
}

/** Of one group, at this moment. */
export interface QueueState {
  readonly group: string;
  /** Jobs in `wait`; counted up to 10 000. */
  readonly waiting: number;
  /** When the oldest of them was accepted; undefined when none waits. */
  readonly oldestAt: number | undefined;
  readonly pinned: number;
  readonly unknown: number;
}
