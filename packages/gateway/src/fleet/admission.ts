import { randomUUID } from 'node:crypto';
import {
  type Problem,
  type Receipt,
  type ReceiptBuilder,
  type ReceiptInput,
  ValidationError,
} from 'atol-kkt';
import { isReceipt, toReceipt } from 'atol-kkt/fiscal';
import type { JobOrigin, NewJob } from '../store/index.js';
import { type Group, wallMs } from './terms/index.js';

export interface SubmitOptions {
  /** Told of the end of the job by POST. */
  readonly callbackUrl?: string | undefined;
  /** INN of the seller that the receipt names: must be that of the group. */
  readonly inn?: string | undefined;
  /** Time limit of this receipt in the queue, ms; not longer than the group's. */
  readonly queueLimitMs?: number | undefined;
  /** Who brought it. Default `program`. */
  readonly origin?: JobOrigin | undefined;
  /** Plain JSON that comes back with the job. */
  readonly meta?: unknown;
  /** uuid of the job that this one returns or corrects. */
  readonly relatedTo?: string | undefined;
}

const MOST_CHARACTERS = 256;

const optionNames: Readonly<Record<keyof SubmitOptions, true>> = {
  callbackUrl: true,
  inn: true,
  queueLimitMs: true,
  origin: true,
  meta: true,
  relatedTo: true,
};

/**
 * Checks what can be checked before a register is asked, and makes a job of it.
 *
 * @throws ValidationError with all problems
 */
export function admit(
  group: Group,
  externalId: string,
  source: ReceiptInput | ReceiptBuilder,
  options: SubmitOptions,
  now: number,
): NewJob {
  const input = inputOf(source);
  const receipt = toReceipt(input, {
    date: new Date(wallMs(now, group.timeZone)).toISOString().slice(0, 10),
  });
  const problems = problemsOf(group, externalId, receipt, options);
  if (problems.length > 0) throw new ValidationError(problems, 'Чек не принят');
  const { queueLimitMs } = group.policy;
  return {
    uuid: randomUUID(),
    group: group.name,
    externalId,
    origin: options.origin ?? 'program',
    receipt: placed(input, group),
    type: receipt.type,
    totalKopecks: receipt.total,
    vats: receipt.vatTotals,
    contact: receipt.customer?.contact,
    acceptedAt: now,
    expiresAt: now + Math.min(queueLimitMs, options.queueLimitMs ?? queueLimitMs),
    callbackUrl: options.callbackUrl,
    meta: options.meta,
    relatedTo: options.relatedTo,
  };
}

/** Plain JSON: the job outlives this process. */
function inputOf(source: ReceiptInput | ReceiptBuilder): ReceiptInput {
  if (isReceipt(source)) {
    const ru = 'нужны данные чека или построитель, а не проверенный чек: вызовите submit() без build()';
    throw new ValidationError([
      { path: '', code: 'RECEIPT_BUILT', ru, en: 'give the input or the builder, without build()' },
    ]);
  }
  return JSON.parse(JSON.stringify(source)) as ReceiptInput;
}

/** A receipt that names no place is made at the group's. */
function placed(input: ReceiptInput, { paymentAddress }: Group): ReceiptInput {
  return input.place === undefined && paymentAddress !== undefined
    ? { ...input, place: paymentAddress }
    : input;
}

function problemsOf(group: Group, externalId: unknown, receipt: Receipt, options: SubmitOptions): Problem[] {
  const problems: Problem[] = [];
  const add = (path: string, code: string, ru: string, en: string, value: unknown, tag?: number): void => {
    problems.push({ path, code, ru, en, value, ...(tag !== undefined && { tag }) });
  };
  if (typeof externalId !== 'string' || externalId === '' || externalId.length > MOST_CHARACTERS) {
    const ru = `непустая строка до ${MOST_CHARACTERS} символов`;
    add('externalId', 'EXTERNAL_ID', ru, `a string of 1..${MOST_CHARACTERS} characters`, externalId);
  }
  for (const [name, value] of Object.entries(options)) {
    if (!Object.hasOwn(optionNames, name))
      add(name, 'OPTION', 'неизвестный параметр', 'an unknown option', value);
  }
  for (const name of ['callbackUrl', 'inn', 'relatedTo'] as const) {
    const value: unknown = options[name];
    if (value !== undefined && typeof value !== 'string') add(name, 'OPTION', 'строка', 'a string', value);
  }
  if (typeof options.inn === 'string' && group.inn !== undefined && options.inn !== group.inn) {
    const ru = `у группы ИНН ${group.inn}: кассы зарегистрированы на него`;
    add('inn', 'INN', ru, `the registers of the group belong to INN ${group.inn}`, options.inn, 1018);
  }
  const { taxation } = receipt;
  if (taxation !== undefined && group.taxations && !group.taxations.includes(taxation)) {
    const names = group.taxations.join(', ');
    add('taxation', 'TAXATION', `у группы системы: ${names}`, `the group has: ${names}`, taxation, 1055);
  }
  if (taxation === undefined && group.taxations && group.taxations.length > 1) {
    const names = group.taxations.join(', ');
    add('taxation', 'TAXATION', `назовите одну из: ${names}`, `name one of ${names}`, taxation, 1055);
  }
  const limit = options.queueLimitMs;
  if (limit !== undefined && (!Number.isSafeInteger(limit) || limit < 1)) {
    add('queueLimitMs', 'OPTION', 'целое число миллисекунд больше 0', 'whole milliseconds above 0', limit);
  }
  return problems;
}
