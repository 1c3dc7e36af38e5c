import type { Latest } from './format.js';
import { decodeRecord } from './record.js';

/** What the driver keeps of receipts, as far as it matters here. */
interface Intent {
  readonly fnNumber?: unknown;
  readonly baseline?: unknown;
  readonly others?: unknown;
}

interface Done {
  readonly result?: { readonly fnNumber?: unknown; readonly documentNumber?: unknown };
}

/**
 * Up to version 2 a journal was read as a whole, so that the documents of all its receipts were known to be taken. A receipt in doubt
 * that is left of such a journal gets the numbers of the later ones, which are not asked for one by one any more.
 */
export function withOthers(latest: Latest, jsonOf: (key: string) => string): void {
  const doubts = [...latest.values()].filter(({ json }) => json !== undefined);
  if (doubts.length === 0) return;
  const taken = new Map<unknown, number[]>();
  for (const { key, state } of latest.values()) {
    if (state !== 'done') continue;
    const { result } = Object(decodeRecord(jsonOf(key))?.data) as Done;
    if (typeof result?.documentNumber !== 'number') continue;
    const numbers = taken.get(result.fnNumber) ?? [];
    numbers.push(result.documentNumber);
    taken.set(result.fnNumber, numbers);
  }
  for (const kept of doubts) {
    const record = decodeRecord(kept.json ?? '');
    const { fnNumber, baseline, others } = Object(record?.data) as Intent;
    if (!record || typeof baseline !== 'number' || others !== undefined) continue;
    const later = (taken.get(fnNumber) ?? []).filter((number) => number > baseline);
    if (later.length === 0) continue;
    const ranges = later.sort((one, other) => one - other).map((number) => [number, number]);
    const data = { ...(record.data as object), others: ranges };
    latest.set(kept.key, { ...kept, json: JSON.stringify({ ...record, data }) });
  }
}
