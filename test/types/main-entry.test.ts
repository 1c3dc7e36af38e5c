import { connect, type Money, ReceiptBuilder, receipt } from 'atol-kkt';
import { expect, expectTypeOf, test } from 'vitest';
import type {
  Capabilities,
  CashRegister,
  ConnectOptions,
  FiscalResult,
  IssueOptions,
  ItemInput,
  PaymentInput,
  PendingReceipt,
  ReceiptInput,
  ReceiptType,
  Taxation,
  Trace,
  VatRate,
} from '../../src/index.js';

/** Compiled by `npm run types`; what the compiler refuses here is an error there. */

test('the names of everyday work come from the main entry', () => {
  expectTypeOf<IssueOptions>().toHaveProperty('key').toEqualTypeOf<string | undefined>();
  expectTypeOf<IssueOptions>().toHaveProperty('shift').toEqualTypeOf<'manual' | 'auto' | undefined>();
  expectTypeOf<CashRegister['pending']>().toEqualTypeOf<PendingReceipt[]>();
  expectTypeOf<ReceiptInput['type']>().toEqualTypeOf<ReceiptType>();
  expectTypeOf<ReceiptInput['taxation']>().toEqualTypeOf<Taxation | undefined>();
  expectTypeOf<ItemInput['vat']>().toEqualTypeOf<VatRate>();
  expectTypeOf<ItemInput['price']>().toEqualTypeOf<Money>();
  expectTypeOf<PaymentInput['sum']>().toEqualTypeOf<Money>();
  expectTypeOf<Money>().toEqualTypeOf<string | number>();
  expectTypeOf<ConnectOptions['capabilities']>().toEqualTypeOf<Capabilities | undefined>();
  expectTypeOf<ConnectOptions['trace']>().toEqualTypeOf<Trace | undefined>();
  expectTypeOf(connect).returns.resolves.toEqualTypeOf<CashRegister>();
  expectTypeOf(receipt('sell')).toEqualTypeOf<ReceiptBuilder>();
  expect(receipt('sell')).toBeInstanceOf(ReceiptBuilder);
});

test('input may be constant, and what is not known undefined', () => {
  const constant = {
    type: 'sell',
    taxation: 'osn',
    customer: { contact: 'client@example.com', inn: undefined },
    items: [
      { name: 'Хлеб', price: '45.50', vat: 'vat10', unit: undefined, supplier: { phones: ['+79000000000'] } },
    ],
    payments: [{ type: 'cash', sum: 100 }],
    place: undefined,
  } as const;
  expectTypeOf(constant).toExtend<ReceiptInput>();
  const items: readonly ItemInput[] = constant.items;
  expectTypeOf<{ type: 'sell'; items: typeof items }>().toExtend<ReceiptInput>();
  expectTypeOf<{ signal: AbortSignal | undefined; key: undefined }>().toExtend<IssueOptions>();
  expectTypeOf<{ journal: undefined; reconnect: false }>().toExtend<ConnectOptions>();
  expect(receipt('sell').item(constant.items[0]).cash(100).check().problems).toEqual([]);
});

test('what is no receipt does not compile', () => {
  const issues = (kkt: CashRegister): Array<Promise<FiscalResult>> => [
    kkt.issue(receipt('sell')),
    kkt.issue({ type: 'sell' }),
    // @ts-expect-error no such type
    kkt.issue({ type: 'sale' }),
    // @ts-expect-error no such rate
    kkt.issue({ type: 'sell', items: [{ name: 'a', price: 1, vat: 'vat18' }] }),
    // @ts-expect-error no such field
    kkt.issue({ type: 'sell', itms: [] }),
    // @ts-expect-error no such option
    kkt.issue({ type: 'sell' }, { idempotencyKey: 'order-1' }),
    // @ts-expect-error options are an object
    kkt.issue({ type: 'sell' }, 'order-1'),
    // @ts-expect-error null is no key
    kkt.issue({ type: 'sell' }, { key: null }),
  ];
  expectTypeOf(issues).toBeFunction();
  // @ts-expect-error no such option
  const options: ConnectOptions = { jurnal: './journal' };
  expect(options).toBeDefined();
});
