import { formatKopecks, MAX_KOPECKS, multiply } from '../money.js';
import { vatOf } from '../vat.js';
import { buildAgent, buildAttribute, buildSupplier } from './agent.js';
import { defined } from './defined.js';
import type { Draft } from './fields.js';
import type { ReceiptItem } from './receipt.js';
import type { itemFields } from './schema.js';
import type { Scope } from './scope.js';

export type ItemDraft = Draft<typeof itemFields>;

/** Tolerance of the operators' checks of 1043 against 1079 × 1023, kopecks. */
const OPERATORS_TOLERANCE = 5;

/** Tills round VAT their own way: kopecks by which that of an item may be off. */
export const ROUNDED_VAT = 1;

/** The item, or undefined when something in it is wrong; the scope knows what. */
export function buildItem(draft: ItemDraft, scope: Scope): ReceiptItem | undefined {
  const before = scope.report.problems.length;
  const quantity = draft.quantity ?? 1000;
  const method = draft.method === undefined ? 'fullPayment' : draft.method;
  if (draft.name === undefined && method !== 'advance') missingName(draft, scope);
  const total = itemTotal(draft, quantity, scope);
  const vatSum = itemVat(draft, total, scope);
  const agent = draft.agent && buildAgent(draft.agent, scope.at('agent'));
  const supplier = draft.supplier && buildSupplier(draft.supplier);
  if (draft.agent && !draft.supplier?.inn) supplierInnMissing(scope);
  const { price, vat } = draft;
  if (price === undefined || vat === undefined || total === undefined || vatSum === undefined)
    return undefined;
  if (scope.report.problems.length > before) return undefined;
  return defined({
    name: draft.name ?? '',
    price,
    quantity,
    total,
    vat,
    vatSum,
    vatSumGiven: draft.vatSum !== undefined,
    subject: draft.subject,
    method: method ?? undefined,
    unit: draft.unit,
    piece: draft.piece ?? false,
    department: draft.department,
    discount: draft.discount,
    excise: draft.excise,
    country: draft.country,
    declaration: draft.declaration,
    productCode: draft.productCode,
    agent,
    supplier,
    additionalAttribute: buildAttribute(draft.additionalAttribute),
  });
}

function missingName(draft: ItemDraft, scope: Scope): void {
  // A name that was given and is wrong has its own problem.
  if (scope.at('name').reported || draft.name !== undefined) return;
  scope
    .at('name')
    .problem(
      'REQUIRED',
      ['наименование обязательно (кроме аванса)', 'a name is required (except for an advance)'],
      undefined,
      1030,
    );
}

function supplierInnMissing(scope: Scope): void {
  const at = scope.at('supplier').at('inn');
  if (at.reported) return;
  at.problem(
    'SUPPLIER_INN',
    [
      'у предмета расчёта агента обязателен ИНН поставщика (двенадцать нулей, если его нет)',
      'an item sold as an agent needs the INN of the supplier (twelve zeros when it has none)',
    ],
    undefined,
    1226,
  );
}

/** Given, or price × quantity. A given one may differ by what rounding the price to kopecks can explain. */
function itemTotal(draft: ItemDraft, quantity: number, scope: Scope): number | undefined {
  if (draft.price === undefined) return undefined;
  const product = multiply(draft.price, quantity);
  const total = draft.total ?? product;
  if (total > MAX_KOPECKS) {
    return scope.problem(
      'MONEY_LIMIT',
      ['стоимость больше 42949672.95', 'the cost is above 42949672.95'],
      formatKopecks(total),
      1043,
    );
  }
  const difference = Math.abs(total - product);
  if (difference <= OPERATORS_TOLERANCE) return total;
  const explained = Math.max(100, Math.ceil(quantity / 1000));
  const rule = [
    `цена × количество = ${formatKopecks(product)}`,
    `price × quantity = ${formatKopecks(product)}`,
  ] as const;
  if (difference > explained) {
    return scope.at('total').problem('ITEM_TOTAL_MISMATCH', rule, formatKopecks(total), 1043);
  }
  scope.at('total').warning('ITEM_TOTAL_DIFFERS', rule, formatKopecks(total), 1043);
  return total;
}

function itemVat(draft: ItemDraft, total: number | undefined, scope: Scope): number | undefined {
  if (draft.vat === undefined || total === undefined) return undefined;
  const computed = vatOf(total, draft.vat);
  if (draft.vatSum === undefined || draft.vatSum === computed) return computed;
  const at = scope.at('vatSum');
  const rule = [
    `НДС по ставке из ${formatKopecks(total)} — ${formatKopecks(computed)}`,
    `VAT of ${formatKopecks(total)} at this rate is ${formatKopecks(computed)}`,
  ] as const;
  const given = formatKopecks(draft.vatSum);
  if (!scope.report.asGiven || Math.abs(draft.vatSum - computed) > ROUNDED_VAT)
    return at.problem('VAT_SUM_MISMATCH', rule, given, 1200);
  at.warning('VAT_SUM_DIFFERS', rule, given, 1200);
  return draft.vatSum;
}
