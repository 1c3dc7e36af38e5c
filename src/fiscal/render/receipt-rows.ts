import type { DocumentField, FiscalDocument } from '../document.js';
import { agentTypes, methods, settlementTypes, subjects } from '../enums.js';
import { type FieldSource, field, fields, fieldValue, fieldValues } from '../fields.js';
import { vatRateByCode } from '../vat.js';
import { documentQr } from './document-qr.js';
import { flags, labels, titles } from './labels.js';
import { centre, pair, plain, type Row, rule } from './rows.js';
import { dateTimeText, money, quantityText, valueText } from './values.js';

/** What a register prints on a receipt although no document holds it. */
export interface ReceiptNotes {
  /** For information, by item, kopecks: discounts, and surcharges below zero. */
  readonly discounts?: readonly (number | undefined)[];
  /** Cash as the customer gave it, and what was given back, kopecks. */
  readonly cash?: { readonly received: number; readonly change: number };
  /** Lines of the host, by the number of items that stand before them, ascending. */
  readonly linesAfter?: readonly number[];
}

/** A receipt, a BSO or a correction of one, in the order of the printed form. */
export function receiptRows(document: FiscalDocument, notes: ReceiptNotes = {}): Row[] {
  const items = fieldValues(document, 'item');
  return [
    ...head(document),
    ...correctionRows(document),
    rule,
    ...hostRows(notes, (after) => after === 0),
    ...items.flatMap((item, index) => [
      ...itemRows(item, index + 1, notes.discounts?.[index]),
      ...hostRows(notes, (after) => after === index + 1),
    ]),
    rule,
    ...totals(document, notes),
    ...vatRows(document),
    rule,
    ...tail(document),
    ...documentQr(document).map((text): Row => ({ kind: 'qr', text })),
  ];
}

function hostRows({ linesAfter = [] }: ReceiptNotes, here: (after: number) => boolean): Row[] {
  return linesAfter.flatMap((after, index): Row[] => (here(after) ? [{ kind: 'host', index }] : []));
}

function head(document: FiscalDocument): Row[] {
  const { form } = document;
  const inn = fieldValue(document, 'userInn');
  const type = fieldValue(document, 'settlementType');
  const moment = fieldValue(document, 'dateTime');
  return [
    ...centred(document, 1048),
    ...(inn === undefined ? [] : [centre(`ИНН ${inn.trim()}`)]),
    ...centred(document, 1009),
    ...labelled(document, 1187),
    centre(titles[form] ?? document.name.toUpperCase(), true),
    ...(type === undefined ? [] : [centre(settlementTypes.find(type)?.print ?? String(type))]),
    ...labelled(document, 1042, 1038),
    ...(moment === undefined ? [] : [plain(dateTimeText(moment))]),
    ...labelled(document, 1021, 1036),
  ];
}

function correctionRows(document: FiscalDocument): Row[] {
  const basis = fieldValue(document, 'correctionBasis');
  return [...labelled(document, 1173), ...(basis ? labelled(basis, 1177, 1178, 1179) : [])];
}

function itemRows(item: readonly DocumentField[], number: number, discount = 0): Row[] {
  const name = fieldValue(item, 'itemName');
  const price = fieldValue(item, 'price');
  const quantity = fieldValue(item, 'quantity');
  const sum = fieldValue(item, 'itemSum') ?? 0;
  const unit = fieldValue(item, 'unit');
  const count = quantity === undefined ? '' : quantityText(quantity);
  const product =
    price === undefined ? '' : `${count}${unit ? ` ${unit}` : ''} x ${money(price).slice(1)}`.trimStart();
  const agent = fieldValue(item, 'itemAgentType');
  return [
    ...(name ? [plain(`${number}. ${name}`)] : []),
    pair(product, money(sum)),
    ...(discount === 0 ? [] : [pair(discount > 0 ? 'СКИДКА' : 'НАДБАВКА', money(Math.abs(discount)))]),
    ...itemVatRows(item),
    ...named(fieldValue(item, 'paymentMethod'), methods),
    ...named(fieldValue(item, 'itemType'), subjects),
    ...labelled(item, 1162),
    ...(agent === undefined ? [] : [plain(agentTypes.find(agent)?.print ?? `АГЕНТ ${agent}`)]),
    ...labelled(fieldValue(item, 'agentData') ?? [], 1044, 1073, 1074, 1026, 1005, 1016, 1075),
    ...labelled(fieldValue(item, 'supplierData') ?? [], 1225, 1171),
    ...labelled(item, 1226, 1191, 1229, 1230, 1231),
  ];
}

function itemVatRows(item: readonly DocumentField[]): Row[] {
  const code = fieldValue(item, 'vatRate');
  if (code === undefined) return [];
  const rate = vatRateByCode(code);
  if (rate?.name === 'none') return [plain('БЕЗ НДС')];
  const sum = fieldValue(item, 'itemVatSum');
  const label = `НДС ${rate?.title ?? code}`;
  return [sum === undefined || rate?.percent === 0 ? plain(label) : pair(label, money(sum))];
}

function totals(document: FiscalDocument, { cash }: ReceiptNotes): Row[] {
  const total = fieldValue(document, 'totalSum') ?? 0;
  const forms = [1031, 1081, 1215, 1216, 1217].flatMap((tag) => sums(document, tag));
  const change = cash
    ? [pair('ПОЛУЧЕНО НАЛИЧНЫМИ', money(cash.received)), pair('СДАЧА', money(cash.change))]
    : [];
  return [...roundedOff(document, total), pair('ИТОГ', money(total), true), ...forms, ...change];
}

/** The items may cost more than the total says, by kopecks. */
function roundedOff(document: FiscalDocument, total: number): Row[] {
  const items = fieldValues(document, 'item');
  const sum = items.reduce((all, item) => all + (fieldValue(item, 'itemSum') ?? 0), 0);
  return sum > total ? [pair('ОКРУГЛЕНИЕ', money(sum - total))] : [];
}

function vatRows(document: FiscalDocument): Row[] {
  const listed = fieldValues(fieldValue(document, 'vatSums') ?? [], 'vatSumEntry');
  // 1104 = 0 stands beside totals in 1115 and is not printed then; kinds that are zero say nothing anyway.
  const plainTotals = [1102, 1103, 1104, 1105, 1106, 1107].flatMap((tag) => sums(document, tag));
  return [
    ...plainTotals,
    ...listed.map((entry) => {
      const code = fieldValue(entry, 'vatRate') ?? 0;
      const title = vatRateByCode(code)?.title ?? String(code);
      return pair(`СУММА НДС ${title}`, money(fieldValue(entry, 'vatAmount') ?? 0));
    }),
  ];
}

function tail(document: FiscalDocument): Row[] {
  const agent = fieldValue(document, 'agentType');
  const attribute = fieldValue(document, 'userAttribute');
  const internet = fieldValue(document, 'internetSettlement');
  return [
    ...labelled(document, 1055),
    ...(internet ? [plain(flags[1125] as string)] : []),
    ...(agent === undefined ? [] : [plain(agentTypes.find(agent)?.print ?? `АГЕНТ ${agent}`)]),
    ...labelled(document, 1044, 1073, 1074, 1026, 1005, 1016, 1075, 1171, 1227, 1228, 1008, 1117),
    ...(attribute
      ? [
          pair(
            fieldValue(attribute, 'userAttributeName') ?? '',
            fieldValue(attribute, 'userAttributeValue') ?? '',
          ),
        ]
      : []),
    ...labelled(document, 1192, 1060, 1037, 1041, 1040, 1077),
  ];
}

/** Fields with their short names, in the order of the tags given; tags that repeat give several rows. */
function labelled(source: FieldSource, ...tags: number[]): Row[] {
  return tags.flatMap((tag) =>
    fields(source, tag).map((item) => pair(labels[tag] ?? item.name.toUpperCase(), valueText(item))),
  );
}

function sums(source: FieldSource, tag: number): Row[] {
  const value = field(source, tag)?.value;
  return typeof value === 'number' && value > 0 ? [pair(labels[tag] ?? '', money(value))] : [];
}

function centred(source: FieldSource, tag: number): Row[] {
  return fields(source, tag).map((item) => centre(valueText(item)));
}

function named(
  code: number | undefined,
  list: { find(value: unknown): { readonly print: string } | undefined },
): Row[] {
  return code === undefined ? [] : [plain(list.find(code)?.print ?? String(code))];
}
