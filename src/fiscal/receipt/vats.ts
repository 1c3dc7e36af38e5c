import { formatKopecks } from '../money.js';
import { type VatRate, type VatTotal, vatOf, vatRates, vatTotals } from '../vat.js';
import { present } from './defined.js';
import { ROUNDED_VAT } from './items.js';
import type { ReceiptItem } from './receipt.js';
import type { Scope } from './scope.js';

type VatDraft = ReadonlyArray<{ vat: VatRate | undefined; sum: number | undefined } | undefined> | undefined;

/**
 * The totals of VAT of a receipt: computed, or given and then one of the sums that registers and operators count. `rounded`:
 * kopecks by which the total is below the sum of the items. Broken ones are reported and end the check.
 */
export function checkVats(
  draft: VatDraft,
  items: readonly ReceiptItem[],
  rounded: number,
  scope: Scope,
): readonly VatTotal[] {
  const computed = vatTotals(items);
  if (draft === undefined) return computed;
  const at = scope.at('vats');
  const given = readTotals(draft, at);
  if (given.length < draft.length) return computed;
  for (const { vat, sum } of computed) {
    const index = given.findIndex((total) => total.vat === vat);
    if (index < 0) {
      at.problem(
        'VAT_TOTAL_MISSING',
        [
          `нет итога по ставке ${vatRates[vat].title}: ${formatKopecks(sum)}`,
          `no total of the rate ${vatRates[vat].title}: ${formatKopecks(sum)}`,
        ],
        vat,
        vatRates[vat].totalTag,
      );
      continue;
    }
    const value = given[index]?.sum ?? 0;
    if (isTotalOf(value, vat, sum, items, rounded)) continue;
    if (scope.report.asGiven && isRounded(value, vat, items)) continue;
    at.at(index)
      .at('sum')
      .problem(
        'VAT_TOTAL_MISMATCH',
        [`по предметам расчёта выходит ${formatKopecks(sum)}`, `the items give ${formatKopecks(sum)}`],
        formatKopecks(value),
        vatRates[vat].totalTag,
      );
  }
  given.forEach(({ vat }, index) => {
    if (computed.some((total) => total.vat === vat)) return;
    at.at(index)
      .at('vat')
      .problem(
        'VAT_TOTAL_UNEXPECTED',
        ['ни у одного предмета расчёта нет такой ставки', 'no item has this rate'],
        vat,
        1199,
      );
  });
  return given;
}

/**
 * Two ways of counting occur, and both are right: the sum of the items' VAT, each rounded, and the share of the turnover of the
 * rate. Where the total of the receipt is rounded down, most registers leave the items as they are; others take the kopecks off
 * them, so that the turnover may be lower by as much.
 */
function isTotalOf(
  value: number,
  vat: VatRate,
  sum: number,
  items: readonly ReceiptItem[],
  rounded: number,
): boolean {
  const own = items.filter((item) => item.vat === vat);
  const turnover = own.reduce((total, item) => total + item.total, 0);
  const taxed = vatRates[vat].percent > 0;
  const share = (gross: number): number => (taxed ? vatOf(gross, vat) : gross);
  if (value === sum || value === share(turnover)) return true;
  if (rounded === 0) return false;
  // The kopecks may fall on these items or on others; each item may also round the other way.
  const slack = taxed ? own.length - 1 : 0;
  const least = share(Math.max(0, turnover - rounded)) - slack;
  return value >= least && value <= Math.max(sum, share(turnover));
}

/** As a till may have summed it up: a kopeck for each item away from what the rates give. */
function isRounded(value: number, vat: VatRate, items: readonly ReceiptItem[]): boolean {
  const own = items.filter((item) => item.vat === vat);
  if (vatRates[vat].percent === 0) return false;
  const exact = own.reduce((all, { total }) => all + vatOf(total, vat), 0);
  return Math.abs(value - exact) <= own.length * ROUNDED_VAT;
}

/** How far the tax of a correction may exceed what the rate gives of its sum: items of many receipts were rounded, kopecks. */
const ROUNDING = 100;

/** The totals of VAT of a correction: given, and possible for its sum. */
export function checkCorrectionVats(draft: VatDraft, total: number, scope: Scope): readonly VatTotal[] {
  const at = scope.at('vats');
  if (draft === undefined || draft.length === 0) {
    at.warning(
      'VAT_TOTALS_MISSING',
      [
        'в коррекции указывают суммы НДС по ставкам; без НДС — ставка none и вся сумма',
        'a correction states VAT by rate; without VAT: the rate none and the whole sum',
      ],
      undefined,
      1105,
    );
    return [];
  }
  const given = readTotals(draft, at);
  if (given.length < draft.length) return given;
  given.forEach(({ vat, sum }, index) => {
    const { percent, totalTag } = vatRates[vat];
    const most = percent > 0 ? vatOf(total, vat) : total;
    if (sum <= most + (percent > 0 ? ROUNDING : 0)) return;
    at.at(index)
      .at('sum')
      .problem(
        'VAT_TOTAL_ABOVE',
        [
          `не может быть больше ${formatKopecks(most)} из суммы ${formatKopecks(total)}`,
          `cannot be above ${formatKopecks(most)} of the sum ${formatKopecks(total)}`,
        ],
        formatKopecks(sum),
        totalTag,
      );
  });
  const [only, ...others] = given;
  if (only && others.length === 0) adviseOnly(only, total, at.at(0).at('sum'));
  else checkTogether(given, total, at);
  return given;
}

/** Every rouble has one rate: together the totals of several rates come from no more turnover than there is, and from no less. */
function checkTogether(given: readonly VatTotal[], total: number, at: Scope): void {
  const least = given.reduce((all, entry) => all + turnoverOf(entry, -ROUNDING), 0);
  const most = given.reduce((all, entry) => all + turnoverOf(entry, ROUNDING), 0);
  const likely = given.reduce((all, entry) => all + turnoverOf(entry, 0), 0);
  if (least > total) {
    at.problem(
      'VAT_TOTAL_ABOVE',
      [
        `вместе суммы по ставкам требуют оборота ${formatKopecks(likely)}, а сумма коррекции ${formatKopecks(total)}`,
        `together the totals need a turnover of ${formatKopecks(likely)}, and the corrected sum is ${formatKopecks(total)}`,
      ],
      formatKopecks(likely),
      1020,
    );
  } else if (most < total) {
    at.warning(
      'VAT_TOTAL_DIFFERS',
      [
        `вместе суммы по ставкам дают оборот ${formatKopecks(likely)} из ${formatKopecks(total)}`,
        `together the totals give a turnover of ${formatKopecks(likely)} of ${formatKopecks(total)}`,
      ],
      formatKopecks(likely),
      1020,
    );
  }
}

/** Turnover, kopecks, that a total comes from, when its tax is off by `slack` kopecks of rounding. */
function turnoverOf({ vat, sum }: VatTotal, slack: number): number {
  const { percent } = vatRates[vat];
  if (percent === 0) return sum;
  return Math.round((Math.max(0, sum + (sum > 0 ? slack : 0)) * (100 + percent)) / percent);
}

/** With one rate its total follows from the sum. */
function adviseOnly({ vat, sum }: VatTotal, total: number, scope: Scope): void {
  const whole = vatRates[vat].percent > 0 ? vatOf(total, vat) : total;
  if (sum >= whole) return;
  scope.warning(
    'VAT_TOTAL_DIFFERS',
    [`из всей суммы выходит ${formatKopecks(whole)}`, `the whole sum gives ${formatKopecks(whole)}`],
    formatKopecks(sum),
    vatRates[vat].totalTag,
  );
}

function readTotals(draft: NonNullable<VatDraft>, scope: Scope): VatTotal[] {
  const totals = present(draft).flatMap(({ vat, sum }) =>
    vat === undefined || sum === undefined ? [] : [{ vat, sum }],
  );
  totals.forEach(({ vat }, index) => {
    if (totals.findIndex((total) => total.vat === vat) === index) return;
    scope
      .at(index)
      .at('vat')
      .problem('VAT_TOTAL_TWICE', ['ставка указана дважды', 'the rate is given twice'], vat, 1199);
  });
  return totals;
}
