/** A receipt that is wrong, and everything that is wrong with it as `CODE path`. */
export type Bad = readonly [name: string, input: unknown, problems: readonly string[]];

type Json = Record<string, unknown>;

export const goodItem: Json = { name: 'Хлеб', price: '100.00', vat: 'vat10' };

/** A right receipt of 100 roubles with parts of it replaced. */
export function sale(more: Json = {}): Json {
  return { type: 'sell', items: [goodItem], payments: [{ type: 'cash', sum: '100.00' }], ...more };
}

/** The same with one item of 100 roubles. */
export function withItem(more: Json, rest: Json = {}): Json {
  return sale({ items: [{ ...goodItem, ...more }], ...rest });
}

export function without(source: Json, key: string): Json {
  return Object.fromEntries(Object.entries(source).filter(([name]) => name !== key));
}
