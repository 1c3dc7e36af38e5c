import { type VatRate, vatRates } from '../vat.js';
import { isDate } from './forms.js';
import type { ReceiptType } from './input.js';
import type { ReceiptDraft } from './schema.js';
import { Scope } from './scope.js';

/** Rules that depend on the day of the settlement. Without a day nothing is checked. */
export function checkDates(
  draft: ReceiptDraft,
  type: ReceiptType,
  day: string | undefined,
  scope: Scope,
): void {
  if (day === undefined) return;
  if (typeof day !== 'string' || !isDate(day)) {
    new Scope(scope.report, 'options.date').problem(
      'DATE_FORMAT',
      ['нужна дата ГГГГ-ММ-ДД', 'a date YYYY-MM-DD is needed'],
      day,
    );
    return;
  }
  // A return or a correction may go back to a settlement of an earlier year.
  const now = type === 'sell' || type === 'buy';
  draft.items?.forEach((item, index) => {
    if (item?.vat) checkRate(item.vat, day, now, scope.at('items').at(index).at('vat'));
  });
  draft.vats?.forEach((entry, index) => {
    if (entry?.vat) checkRate(entry.vat, day, false, scope.at('vats').at(index).at('vat'));
  });
  const date = draft.correction?.date;
  if (date !== undefined && date > day) {
    scope
      .at('correction')
      .at('date')
      .problem(
        'DATE_FUTURE',
        ['дата позже дня чека', 'the date is after the day of the receipt'],
        date,
        1178,
      );
  }
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
    const by = vatRates[replaced.by].title;
    scope.warning(
      'VAT_REPLACED',
      [
        `с ${replaced.since} вместо ставки ${title} действует ${by}; прежняя остаётся для возвратов, коррекций и зачёта прежних предоплат`,
        `since ${replaced.since} the rate ${title} is replaced by ${by}; the old one stays for returns, corrections and offsets of earlier prepayments`,
      ],
      rate,
      1199,
    );
  }
}
