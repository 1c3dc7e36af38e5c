import { ProtocolError } from '../../errors.js';
import type { FiscalDocument } from '../document.js';
import { fieldValue } from '../fields.js';
import { fiscalSignNumber } from '../fiscal-sign.js';
import { qrText } from '../qr.js';

/** Text of the QR code of a receipt; empty for documents that have none, or lack what it needs. */
export function documentQr(document: FiscalDocument): string[] {
  const dateTime = fieldValue(document, 'dateTime');
  const totalKopecks = fieldValue(document, 'totalSum');
  const fnNumber = fieldValue(document, 'fnNumber');
  const documentNumber = fieldValue(document, 'docNumber');
  const sign = fieldValue(document, 'fiscalSign');
  const settlementType = fieldValue(document, 'settlementType');
  if (
    dateTime === undefined ||
    totalKopecks === undefined ||
    fnNumber === undefined ||
    documentNumber === undefined ||
    sign === undefined ||
    settlementType === undefined
  ) {
    return [];
  }
  try {
    const fiscalSign = fiscalSignNumber(sign);
    return [
      qrText({
        dateTime: dateTime.slice(0, 16),
        totalKopecks,
        fnNumber,
        documentNumber,
        fiscalSign,
        settlementType,
      }),
    ];
  } catch (error) {
    // A document may have been read with values that no receipt can have; it is shown without a code.
    if (error instanceof ProtocolError) return [];
    throw error;
  }
}
