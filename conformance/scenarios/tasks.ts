/** JSON tasks of the driver, as a till would write them. */

const operator = { name: 'Иванова Анна', vatin: '500100732259' };

export const EMAIL = 'customer@example.com';

interface Position {
  readonly name: string;
  readonly price: number;
  readonly quantity: number;
  readonly amount: number;
  readonly tax: string;
  readonly paymentObject: string;
}

const bread: Position = {
  name: 'Хлеб «Бородинский»',
  price: 45.5,
  quantity: 2,
  amount: 91,
  tax: 'vat10',
  paymentObject: 'commodity',
};
const delivery: Position = {
  name: 'Доставка заказа № 5',
  price: 300,
  quantity: 1,
  amount: 300,
  tax: 'vat20',
  paymentObject: 'service',
};
/** 899.99 × 0.345 is 310.49655: the amount is the rounded one. */
const cheese: Position = {
  name: 'Сыр',
  price: 899.99,
  quantity: 0.345,
  amount: 310.5,
  tax: 'none',
  paymentObject: 'commodity',
};

function position({ tax, ...item }: Position): Record<string, unknown> {
  return { type: 'position', ...item, tax: { type: tax }, paymentMethod: 'fullPayment' };
}

export const openShift = { type: 'openShift', operator };
export const closeShift = { type: 'closeShift', operator };
export const reportX = { type: 'reportX', operator };

/** 701.50, of which 201.50 in cash. */
export const sell = {
  type: 'sell',
  taxationType: 'osn',
  electronically: true,
  operator,
  clientInfo: { emailOrPhone: EMAIL },
  items: [bread, delivery, cheese].map(position),
  payments: [
    { type: 'cash', sum: 201.5 },
    { type: 'electronically', sum: 500 },
  ],
  total: 701.5,
};

/** 91.00 in cash, on paper. */
export const sellReturn = {
  type: 'sellReturn',
  taxationType: 'osn',
  operator,
  items: [position(bread)],
  payments: [{ type: 'cash', sum: 91 }],
};

/** 50.00 in cash, on paper. */
export const buy = {
  type: 'buy',
  taxationType: 'osn',
  operator,
  items: [position({ ...cheese, name: 'Макулатура', price: 5, quantity: 10, amount: 50 })],
  payments: [{ type: 'cash', sum: 50 }],
};

export function cashIn(cashSum: number) {
  return { type: 'cashIn', operator, cashSum };
}

export function cashOut(cashSum: number) {
  return { type: 'cashOut', operator, cashSum };
}
