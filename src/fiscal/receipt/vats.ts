import { formatKopecks } from '../money.js';
import { type VatRate, type VatTotal, vatOf, vatRates } from '../vat.js';
import { present } from './defined.js';
import type { ReceiptItem } from './receipt.js';
import type { Scope } from './scope.js';

type VatDraft = ReadonlyArray<{ vat: VatRate | undefined; sum: number | undefined } | undefined> | undefined;

/** The totals of VAT of a receipt: computed, or given and then equal to them. Broken ones are reported and end the check. */
export function checkVats(
  draft: VatDraft,
  computed: readonly VatTotal[],
  items: readonly ReceiptItem[],
  rounded: boolean,
  scope: Scope,
): readonly VatTotal[] {
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
    // Registers may count from the turnover of the rate instead of the rounded items; both are right.
    const turnover = items.reduce((total, item) => (item.vat === vat ? total + item.total : total), 0);
    const allowed = [sum, vatRates[vat].percent > 0 ? vatOf(turnover, vat) : turnover];
    const value = given[index]?.sum ?? 0;
    // Rounding the receipt lowers the turnover, and the register decides of which items.
    if (rounded ? value <= sum : allowed.includes(value)) continue;
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
  let turnover = 0;
  given.forEach(({ vat, sum }, index) => {
    const { percent, totalTag } = vatRates[vat];
    if (percent === 0) turnover += sum;
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
  if (turnover > total) {
    at.problem(
      'VAT_TOTAL_ABOVE',
      [
        `обороты без НДС и по ставке 0 % больше суммы ${formatKopecks(total)}`,
        `the turnovers without VAT and at 0 % are above the sum ${formatKopecks(total)}`,
      ],
      formatKopecks(turnover),
      1105,
    );
  }
  const [only, ...others] = given;
  if (only && others.length === 0) adviseOnly(only, total, at.at(0).at('sum'));
  return given;
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
