import { expect } from 'vitest';
import type { Emulator } from '../../../../src/emulator/index.js';
import {
  decodeDocument,
  encodeDocument,
  type FiscalDocument,
  fieldValue,
} from '../../../../src/fiscal/index.js';
import { registers } from '../../../../src/protocol/classic/registers.js';
import { Host } from '../../support.js';

/** Types of command 92 by tag 1054, and whether the drawer gains. */
const types = [
  { type: 1, sign: 1 },
  { type: 2, sign: -1 },
  { type: 4, sign: -1 },
  { type: 5, sign: 1 },
] as const;

const totalOf = (document: FiscalDocument) => fieldValue(document, 'totalSum') ?? 0;
const cashOf = (document: FiscalDocument) => fieldValue(document, 'cashSum') ?? 0;
const kindOf = (document: FiscalDocument) => (fieldValue(document, 'settlementType') ?? 0) - 1;

/**
 * Everything that the FN has fits everything that the register counts: numbers without a gap, documents that can be read, sums per
 * type and shift. Returns what receipts have put into the drawer, kopecks.
 */
export async function checkConsistency(emulator: Emulator): Promise<number> {
  const { fn } = emulator;
  const documents: FiscalDocument[] = [];
  for (const { number, bytes } of fn.documents()) {
    const document = decodeDocument(bytes);
    documents.push(document);
    expect(fieldValue(document, 'docNumber')).toBe(number);
    expect(number).toBe(documents.length);
    expect(Buffer.compare(encodeDocument(document), bytes)).toBe(0);
  }
  expect(fn.state.last.number).toBe(documents.length);
  const { shift } = fn.state;
  const opened = documents.findLastIndex(({ form }) => form === 2);
  const receipts = documents.filter(({ form }) => form === 3);
  const ofShift = shift.open ? documents.slice(opened).filter(({ form }) => form === 3) : [];
  expect(shift.number).toBe(documents.filter(({ form }) => form === 2).length);
  expect(shift.open).toBe(opened >= 0 && documents.findLastIndex(({ form }) => form === 5) < opened);
  if (shift.open) expect(shift.receipts).toBe(ofShift.length);
  const host = new Host(emulator);
  let cash = 0;
  for (const [kind, { type, sign }] of types.entries()) {
    const sum = (list: readonly FiscalDocument[]) =>
      list.filter((one) => kindOf(one) === kind).reduce((all, one) => all + totalOf(one), 0);
    cash += sign * receipts.filter((one) => kindOf(one) === kind).reduce((all, one) => all + cashOf(one), 0);
    expect(emulator.state.totals.byType[type]?.sum, `type ${type}`).toBe(sum(receipts));
    // After a Z report that broke off the register has not cleared its counters yet.
    if (!emulator.state.interruptedZ)
      expect(emulator.state.shift.byType[type]?.sum, `type ${type} of the shift`).toBe(sum(ofShift));
  }
  expect(emulator.state.totals.receipts).toBe(receipts.length);
  if (!emulator.state.interruptedZ)
    expect((await host.register(registers.documentsCount)).inShift).toBe(
      shift.open ? documents.length - opened : 0,
    );
  return cash;
}
