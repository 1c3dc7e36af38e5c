import type { ItemInput, ReceiptInput, VatRate, VatTotalInput } from 'atol-kkt';
import { formatKopecks, vatOf, vatRates } from 'atol-kkt/fiscal';
import type { ItemBody, ReceiptBody, VatBody } from '../body.js';
import { kopecks, roubles } from '../money.js';
import type { Fault } from '../schema/validate.js';
import { agentOf, given, paymentsOf, phoneOf, phonesOf, taxationOf } from './common.js';
import { itemOf } from './item.js';

/** What came of a body: the driver's receipt, or what is wrong with it. */
export type Converted =
  | {
      readonly receipt: ReceiptInput /** Places of `vats` in the body. */;
      readonly vatPlaces: readonly number[];
    }
  | { readonly faults: readonly Fault[] };

export interface Rules {
  readonly lowerPrice: boolean;
}

export function receiptOf(type: ReceiptInput['type'], body: ReceiptBody, { lowerPrice }: Rules): Converted {
  const { client, company } = body;
  const { vats } = body;
  const vat = vats?.length === 1 ? vats[0]?.type : undefined;
  const items: ItemInput[] = [];
  const faults: Fault[] = [];
  body.items.forEach((item, index) => {
    const made = itemOf(item, `receipt.items[${index}]`, {
      lowerPrice,
      vat,
      totalsGiven: vats !== undefined,
    });
    if (Array.isArray(made)) faults.push(...made);
    else items.push(made);
  });
  if (faults.length > 0) return { faults };
  const totals = totalsOf(vats ?? [], body.items, vat);
  const receipt = given<ReceiptInput>({
    type,
    electronic: true,
    taxation: taxationOf(company.sno),
    internet: body.internet === true ? true : undefined,
    operator: operatorOf(body),
    customer: given({
      // With both, the operator of fiscal data sends the mail only.
      contact: client.email ?? (client.phone === undefined ? undefined : phoneOf(client.phone)),
      name: client.name,
      inn: client.inn,
    }),
    address: company.location,
    place: company.payment_address,
    senderEmail: company.email,
    machineNumber: body.device_number,
    agent: agentOf(body.agent_info),
    supplier: body.supplier_info?.phones && { phones: phonesOf(body.supplier_info.phones) ?? [] },
    userAttribute: body.additional_user_props,
    additionalAttribute: body.additional_check_props,
    items,
    payments: paymentsOf(body.payments),
    total: roubles(body.total),
    vats: totals.vats,
  });
  return { receipt, vatPlaces: totals.places };
}

function operatorOf({ cashier, cashier_inn: inn }: ReceiptBody): ReceiptInput['operator'] {
  return cashier === undefined ? undefined : given({ name: cashier, inn });
}

/**
 * Totals by rate. Clients send 0 as the tax of `none` and `vat0`, whose tags hold the turnover, or no sum at all: such a one is
 * counted from the items. Without any sum the register counts.
 */
function totalsOf(vats: readonly VatBody[], items: readonly ItemBody[], only: string | undefined) {
  const turnover = (rate: string): readonly number[] =>
    items.filter(({ vat }) => (vat?.type ?? only) === rate).map(({ sum }) => kopecks(sum));
  const kept: VatTotalInput[] = [];
  const places: number[] = [];
  vats.forEach(({ type, sum }, index) => {
    const vat = type as VatRate;
    const untaxed = vatRates[vat].percent === 0;
    const counted = turnover(type);
    const known = sum !== undefined && !(untaxed && sum === 0);
    if (!known && counted.length === 0) return;
    const own = counted.reduce((all, one) => all + (untaxed ? one : vatOf(one, vat)), 0);
    kept.push({ vat, sum: known ? roubles(sum) : formatKopecks(own) });
    places.push(index);
  });
  return { vats: kept.length > 0 ? kept : undefined, places };
}
