import type { FiscalResult, ReceiptInput } from 'atol-kkt';
import {
  agentTypes,
  correctionTypes,
  decodeDocument,
  encodeDocument,
  type FieldInput,
  type FormCode,
  fiscalSignBytes,
  methods,
  type PaymentForm,
  type Receipt,
  type ReceiptItem,
  receiptTypes,
  renderReceiptSvg,
  settlementTypes,
  subjects,
  taxations,
  toReceipt,
  vatRates,
  vatTags,
} from 'atol-kkt/fiscal';
import type { RegisterHealth } from '../../fleet/index.js';
import { type Markup, trusted } from '../html/html.js';

export interface PaperOptions {
  /** What the register signed; without it the paper is a draft and says so. */
  readonly result?: FiscalResult | undefined;
  /** Of the register that has issued it, or would. */
  readonly registration?: RegisterHealth['registration'] | undefined;
  readonly header?: readonly string[] | undefined;
}

/**
 * The receipt as paper. Made of what was asked for and what the register answered: nothing is asked again. Throws what the
 * driver throws for a receipt that it would not take.
 */
export function paperOf(input: ReceiptInput | Receipt, options: PaperOptions = {}): Markup {
  const receipt = 'vatTotals' in input ? input : toReceipt(input);
  const { correction } = receiptTypes[receipt.type];
  const form: FormCode = options.result?.form ?? (correction ? 31 : 3);
  const bytes = encodeDocument({ form, fields: fieldsOf(receipt, form, options) });
  return trusted(renderReceiptSvg(decodeDocument(bytes), { header: options.header }));
}

type Fields = readonly FieldInput[];

function fieldsOf(receipt: Receipt, form: FormCode, { result, registration }: PaperOptions): Fields {
  const { settlement } = receiptTypes[receipt.type];
  const { customer, operator } = receipt;
  return [
    ...one(1048, registration?.owner.name),
    ...one(1018, registration?.owner.inn),
    ...one(1009, receipt.address ?? registration?.address),
    ...one(1187, receipt.place ?? registration?.place),
    ...one(1042, result?.receiptNumber),
    ...one(1038, result?.shiftNumber),
    ...one(1012, result && (result.dateTime.length === 16 ? `${result.dateTime}:00` : result.dateTime)),
    ...one(1021, operator?.name),
    ...one(1203, operator?.inn),
    ...one(1036, receipt.machineNumber),
    ...one(1054, settlementTypes.get(settlement).code),
    ...one(1055, receipt.taxation && taxations.get(receipt.taxation).code),
    ...correctionFields(receipt),
    ...receipt.items.map((item) => ({ tag: 1059, value: itemFields(item) })),
    ...one(1020, receipt.total),
    ...paymentFields(receipt),
    ...vatFields(receipt),
    ...one(1125, receipt.internet ? 1 : undefined),
    ...one(1057, receipt.agent && bitsOf(receipt.agent.types)),
    ...one(1227, customer?.name),
    ...one(1228, customer?.inn),
    ...one(1008, customer?.contact),
    ...one(1117, receipt.senderEmail),
    ...one(1192, receipt.additionalAttribute?.value),
    ...(receipt.userAttribute
      ? [
          {
            tag: 1084,
            value: [...one(1085, receipt.userAttribute.name), ...one(1086, receipt.userAttribute.value)],
          },
        ]
      : []),
    ...one(1060, result?.fnsSite),
    ...one(1037, result?.registrationNumber ?? registration?.registrationNumber),
    ...one(1041, result?.fnNumber),
    ...one(1040, result?.documentNumber),
    ...one(1077, result && fiscalSignBytes(result.fiscalSign, form)),
  ];
}

function one(tag: number, value: FieldInput['value'] | undefined): Fields {
  return value === undefined || value === '' ? [] : [{ tag, value }];
}

function bitsOf(types: readonly string[]): number {
  return types.reduce((bits, type) => bits | (agentTypes.find(type)?.code ?? 0), 0);
}

function correctionFields({ correction }: Receipt): Fields {
  if (!correction) return [];
  const { type, date, number, description } = correction;
  const basis = [...one(1177, description), ...one(1178, `${date}T00:00:00`), ...one(1179, number)];
  return [...one(1173, correctionTypes.get(type).code), { tag: 1174, value: basis }];
}

function itemFields(item: ReceiptItem): Fields {
  const { agent, supplier } = item;
  return [
    ...one(1214, item.method && methods.get(item.method).code),
    ...one(1212, item.subject && subjects.get(item.subject).code),
    ...one(1222, agent && bitsOf(agent.types)),
    ...(supplier && (supplier.name !== undefined || supplier.phones.length > 0)
      ? [
          {
            tag: 1224,
            value: [
              ...supplier.phones.map((phone) => ({ tag: 1171, value: phone })),
              ...one(1225, supplier.name),
            ],
          },
        ]
      : []),
    ...one(1226, supplier?.inn),
    ...one(1030, item.name),
    ...one(1197, item.unit),
    ...one(1162, item.productCode && Uint8Array.from(Buffer.from(item.productCode.hex, 'hex'))),
    ...one(1229, item.excise),
    ...one(1230, item.country),
    ...one(1231, item.declaration),
    ...one(1079, item.price),
    ...one(1023, item.quantity),
    ...one(1199, vatRates[item.vat].code),
    ...one(1200, item.vatSum),
    ...one(1043, item.total),
    ...one(1191, item.additionalAttribute?.value),
  ];
}

const paymentTags: Readonly<Record<PaymentForm, number>> = {
  cash: 1031,
  electronic: 1081,
  prepaid: 1215,
  credit: 1216,
  other: 1217,
};

/** Cash without its change. */
function paymentFields({ payments, change }: Receipt): Fields {
  return (Object.keys(paymentTags) as PaymentForm[]).flatMap((form) => {
    const paid = payments.filter(({ type }) => type === form).reduce((sum, payment) => sum + payment.sum, 0);
    const sum = form === 'cash' ? paid - change : paid;
    return sum > 0 ? one(paymentTags[form], sum) : [];
  });
}

function vatFields({ vatTotals }: Receipt): Fields {
  const { plain, listed } = vatTags(vatTotals);
  const entries = listed.map(({ code, sum }) => ({
    tag: 1119,
    value: [...one(1199, code), ...one(1120, sum)],
  }));
  return [
    ...[...plain].flatMap(([tag, sum]) => one(tag, sum)),
    ...(entries.length > 0 ? [{ tag: 1115, value: entries }] : []),
  ];
}
