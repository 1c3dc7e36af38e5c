import type { CorrectionInput, ReceiptInput, VatRate, VatTotalInput } from 'atol-kkt';
import { formatKopecks, vatOf, vatRates } from 'atol-kkt/fiscal';
import type { CorrectionBody, VatBody } from '../body.js';
import { kopecks } from '../money.js';
import type { Fault } from '../schema/validate.js';
import { given, paymentsOf, taxationOf } from './common.js';
import type { Converted } from './receipt.js';

export function correctionOf(type: ReceiptInput['type'], body: CorrectionBody): Converted {
  const { company, correction_info: info } = body;
  const total = body.payments.reduce((all, { sum }) => all + kopecks(sum), 0);
  const vats: VatTotalInput[] = [];
  const faults: Fault[] = [];
  body.vats.forEach((vat, index) => {
    const sum = totalOf(vat, total, body.vats.length === 1);
    if (sum === undefined) {
      faults.push({
        field: `correction.vats[${index}].sum`,
        rule: 'при нескольких ставках сумма обязательна',
      });
    } else vats.push({ vat: vat.type as VatRate, sum: formatKopecks(sum) });
  });
  if (faults.length > 0) return { faults };
  const receipt = given<ReceiptInput>({
    type,
    electronic: true,
    taxation: taxationOf(company.sno),
    operator: body.cashier === undefined ? undefined : { name: body.cashier },
    address: company.location,
    place: company.payment_address,
    senderEmail: company.email,
    machineNumber: body.device_number,
    payments: paymentsOf(body.payments),
    vats,
    correction: given<CorrectionInput>({
      type: info.type === 'instruction' ? 'order' : 'self',
      date: isoDay(info.base_date),
      number: info.base_number,
      description: info.base_name,
    }),
  });
  return { receipt, vatPlaces: vats.map((_, index) => index) };
}

/** Kopecks: the tax, or the turnover of `none` and `vat0`, for which clients send 0. With one rate it follows from the sum. */
function totalOf({ type, sum }: VatBody, total: number, only: boolean): number | undefined {
  const rate = type as VatRate;
  const untaxed = vatRates[rate].percent === 0;
  if (sum !== undefined && !(untaxed && sum === 0)) return kopecks(sum);
  if (!only) return sum === undefined ? undefined : 0;
  return untaxed ? total : vatOf(total, rate);
}

/** `dd.mm.yyyy`, whatever stands behind it. */
function isoDay(date: string): string {
  return date.slice(0, 10).split('.').reverse().join('-');
}
