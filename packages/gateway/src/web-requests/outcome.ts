import { JsonTaskError } from 'atol-kkt/json';
import { GatewayError } from '../fleet/index.js';

/** What is known of a task. The number of the last document before it proves later whether there is a new one. */
export interface TaskResult {
  readonly status: 'wait' | 'inProgress' | 'ready' | 'error' | 'interrupted' | 'canceled' | 'blocked';
  readonly error: { readonly code: number; readonly description: string };
  readonly result?: object;
  readonly documentBefore?: number;
  /** `ready`, and its paper is not: the queue stands until the register has printed the rest. */
  readonly unprinted?: boolean;
}

export type BlockReason = 'connectionError' | 'fnError' | 'paperError';

export const noError = { code: 0, description: 'Ошибок нет' } as const;
export const waiting: TaskResult = { status: 'wait', error: noError };
export const interrupted: TaskResult = {
  status: 'interrupted',
  error: { code: 502, description: 'Прервано из-за предыдущих ошибок' },
};
export const canceled: TaskResult = {
  status: 'canceled',
  error: { code: 503, description: 'Задание отменено' },
};

const NO_CONNECTION = 2;
const CONNECTION_LOST = 241;
const reasons: readonly (readonly [BlockReason, readonly number[]])[] = [
  ['connectionError', [1, NO_CONNECTION, 3, 4, CONNECTION_LOST]],
  ['fnError', [115, 116, 159, 166, 177]],
  ['paperError', [44, 45, 46, 114]],
];

/** Why the queue must stand after this error; undefined when it need not. */
export function blockReason(code: number): BlockReason | undefined {
  return reasons.find(([, codes]) => codes.includes(code))?.[0];
}

const fiscal =
  /^(sell|buy|sellReturn|buyReturn|openShift|closeShift|reportOfdExchangeStatus|registration|fnChange|changeRegistrationParameters|closeArchive)$|Correction$/;
const receipt = /^(sell|buy|sellReturn|buyReturn)$|Correction$/;

export function typeOf(task: unknown): string {
  const { type } = (task ?? {}) as { type?: unknown };
  return typeof type === 'string' ? type : '';
}

export function isFiscal(task: unknown): boolean {
  return fiscal.test(typeOf(task));
}

export function isReceipt(task: unknown): boolean {
  return receipt.test(typeOf(task));
}

export interface Failure {
  readonly code: number;
  readonly description: string;
  /** It may have been executed. */
  readonly unknown: boolean;
}

export function failureOf(error: unknown): Failure {
  if (error instanceof JsonTaskError) {
    const { code, description, outcome } = error;
    return { code, description, unknown: outcome === 'unknown' };
  }
  const message = error instanceof Error ? error.message : String(error);
  const away = error instanceof GatewayError;
  return { code: away ? NO_CONNECTION : CONNECTION_LOST, description: message, unknown: !away };
}
