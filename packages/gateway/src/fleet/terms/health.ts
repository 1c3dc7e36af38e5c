import type { Registration, ShiftState } from 'atol-kkt';
import type { Taxation } from 'atol-kkt/fiscal';

/**
 * What a lane does:
 * - `unheld`: no process drives it; `starting`: a process has just taken it
 * - `online`: free; `busy`: has a job; `service`: a person works with it
 * - `reserve`: waits until the group needs it; `drained`: a person has taken it out
 * - `offline`: out of reach; `unknown`: nobody knows the outcome of its job yet
 * - `blocked`: it answers, but must not take receipts: `problems` say why
 */
export const laneStates = [
  'unheld',
  'starting',
  'online',
  'busy',
  'service',
  'reserve',
  'drained',
  'offline',
  'unknown',
  'blocked',
] as const;
export type LaneState = (typeof laneStates)[number];

export const problemCodes = [
  'offline',
  'unknownOutcome',
  'otherRegister',
  'otherOwner',
  'otherTaxation',
  'notFiscal',
  'noFn',
  'fnFull',
  'fnNearlyFull',
  'fnExpired',
  'fnExpires',
  'fnCritical',
  'unsentTooOld',
  'unsentOld',
  'noPaper',
  'coverOpen',
  'clockDrift',
  'shiftExpired',
  'refuses',
] as const;
export type ProblemCode = (typeof problemCodes)[number];

/** Something that a person should know of a register. */
export interface HealthProblem {
  readonly code: ProblemCode;
  /** It takes no receipts because of it. */
  readonly blocking: boolean;
  readonly ru: string;
  readonly en: string;
  /** Ms since 1970. */
  readonly since: number;
}

export interface FnHealth {
  /** 16 digits. */
  readonly number: string;
  /** Such as `fiscal`. */
  readonly phase: string;
  /** FD number of the last document. */
  readonly documents: number;
  readonly capacity: number;
  /** `YYYY-MM-DD`. */
  readonly validUntil: string;
  /** Smoothed, without the register's days of rest. */
  readonly documentsPerDay: number;
  /** Until its documents or its keys end, whichever is first; days. */
  readonly daysLeft: number;
  /** Which of them. */
  readonly endsBy: 'documents' | 'keys';
}

/** The last look at a register; plain JSON. Times are ms since 1970 but where a register's local time is named. */
export interface RegisterHealth {
  readonly state: LaneState;
  readonly problems: readonly HealthProblem[];
  readonly at: number;
  readonly modelName?: string | undefined;
  readonly serialNumber?: string | undefined;
  readonly firmware?: string | undefined;
  readonly registration?:
    | {
        readonly owner: Registration['owner'];
        readonly registrationNumber: string;
        readonly address: string;
        readonly place: string;
        readonly taxations: readonly Taxation[];
        readonly ofdName: string;
        readonly ofdInn: string;
        readonly ffd: string;
      }
    | undefined;
  readonly fn?: FnHealth | undefined;
  readonly shift?:
    | { readonly state: ShiftState; readonly number: number; readonly endsAt: number | undefined }
    | undefined;
  readonly unsent?: { readonly count: number; readonly oldest: string | undefined } | undefined;
  readonly paperPresent?: boolean | undefined;
  /** The register's clock is ahead by so much, ms. */
  readonly clockDriftMs?: number | undefined;
  /** uuid of the job that it has. */
  readonly job?: string | undefined;
  readonly lastDoneAt?: number | undefined;
  readonly lastError?: string | undefined;
}
