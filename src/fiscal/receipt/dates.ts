import { type VatRate, vatRates } from '../vat.js';
import { isDate } from './forms.js';
import type { ReceiptType } from './input.js';
import { itemPlace } from './lines.js';
import type { Receipt } from './receipt.js';
import { type Rule, Scope } from './scope.js';

/** An item by its place in the list of the input, where lines that are only printed count, too. */
export interface DatedItem {
  readonly vat: VatRate;
  readonly place: number;
}

/** What of a receipt depends on its day: the same of a draft and of a checked receipt. */
export interface DatedParts {
  readonly items: readonly DatedItem[];
  readonly vats?: ReadonlyArray<{ readonly vat?: VatRate | undefined } | undefined> | undefined;
  readonly correction?: { readonly date?: string | undefined } | undefined;
}

/** Rules that depend on the day of the settlement. Without a day nothing is checked. */
export function checkDates(
  parts: DatedParts,
  type: ReceiptType,
  day: string | undefined,
  scope: Scope,
): void {
  if (day === undefined) return;
  if (typeof day !== 'string' || !isDate(day)) {
    new Scope(scope.report)
      .at('options.date')
      .problem('DATE_FORMAT', ['нужна дата ГГГГ-ММ-ДД', 'a date YYYY-MM-DD is needed'], day);
    return;
  }
  // A return or a correction may go back to a settlement of an earlier year.
  const now = type === 'sell' || type === 'buy';
  const items = scope.at('items');
  for (const { vat, place } of parts.items) checkRate(vat, day, now, items.at(place).at('vat'));
  parts.vats?.forEach((entry, index) => {
    if (entry?.vat) checkRate(entry.vat, day, false, scope.at('vats').at(index).at('vat'));
  });
  const date = parts.correction?.date;
  if (date !== undefined && date > day) {
    scope
      .at('correction')
      .at('date')
      .problem(
        'DATE_FUTURE',
        [`дата позже дня чека (${day})`, `the date is after the day of the receipt (${day})`],
        date,
        1178,
      );
  }
}

/** Whether anything in it depends on the day. */
export function dependsOnDay({ items, vatTotals, vatTotalsGiven, correction }: Receipt): boolean {
  return correction !== undefined || items.some(isDated) || (vatTotalsGiven && vatTotals.some(isDated));
}

function isDated({ vat }: { readonly vat: VatRate }): boolean {
  return vatRates[vat].since !== undefined || vatRates[vat].replaced !== undefined;
}

/** The parts of a checked receipt. */
export function datedParts({ items, lines, vatTotals, vatTotalsGiven, correction }: Receipt): DatedParts {
  return {
    items: items.map(({ vat }, index) => ({ vat, place: itemPlace(lines, index) })),
    vats: vatTotalsGiven ? vatTotals : undefined,
    correction,
  };
}

function checkRate(rate: VatRate, day: string, now: boolean, scope: Scope): void {
  const { since, replaced, title } = vatRates[rate];
  if (since !== undefined && day < since) {
    scope.problem(
      'VAT_NOT_IN_FORCE',
      [`ставка ${title} действует с ${since}`, `the rate ${title} is in force from ${since}`],
      rate,
      1199,
    );
  }
  if (now && replaced && day >= replaced.since) {
    scope.warning('VAT_REPLACED', replacedRule(rate, replaced), rate, 1199);
  }
}

/** By rate. The same two texts stand at every item of every receipt while a rate is on its way out. */
const replacedRules = new Map<VatRate, Rule>();

function replacedRule(rate: VatRate, replaced: { readonly since: string; readonly by: VatRate }): Rule {
  const known = replacedRules.get(rate);
  if (known) return known;
  const { title } = vatRates[rate];
  const by = vatRates[replaced.by].title;
  const rule: Rule = [
    `с ${replaced.since} вместо ставки ${title} действует ${by}; прежняя остаётся для возвратов, коррекций и зачёта прежних предоплат`,
    `since ${replaced.since} the rate ${title} is replaced by ${by}; the old one stays for returns, corrections and offsets of earlier prepayments`,
  ];
  replacedRules.set(rate, rule);
  return rule;
}
