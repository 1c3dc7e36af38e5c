import assert from 'node:assert/strict';
import type { Device, SignedDocument } from '../device/device.js';

/** The documents that the register signed while `body` ran; there must be exactly `count` of them. */
export async function signedDuring<T>(
  device: Device,
  count: number,
  body: () => Promise<T>,
): Promise<{ result: T; signed: SignedDocument[] }> {
  const before = device.documents.length;
  const result = await body();
  const signed = device.documents.slice(before);
  assert.equal(signed.length, count, `the register signed ${signed.length} documents, not ${count}`);
  return { result, signed };
}

/** As {@link signedDuring} for one document. */
export async function signedOnceDuring<T>(
  device: Device,
  body: () => Promise<T>,
): Promise<{ result: T; document: SignedDocument }> {
  const { result, signed } = await signedDuring(device, 1, body);
  const [document] = signed;
  assert.ok(document);
  return { result, document };
}

/** `fiscalParams` of the driver's answer must be what stands in the signed document, field for field. */
export function assertFiscalParams(
  result: unknown,
  { number, sign, dateTime, tags }: SignedDocument,
  registration: SignedDocument,
  more: Readonly<Record<string, number>> = {},
): void {
  assert.deepEqual(result, {
    fiscalParams: {
      fiscalDocumentNumber: number,
      fiscalDocumentSign: String(sign),
      fiscalDocumentDateTime: driverTime(dateTime),
      shiftNumber: tags.number(1038),
      fnNumber: tags.text(1041),
      registrationNumber: tags.text(1037),
      fnsUrl: registration.tags.text(1060),
      ...more,
    },
    warnings: {},
  });
}

/** The two fields that `fiscalParams` has for receipts only. */
export function receiptParams({ tags }: SignedDocument): { fiscalReceiptNumber: number; total: number } {
  return { fiscalReceiptNumber: tags.number(1042), total: tags.number(1020) / 100 };
}

/** The ФН answers in minutes; the driver adds the zone of its process, which is UTC here. */
export function driverTime(local: string): string {
  return `${local.slice(0, 16)}:00+00:00`;
}
