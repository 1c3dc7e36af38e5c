import type { CashRegister, OutcomeUnknownError } from 'atol-kkt';
import { fieldValue, renderReceiptSvg } from 'atol-kkt/fiscal';
import type { Gateway } from '../fleet/index.js';
import type { Job } from '../store/index.js';
import { type Markup, trusted } from './html/html.js';
import { limited } from './limited.js';

/** A document of the FN that may be the receipt that is asked about. */
export interface Candidate {
  readonly number: number;
  readonly paper: Markup;
  /** Why the driver does not take it for ours, in Russian; undefined for one that it did not speak of. */
  readonly why: string | undefined;
  /** Sum and kind are those of the receipt. */
  readonly alike: boolean;
  /** Another job of ours that this document belongs to. */
  readonly taken: Job | undefined;
}

export interface Found {
  /** The driver knows by now what became of it. */
  readonly known: boolean;
  readonly candidates: readonly Candidate[];
}

/** Documents that are read when the driver names none. */
const LAST = 8;
const MOST = 12;
const LIMIT_MS = 30_000;
const receiptForms: readonly number[] = [3, 4, 31, 41];

/** Asks the register once more, and reads the documents that may be ours. @throws GatewayError when it cannot be asked */
export async function candidatesOf(gateway: Gateway, job: Job, gone: AbortSignal): Promise<Found> {
  const signal = limited(gone, LIMIT_MS);
  return gateway.registers.use(job.register ?? '', async (kkt) => {
    const sides = await ask(kkt, job.uuid, signal);
    if (sides === 'known') return { known: true, candidates: [] };
    const named = new Map(sides.map(({ number, why }) => [number, why]));
    const numbers = named.size > 0 ? [...named.keys()] : await lastNumbers(kkt, signal);
    const candidates: Candidate[] = [];
    for (const number of numbers.slice(0, MOST)) {
      const found = await read(gateway, kkt, job, number, named.get(number), signal);
      if (found) candidates.push(found);
    }
    return { known: false, candidates: candidates.toSorted((a, b) => Number(b.alike) - Number(a.alike)) };
  });
}

async function ask(
  kkt: CashRegister,
  key: string,
  signal: AbortSignal,
): Promise<'known' | { number: number; why: string | undefined }[]> {
  try {
    await kkt.resolve(key, { signal });
    return 'known';
  } catch (error) {
    const { name, outcome, sides } = error as OutcomeUnknownError;
    // The driver is certain that there is none.
    if (outcome === 'refused') return 'known';
    if (name !== 'OutcomeUnknownError') throw error;
    return (sides?.documents ?? []).flatMap(({ number, why }) =>
      number === undefined ? [] : [{ number, why }],
    );
  }
}

async function lastNumbers(kkt: CashRegister, signal: AbortSignal): Promise<number[]> {
  const { fn } = await kkt.status({ signal });
  const last = fn?.lastDocument ?? 0;
  return Array.from({ length: Math.min(LAST, last) }, (_, index) => last - index);
}

async function read(
  gateway: Gateway,
  kkt: CashRegister,
  job: Job,
  number: number,
  why: string | undefined,
  signal: AbortSignal,
): Promise<Candidate | undefined> {
  const document = await kkt.fn.readDocument(number, { signal });
  if (!document || !receiptForms.includes(document.form)) return undefined;
  const fnNumber = fieldValue(document, 'fnNumber');
  const { jobs } = await gateway.store.jobs.find({
    documentNumber: number,
    ...(fnNumber !== undefined && { fnNumber }),
    state: 'done',
    limit: 1,
  });
  return {
    number,
    paper: trusted(renderReceiptSvg(document)),
    why,
    alike: why !== undefined || fieldValue(document, 'totalSum') === job.totalKopecks,
    taken: jobs[0],
  };
}
