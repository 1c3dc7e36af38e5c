import type { Description, Init, Item, JsonSchema, Money, Operation, Payment } from '../contract/types.js';
import { filledSettings, type Problem, paramsProblems, problemsOf } from './validate.js';

/**
 * What is wrong with a call before it reaches the plug-in: its shape, the country's schema of `extra`, and the sums,
 * which no schema can add up.
 */
export function callProblems(description: Description, operation: Operation, params: unknown): Problem[] {
  const shape = paramsProblems(operation, params);
  if (shape.length > 0) return shape;
  if (operation === 'init') return settingsProblems(description, params as Init);
  const problems: Problem[] = [];
  const message = params as {
    extra?: unknown;
    items?: readonly Item[];
    payments?: readonly Payment[];
    total?: Money;
  };
  const schema: JsonSchema | undefined = description.extra?.[operation];
  if (schema !== undefined) {
    for (const { field, rule } of problemsOf(schema, message.extra ?? {})) {
      problems.push({ field: `/extra${field}`, rule });
    }
  }
  problems.push(...currencyProblems(description, message), ...choiceProblems(description, message));
  if (problems.length === 0) problems.push(...sumProblems(message));
  return problems;
}

/** By the plug-in's own schema: what it declares as required, a pattern or a range it need not check once more. */
function settingsProblems({ settings: schema }: Description, { settings }: Init): Problem[] {
  return problemsOf(schema, filledSettings(schema, settings)).map(({ field, rule }) => ({
    field: `/settings${field}`,
    rule,
  }));
}

type Sums = { items?: readonly Item[]; payments?: readonly Payment[]; total?: Money; sum?: Money };

function currencyProblems({ currency }: Description, message: Sums): Problem[] {
  const sums: [string, Money | undefined][] = [
    ['/total', message.total],
    ['/sum', message.sum],
    ...(message.items ?? []).flatMap(({ price, sum }, index): [string, Money][] => [
      [`/items/${index}/price`, price],
      [`/items/${index}/sum`, sum],
    ]),
    ...(message.payments ?? []).map(({ sum }, index): [string, Money] => [`/payments/${index}/sum`, sum]),
  ];
  return sums.flatMap(([field, sum]) =>
    sum === undefined || (sum.currency === currency.code && sum.exponent === currency.exponent)
      ? []
      : [
          {
            field,
            rule: `must be in ${currency.code} with exponent ${currency.exponent} (got ${sum.currency}, ${sum.exponent})`,
          },
        ],
  );
}

function choiceProblems({ taxes, payments: types }: Description, message: Sums): Problem[] {
  const problems: Problem[] = [];
  const ids = new Set<string>();
  for (const [index, { id, tax }] of (message.items ?? []).entries()) {
    if (ids.has(id)) problems.push({ field: `/items/${index}/id`, rule: `stands twice: ${id}` });
    ids.add(id);
    if (!taxes.some((known) => known.id === tax)) {
      problems.push({
        field: `/items/${index}/tax`,
        rule: `must be one of ${taxes.map((known) => known.id).join(', ')} (got ${tax})`,
      });
    }
  }
  for (const [index, { type }] of (message.payments ?? []).entries()) {
    if (!types.some(({ id }) => id === type)) {
      problems.push({
        field: `/payments/${index}/type`,
        rule: `must be one of ${types.map(({ id }) => id).join(', ')} (got ${type})`,
      });
    }
  }
  return problems;
}

function sumProblems({ items, payments, total }: Sums): Problem[] {
  if (items === undefined || payments === undefined || total === undefined) return [];
  const problems: Problem[] = [];
  const ofItems = items.reduce((sum, item) => sum + BigInt(item.sum.minor), 0n);
  if (ofItems !== BigInt(total.minor)) {
    problems.push({ field: '/total', rule: `must be the sum of the items, ${ofItems} (got ${total.minor})` });
  }
  const paid = payments.reduce((sum, payment) => sum + BigInt(payment.sum.minor), 0n);
  if (paid < BigInt(total.minor)) {
    problems.push({ field: '/payments', rule: `cover ${paid} of ${total.minor}` });
  }
  return problems;
}
