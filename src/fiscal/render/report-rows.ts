import type { DocumentField, FiscalDocument } from '../document.js';
import { tagByNumber } from '../tags.js';
import { flags, labels, titles } from './labels.js';
import { centre, pair, plain, type Row } from './rows.js';
import { valueText } from './values.js';

/** A report: its fields in the order of the table of its form. What is only electronic is not printed. */
export function reportRows(document: FiscalDocument): Row[] {
  const { form } = document;
  const place = ({ tag }: DocumentField): number => tagByNumber(tag)?.docs[form]?.place ?? 1000;
  const printed = document.fields.filter(({ tag }) => {
    const duty = tagByNumber(tag)?.docs[form];
    return duty === undefined || duty.printed !== undefined || duty.electronic === undefined;
  });
  return [
    centre(titles[form] ?? document.name.toUpperCase(), true),
    ...printed.toSorted((a, b) => place(a) - place(b)).flatMap(fieldRows),
  ];
}

function fieldRows(item: DocumentField): Row[] {
  const { tag, name, value } = item;
  const flag = flags[tag];
  if (flag !== undefined) return value === 1 ? [plain(flag)] : [];
  const label = labels[tag] ?? name.toUpperCase();
  if (!isList(value)) {
    const text = valueText(item);
    return [tag === 1048 ? centre(text) : pair(label, text)];
  }
  return [plain(label), ...value.flatMap(fieldRows)];
}

function isList(value: DocumentField['value']): value is readonly DocumentField[] {
  return Array.isArray(value);
}
