import { AtolError, type FiscalResult, type HistoryEntry } from 'atol-kkt';
import { deviceErrorInfo } from 'atol-kkt/protocol';
import { type JobFailure, StoreError } from '../../store/index.js';

/** What an attempt to issue a receipt, or to find out about one, came to. */
export type Verdict =
  | { readonly kind: 'done'; readonly result: FiscalResult }
  /** Certainly not printed. `refused`: the register itself said no; it is looked at before it gets another one. */
  | {
      readonly kind: 'notIssued';
      readonly refused: boolean;
      readonly failure: JobFailure | undefined;
      /** The receipt is to blame rather than the register. */
      readonly receipt?: boolean;
    }
  /** Certainly not printed, and no register would. */
  | { readonly kind: 'hopeless'; readonly failure: JobFailure }
  | { readonly kind: 'unknown'; readonly story: readonly HistoryEntry[] }
  /** Another process has the lane. */
  | { readonly kind: 'laneLost' }
  /** The store did not write; what became of the receipt is in the journal or nowhere. */
  | { readonly kind: 'store' };

interface Device {
  readonly status: number;
  readonly extended?: number;
  readonly textRu: string;
  readonly textEn: string;
}

export function verdictOf(error: unknown, now: number): Verdict {
  if (isLaneLost(error)) return { kind: 'laneLost' };
  if (isStoreTrouble(error)) return { kind: 'store' };
  const { code, outcome, message, history } = error instanceof AtolError ? error : own(error);
  if (code === 'KEY_UNKNOWN' || hasProblem(error, 'KEY_UNKNOWN')) {
    return { kind: 'notIssued', refused: false, failure: undefined };
  }
  if (code === 'INVALID') return { kind: 'hopeless', failure: wrongReceipt(error as AtolError) };
  const device = deviceOf(error);
  if (outcome === 'refused' && device) {
    const failure = deviceFailure(device, message);
    const { family } = deviceErrorInfo(device.status, device.extended);
    // Somebody who is in the way can make a good receipt look like a wrong one: another register is asked, too.
    const receipt = family === 'receipt' || family === 'attribute';
    return { kind: 'notIssued', refused: true, failure, receipt };
  }
  if (outcome === 'refused') return { kind: 'notIssued', refused: true, failure: undefined };
  if (outcome === 'not-sent') return { kind: 'notIssued', refused: false, failure: undefined };
  return { kind: 'unknown', story: history ?? [{ at: now, text: message }] };
}

export function isLaneLost(error: unknown): boolean {
  const { code } = error as { code?: unknown };
  return code === 'LANE_LOST' || code === 'JOURNAL_LOCKED';
}

/** The database does not answer or cannot write. */
export function isStoreTrouble(error: unknown): boolean {
  return error instanceof StoreError || /^JOURNAL_/.test(String((error as { code?: unknown }).code));
}

/** The register does not answer. */
export function isLineTrouble(error: unknown): boolean {
  const { name, code } = error as { name?: unknown; code?: unknown };
  return name === 'ConnectionError' || name === 'TimeoutError' || code === 'EARLIER_UNKNOWN';
}

function own(error: unknown): Pick<AtolError, 'code' | 'outcome' | 'message' | 'history'> {
  const message = error instanceof Error ? error.message : String(error);
  return { code: 'UNKNOWN', outcome: undefined, message, history: undefined };
}

function hasProblem(error: unknown, code: string): boolean {
  const { problems } = error as { problems?: readonly { readonly code: string }[] };
  return problems?.some((problem) => problem.code === code) ?? false;
}

/** The refusal itself, or what made the driver say that nothing was issued. */
export function deviceOf(error: unknown): Device | undefined {
  for (let at = error; at instanceof Error; at = at.cause) {
    if (at.name === 'DeviceError') return at as unknown as Device;
  }
  return undefined;
}

function deviceFailure({ status, extended, textRu, textEn }: Device, message: string): JobFailure {
  return {
    kind: 'device',
    code: status,
    name: 'DEVICE_REFUSED',
    ru: message || textRu,
    en: `The register refused: ${textEn}`,
    ...(extended !== undefined && { extended }),
  };
}

function wrongReceipt(error: AtolError & { problems?: JobFailure['problems'] }): JobFailure {
  return {
    kind: 'receipt',
    code: 0,
    name: 'RECEIPT',
    ru: error.message,
    en: `The register cannot carry this receipt: ${error.problems?.map(({ path, en }) => `${path}: ${en}`).join('; ')}`,
    ...(error.problems && { problems: error.problems }),
  };
}
