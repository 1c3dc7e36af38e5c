import type { FiscalDocument } from '../../fiscal/document.js';
import { type FieldSource, field, fieldValue, fieldValues } from '../../fiscal/fields.js';
import { receiptForms } from '../../fiscal/receipt-forms.js';
import { type TagId, tagsOfForm } from '../../fiscal/tags.js';

/** Kopecks that the total of a receipt may lack: it is rounded down to a rouble. */
const MAX_ROUNDING = 99;
const paymentTags = ['cashSum', 'cashlessSum', 'prepaidSum', 'creditSum', 'considerationSum'] as const;

/**
 * The operator's format control, as far as the format is public: requisites that a document must have in electronic form, and
 * sums that must agree. Lines of text; none when all is well.
 */
export function controlProblems(document: FiscalDocument): string[] {
  const missing = tagsOfForm(document.form)
    .filter(({ tag, docs }) => docs[document.form]?.electronic === 1 && field(document, tag) === undefined)
    .map(({ tag, nameRu }) => `нет реквизита ${tag} (${nameRu})`);
  return [...missing, ...(receiptForms.includes(document.form) ? sumProblems(document) : [])];
}

function sumProblems(document: FiscalDocument): string[] {
  const total = number(document, 'totalSum');
  const paid = paymentTags.reduce((sum, id) => sum + number(document, id), 0);
  const items = fieldValues(document, 'item');
  const sold = items.reduce((sum, item) => sum + number(item, 'itemSum'), 0);
  return [
    ...(paid === total ? [] : [`итог 1020 = ${total}, а оплачено ${paid}`]),
    ...(items.length === 0 || (sold >= total && sold - total <= MAX_ROUNDING)
      ? []
      : [`итог 1020 = ${total}, а сумма предметов расчета ${sold}`]),
  ];
}

function number(source: FieldSource, id: TagId): number {
  const value = fieldValue(source, id);
  return typeof value === 'number' ? value : 0;
}
