import { describe, expect, it } from 'vitest';
import { parseReceipt } from '../../src/fiscal/index.js';
import { type Command, encodeRequest } from '../../src/protocol/index.js';
import { planReceipt } from '../../src/register/classic/plan.js';
import { goldenReceipts } from '../fiscal/golden/receipts.js';
import { normalise, type Payloads, receiptFiles, recordedReceipts } from '../fiscal/golden/recorded.js';

function plannedPayloads(input: Parameters<typeof parseReceipt>[0]): Payloads {
  const calls = planReceipt(parseReceipt(input));
  return normalise(
    calls.map(({ command, request }) => encodeRequest(command as Command<unknown>, request).slice(2)),
  );
}

describe('receipts of the recorded transcripts, rebuilt', () => {
  it('covers every recording that holds a whole receipt', () => {
    const named = Object.keys(goldenReceipts).map((name) => `fiscal-${name}.jsonl`);
    expect(named.sort()).toEqual([...receiptFiles].sort());
  });

  it.each(Object.entries(goldenReceipts))('%s: the vendor driver sent the same', (name, golden) => {
    let recorded = recordedReceipts(`fiscal-${name}.jsonl`);
    for (const { why, ours } of golden.differences ?? []) {
      const adjusted = recorded.map((lines) => lines.map(ours).filter(Boolean));
      expect(adjusted, `no such difference any more: ${why}`).not.toEqual(recorded);
      recorded = adjusted;
    }
    expect(golden.receipts.map(plannedPayloads)).toEqual(recorded);
  });
});
