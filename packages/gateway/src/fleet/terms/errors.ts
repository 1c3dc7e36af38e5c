import { AtolError, type AtolErrorOptions } from 'atol-kkt';

export type GatewayErrorCode =
  | 'GROUP_UNKNOWN'
  | 'REGISTER_UNKNOWN'
  | 'JOB_UNKNOWN'
  /** The group refuses receipts while so many wait (opt-in); `retryAfterMs` says when to come again. */
  | 'QUEUE_FULL'
  /** Another process drives the register; `owner` is its name. */
  | 'REGISTER_ELSEWHERE'
  /** The register is out of reach now. */
  | 'REGISTER_OFFLINE'
  /** The outcome of the job is known already, or nobody has begun it. */
  | 'NOT_UNKNOWN'
  /** The register or group is still needed: jobs are on it. */
  | 'IN_USE'
  | 'CLOSED';

export interface GatewayErrorDetails extends AtolErrorOptions {
  retryAfterMs?: number | undefined;
  owner?: string | undefined;
}

/** The gateway cannot do what was asked; nothing was begun. */
export class GatewayError extends AtolError {
  override name = 'GatewayError';
  declare readonly code: GatewayErrorCode;
  readonly retryAfterMs: number | undefined;
  readonly owner: string | undefined;

  constructor(code: GatewayErrorCode, message: string, details: GatewayErrorDetails = {}) {
    super(code, message, { outcome: 'not-sent', ...details });
    this.retryAfterMs = details.retryAfterMs;
    this.owner = details.owner;
  }
}
