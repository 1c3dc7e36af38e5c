import { decodeDocument } from '../../fiscal/document.js';
import { settlementTypes } from '../../fiscal/enums.js';
import { fieldValue, fieldValues } from '../../fiscal/fields.js';
import { fiscalSignNumber } from '../../fiscal/fiscal-sign.js';
import { formatKopecks, formatQuantity } from '../../fiscal/money.js';
import type { StoredDocument } from '../fn/state.js';
import type { Printer } from './printer.js';

/** Any fiscal document as lines of text. */
export function documentLines(printer: Printer, stored: StoredDocument): string[] {
  const document = decodeDocument(stored.bytes);
  const { pair, centred } = bound(printer);
  const value = <Id extends Parameters<typeof fieldValue>[1]>(id: Id) => fieldValue(document, id);
  const lines = [centred(document.name.toUpperCase())];
  const type = value('settlementType');
  if (type !== undefined) lines.push(centred(settlementTypes.find(type)?.print ?? String(type)));
  for (const item of fieldValues(document, 'item')) {
    lines.push(fieldValue(item, 'itemName') ?? '');
    const quantity = fieldValue(item, 'quantity') ?? 0;
    const count = typeof quantity === 'number' ? formatQuantity(quantity) : quantity;
    lines.push(
      pair(`${count} x ${money(fieldValue(item, 'price'))}`, `=${money(fieldValue(item, 'itemSum'))}`),
    );
  }
  const total = value('totalSum');
  if (total !== undefined) {
    lines.push(pair('ИТОГ', `=${money(total)}`));
    const payments = [
      ['НАЛИЧНЫМИ', value('cashSum')],
      ['БЕЗНАЛИЧНЫМИ', value('cashlessSum')],
      ['АВАНС', value('prepaidSum')],
      ['КРЕДИТ', value('creditSum')],
      ['ИНАЯ ФОРМА ОПЛАТЫ', value('considerationSum')],
    ] as const;
    for (const [label, sum] of payments) if (sum) lines.push(pair(label, `=${money(sum)}`));
  }
  const cashier = value('cashier');
  if (cashier) lines.push(pair('КАССИР', cashier));
  lines.push(
    ...optional(printer, 'СМЕНА', value('shiftNumber')),
    ...optional(printer, 'ЧЕК', value('receiptNumber')),
    stored.dateTime.replace('T', ' '),
    pair('РН ККТ', value('kktRegNumber') ?? ''),
    pair('ФН', value('fnNumber') ?? ''),
    pair('ФД', String(stored.number)),
    pair('ФП', String(fiscalSignNumber(value('fiscalSign') ?? new Uint8Array(6)))),
  );
  return lines;
}

function bound(printer: Printer) {
  return {
    pair: (label: string, value: string) => printer.pair(label, value),
    centred: (text: string) => printer.centred(text),
  };
}

function optional(printer: Printer, label: string, value: number | undefined): string[] {
  return value === undefined ? [] : [printer.pair(label, String(value))];
}

function money(kopecks: number | undefined): string {
  return formatKopecks(kopecks ?? 0);
}
