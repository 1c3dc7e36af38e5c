import { createHash } from 'node:crypto';
import { ValidationError } from 'atol-kkt';
import { type Gateway, GatewayError, type Group } from '../fleet/index.js';
import type { CorrectionBody, Envelope, ReceiptBody } from './body.js';
import { cleaned } from './cleaned.js';
import { correctionOf } from './convert/correction.js';
import { faultOf } from './convert/paths.js';
import { type Converted, receiptOf } from './convert/receipt.js';
import { Refusal } from './errors.js';
import type { OnlineMeta } from './report.js';
import { callbackMask, type Operation, operations, schemaOf } from './schema/envelope.js';
import { type Fault, faultsOf } from './schema/validate.js';

export interface Registered {
  readonly uuid: string;
  readonly acceptedAt: number;
  /** False: the group has had this external_id already. */
  readonly created: boolean;
}

/**
 * Takes a document of the API into the queue.
 *
 * @throws Refusal 32 with the names of the fields, 50 when the queue is full or the store does not answer
 */
export async function register(
  gateway: Gateway,
  group: Group,
  operation: Operation,
  raw: unknown,
): Promise<Registered> {
  const body = cleaned(raw);
  try {
    return await submit(gateway, group, operation, body);
  } catch (error) {
    // A repeat is a repeat, whatever is wrong with it or with the queue by now: its document may exist.
    const first = await firstOf(gateway, group, body);
    if (first) return first;
    throw error;
  }
}

async function submit(
  gateway: Gateway,
  group: Group,
  operation: Operation,
  body: unknown,
): Promise<Registered> {
  const faults = faultsOf(schemaOf(operation), body);
  if (faults.length > 0) throw new Refusal(32, { faults });
  const envelope = body as Envelope;
  const converted = convert(operation, envelope, group);
  if ('faults' in converted) throw new Refusal(32, { faults: converted.faults });
  const { callback_url: url } = envelope.service ?? {};
  const good = url !== undefined && callbackMask.test(url) && URL.canParse(url);
  const meta: OnlineMeta = {
    hash: hashOf(envelope),
    ...(url !== undefined && { callbackUrl: url }),
    ...(url !== undefined && !good && { callbackRefused: true }),
  };
  const inn = (envelope.receipt ?? envelope.correction)?.company.inn;
  try {
    const accepted = await gateway.submit(group.name, envelope.external_id, converted.receipt, {
      origin: 'online',
      meta,
      ...(inn !== undefined && { inn }),
      ...(good && { callbackUrl: url }),
    });
    if (!accepted.created) await compare(gateway, accepted.uuid, meta.hash);
    return accepted;
  } catch (error) {
    throw refusalOf(error, operation, envelope, converted.vatPlaces);
  }
}

function convert(operation: Operation, { receipt, correction }: Envelope, { policy }: Group): Converted {
  const [type] = operations[operation];
  return operations[operation][1] === 'receipt'
    ? receiptOf(type, receipt as ReceiptBody, { lowerPrice: policy.sumDifference === 'lowerPrice' })
    : correctionOf(type, correction as CorrectionBody);
}

function refusalOf(
  error: unknown,
  operation: Operation,
  { receipt }: Envelope,
  vatPlaces: readonly number[],
): unknown {
  if (error instanceof ValidationError) {
    const phone = receipt?.client.email === undefined && receipt?.client.phone !== undefined;
    const faults: Fault[] = error.problems.map((problem) =>
      faultOf(problem, operations[operation][1], vatPlaces, phone),
    );
    return new Refusal(32, { faults });
  }
  if (error instanceof GatewayError && error.code === 'QUEUE_FULL') {
    return new Refusal(50, { http: 503, text: error.message, retryAfterMs: error.retryAfterMs });
  }
  return error;
}

/** Known from before: only the name counts, never the body. */
async function firstOf(gateway: Gateway, group: Group, body: unknown): Promise<Registered | undefined> {
  const { external_id: id } = (body ?? {}) as { external_id?: unknown };
  if (typeof id !== 'string') return undefined;
  const job = await gateway.store.jobs.byExternalId(group.name, id);
  return job && { uuid: job.uuid, acceptedAt: job.acceptedAt, created: false };
}

/** A client that gives one name to two receipts loses the second one: somebody should know. */
async function compare(gateway: Gateway, uuid: string, hash: string): Promise<void> {
  const job = await gateway.job(uuid);
  const meta = job?.meta as Partial<OnlineMeta> | undefined;
  if (!job || meta?.hash === undefined || meta.hash === hash) return;
  const { group, externalId } = job;
  gateway.log.warn({ uuid, group, externalId }, 'another receipt under the same external_id was not taken');
}

function hashOf({ receipt, correction }: Envelope): string {
  return createHash('sha256')
    .update(canonical(receipt ?? correction))
    .digest('base64url');
}

/** JSON with the keys in order. */
function canonical(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  const fields = value as Readonly<Record<string, unknown>>;
  const names = Object.keys(fields).sort();
  return `{${names.map((name) => `${JSON.stringify(name)}:${canonical(fields[name])}`).join()}}`;
}
