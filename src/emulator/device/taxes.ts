import { readUnsigned } from '../../fiscal/numbers.js';
import { type TagInfo, tagById, tagByNumber } from '../../fiscal/tags.js';
import { parseTlv, type Tlv, writeTlv } from '../../fiscal/tlv.js';
import { encodeValue } from '../../fiscal/values.js';
import { vatRateByCode, vatRates, vatTags } from '../../fiscal/vat.js';
import { put } from '../fn/tlv.js';

/**
 * Rates that the firmware carries. `ffd105`: the six of older registers with FFD 1.05. `2026`: also those of 2025 and 2026,
 * with the codes of tag 1199 as numbers (7 5 %, 8 7 %, 9 5/105, 10 7/107, 11 22 %, 12 22/122) and totals in tag 1115. That the
 * numbers of the commands go on so is an assumption: no register was seen with them.
 */
export const vatRateSets = { ffd105: 6, '2026': 12 } as const;
export type VatRateSet = keyof typeof vatRateSets;

/** Tax numbers of the commands are 1 .. this one, whatever the firmware carries of them. */
export const TAX_NUMBERS = Object.keys(vatRates).length;

export const VAT_SUMS = tagById('vatSums').tag;
const VAT_RATE = tagById('vatRate').tag;
const VAT_AMOUNT = tagById('vatAmount').tag;
const plainTotals = new Map(
  Object.values(vatRates)
    .filter(({ totalTag }) => totalTag !== VAT_SUMS)
    .map(({ totalTag, code }) => [totalTag as number, code]),
);

/** Tags 1102..1107 and 1115. */
export const isVatTotal = (tag: number): boolean => plainTotals.has(tag) || tag === VAT_SUMS;

/** Totals of tax numbers as requisites: 1102..1107, and 1115 for the newer rates. */
export function totalRequisites(totals: ReadonlyMap<number, number>): Tlv[] {
  const named = [...totals].flatMap(([number, sum]) => {
    const rate = vatRateByCode(number);
    return rate ? [{ vat: rate.name, sum }] : [];
  });
  const { plain, listed } = vatTags(named);
  const entries = listed.map(({ code, sum }) => ({
    tag: tagById('vatSumEntry').tag,
    value: writeTlv([put('vatRate', code), put('vatAmount', sum)]),
  }));
  return [
    ...[...plain].map(([tag, sum]) => ({ tag, value: encodeValue(tagByNumber(tag) as TagInfo, sum) })),
    ...(entries.length > 0 ? [{ tag: VAT_SUMS, value: writeTlv(entries) }] : []),
  ];
}

/** Totals that a host gave as requisites of a correction, by tax number. */
export function givenTotals(attributes: readonly Tlv[]): Map<number, number> {
  const totals = new Map<number, number>();
  for (const { tag, value } of attributes) {
    const number = plainTotals.get(tag);
    if (number !== undefined) totals.set(number, readUnsigned(value));
    if (tag === VAT_SUMS) for (const [code, sum] of listed(value)) totals.set(code, sum);
  }
  return totals;
}

/** Rates and sums of tag 1115; those that are not complete have no code of a rate. */
export function listed(value: Uint8Array): Array<readonly [code: number, sum: number]> {
  return parseTlv(value).map((entry) => {
    const fields = parseTlv(entry.value);
    const find = (tag: number) => fields.find((field) => field.tag === tag)?.value;
    const [code, sum] = [find(VAT_RATE), find(VAT_AMOUNT)];
    return code && sum ? [readUnsigned(code), readUnsigned(sum)] : [0, 0];
  });
}
