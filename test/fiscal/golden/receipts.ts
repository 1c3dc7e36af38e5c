import type { ItemInput, ReceiptInput } from '../../../src/fiscal/index.js';

/** A difference between what the vendor's driver sent and what we send, and why it is right. */
export interface Difference {
  readonly why: string;
  /** The driver's line as we would send it. Every difference must change something. */
  readonly ours: (line: string) => string;
}

export interface Golden {
  readonly receipts: readonly ReceiptInput[];
  readonly differences?: readonly Difference[];
}

/** The native interface states neither subject nor method unless asked to. */
const item = (name: string, price: string, more: Partial<ItemInput> = {}): ItemInput => ({
  name,
  price,
  vat: 'vat20',
  method: null,
  ...more,
});
const goods = item('Товар', '100.00');
const cash = (sum: string) => [{ type: 'cash', sum }] as const;
const sale = (more: Partial<ReceiptInput> = {}): ReceiptInput => ({
  type: 'sell',
  items: [goods],
  payments: [...cash('100.00')],
  ...more,
});
const plain: Golden = { receipts: [sale()] };
const small: Golden = {
  receipts: [sale({ items: [item('A', '10', { vat: 'none' })], payments: [...cash('10')] })],
};
const mailed: Golden = { receipts: [sale({ customer: { contact: 'a@b.ru' } })] };

const operator = { name: 'Кассир Иванов', inn: '123456789047' };
const stated: ItemInput = {
  name: 'Товар',
  price: 100,
  vat: 'vat20',
  subject: 'goods',
  method: 'fullPayment',
};

/** Flag 08 of EB: JSON tasks without a sum of VAT. With 02 and a sum of 0 the register computes the same sum. */
const taxTypeOnly: Difference = {
  why: 'EB flag 08 (take the rate, ignore the sum) says the same as a sum of 0, which native calls send',
  ours: (line) => line.replace(/^EB ([01])A /, 'EB $12 '),
};

const correction = (type: 'sellCorrection' | 'buyCorrection'): Golden => ({
  receipts: [
    {
      type,
      taxation: 'osn',
      correction: { type: 'self', date: '2026-11-20', description: 'Акт', number: 'N 55/1' },
      payments: [{ type: 'electronic', sum: 120 }],
      vats: [{ vat: 'vat20', sum: 20 }],
    },
  ],
});

export const goldenReceipts: Readonly<Record<string, Golden>> = {
  buy: { receipts: [sale({ type: 'buy' })] },
  buy_return: { receipts: [sale({ type: 'buyReturn' })] },
  cancel_receipt: plain,
  correction_buy: correction('buyCorrection'),
  correction_sell: correction('sellCorrection'),
  drop_after_close: mailed,
  drop_after_item: mailed,
  drop_after_open: mailed,
  drop_after_payment: mailed,
  drop_before_close: mailed,
  'err-answer-lost-payment': small,
  'err-busy-76-at-close': small,
  'err-close-9a-executed': small,
  'err-close-9a-not-executed': small,
  'err-close-async-result': small,
  'err-close-polled-in-progress': small,
  'err-no-paper-at-close': small,
  json_buy: {
    receipts: [{ type: 'buy', operator, items: [stated], payments: [...cash('100')] }],
    differences: [taxTypeOnly],
  },
  json_buy_correction: {
    receipts: [
      {
        type: 'buyCorrection',
        taxation: 'osn',
        operator,
        correction: { type: 'self', date: '2026-11-20', number: '1', description: 'акт' },
        payments: [{ type: 'electronic', sum: 500 }],
        vats: [{ vat: 'none', sum: 500 }],
        total: 500,
      },
    ],
  },
  json_sell: {
    receipts: [
      {
        type: 'sell',
        taxation: 'osn',
        electronic: true,
        operator,
        customer: { contact: 'a@b.ru' },
        items: [stated, { ...stated, name: 'Второй', price: 10, quantity: 1.5, vat: 'vat10' }],
        payments: [...cash('115')],
        total: 115,
      },
    ],
    differences: [taxTypeOnly],
  },
  json_sell_correction: {
    receipts: [
      {
        type: 'sellCorrection',
        taxation: 'osn',
        operator,
        correction: { type: 'order', date: '2026-11-20', number: '1175', description: 'предписание' },
        payments: [...cash('2000')],
        vats: [{ vat: 'vat20', sum: '333.33' }],
        total: 2000,
      },
    ],
  },
  json_sell_full: {
    receipts: [
      {
        type: 'sell',
        taxation: 'usnIncome',
        operator,
        customer: { contact: '+79161234567', name: 'Покупатель', inn: '7707083893' },
        senderEmail: 'shop@x.ru',
        agent: {
          type: 'payingAgent',
          operation: 'Оплата',
          phones: ['+79160000001', '+79160000002'],
          paymentOperatorPhones: ['+79160000003'],
          transferOperator: {
            phones: ['+79160000004'],
            name: 'Оператор',
            address: 'Адрес',
            inn: '7707083893',
          },
        },
        supplier: { phones: ['+79160000005'] },
        items: [
          {
            ...stated,
            department: 3,
            discount: '10.50',
            piece: true,
            productCode: { kind: 'raw', value: '444D59D39E7F19727367454B4B5050635332357935' },
            agent: { type: 'commissionAgent' },
            supplier: { name: 'Поставщик', inn: '7707083893', phones: ['+79160000006'] },
            unit: 'кг',
            excise: '12.30',
            country: '643',
            declaration: '10702020/060520/0013422',
            additionalAttribute: '1191',
          },
        ],
        payments: [
          { type: 'cash', sum: 20 },
          { type: 'electronic', sum: 20 },
          { type: 'prepaid', sum: 20 },
          { type: 'credit', sum: 20 },
          { type: 'other', sum: 20 },
        ],
      },
    ],
    differences: [taxTypeOnly],
  },
  json_sell_return: {
    receipts: [{ type: 'sellReturn', operator, items: [stated], payments: [...cash('100')] }],
    differences: [taxTypeOnly],
  },
  print_in_receipt: plain,
  sell_agent_item: {
    receipts: [
      sale({
        items: [
          {
            ...goods,
            agent: { type: 'payingAgent', operation: 'Операция', phones: ['+79160000001'] },
            supplier: { name: 'Поставщик', inn: '7707083893', phones: ['+79160000002'] },
          },
        ],
      }),
    ],
    differences: [
      {
        why: 'the caller of the driver gave 1224 as bytes, the phone first; our order is that of its JSON tasks',
        ours: (line) =>
          line.replace(/^(E8 01 C8 04 1D 00) (93 04 0C 00(?: ..){12}) (C9 04 09 00(?: ..){9})$/, '$1 $3 $2'),
      },
    ],
  },
  sell_agent_receipt: {
    receipts: [
      sale({
        agent: {
          type: 'payingAgent',
          operation: 'Операция',
          phones: ['+79160000002'],
          paymentOperatorPhones: ['+79160000003'],
          transferOperator: {
            phones: ['+79160000004'],
            name: 'Оператор',
            address: 'Адрес',
            inn: '7707083893',
          },
        },
        supplier: { phones: ['+79160000001'] },
      }),
    ],
  },
  sell_all_payments: {
    receipts: [
      sale({
        items: [item('Товар', '500')],
        payments: (['electronic', 'prepaid', 'credit', 'other', 'cash'] as const).map((type) => ({
          type,
          sum: 100,
        })),
      }),
    ],
  },
  sell_all_taxes: {
    receipts: [
      sale({
        items: [
          item('Ставка 7', '100'),
          item('Ставка 8', '100', { vat: 'vat120' }),
          item('Ставка 2', '100', { vat: 'vat10' }),
          item('Ставка 4', '100', { vat: 'vat110' }),
          item('Ставка 5', '100', { vat: 'vat0' }),
          item('Ставка 6', '100', { vat: 'none' }),
        ],
        payments: [...cash('600')],
      }),
    ],
  },
  sell_basic: plain,
  sell_change: {
    receipts: [sale({ items: [item('Товар', '70')], payments: [...cash('30'), ...cash('50')] })],
  },
  sell_customer: {
    receipts: [
      sale({
        customer: { contact: '+79161234567', name: 'Покупатель', inn: '7707083893' },
        senderEmail: 'shop@example.com',
        additionalAttribute: { value: 'доп.реквизит', print: false },
        place: 'место',
        address: 'адрес',
      }),
    ],
  },
  sell_electronic: {
    receipts: [
      {
        type: 'sell',
        electronic: true,
        taxation: 'osn',
        customer: { contact: 'client@example.com' },
        items: [
          { ...stated, name: 'Товар первый', price: '100.50', quantity: 2 },
          { ...stated, name: 'Товар второй', price: 10 },
          { ...stated, name: 'Товар третий', price: 1, quantity: '1.5' },
        ],
        payments: [{ type: 'electronic', sum: '212.50' }],
      },
    ],
  },
  sell_item_details: {
    receipts: [
      sale({
        items: [
          {
            ...goods,
            quantity: 2.345,
            department: 3,
            discount: 5.5,
            unit: 'кг',
            additionalAttribute: 'реквизит',
            excise: 12.34,
            country: '643',
            declaration: '10702020/060520/0013422',
            subject: 'payment',
            method: 'advance',
            piece: true,
          },
          { ...goods, total: '99.90' },
        ],
        payments: [...cash('334.40')],
      }),
    ],
  },
  sell_item_tax_sum: {
    receipts: [sale({ items: [{ ...goods, vatSum: '16.67' }, goods, goods], payments: [...cash('300')] })],
    differences: [
      taxTypeOnly,
      {
        why: 'EB flag 04 (tax per unit): the format computes the tax from the cost of the item (1200)',
        ours: (line) => line.replace(/^EB 06 /, 'EB 02 '),
      },
    ],
  },
  sell_long_name: {
    receipts: [
      sale({
        items: [
          item('Очень длинное имя товара '.repeat(5), '100'),
          item('Наименование предмета расчета '.repeat(4), '100'),
        ],
        payments: [...cash('200')],
      }),
    ],
    differences: [
      {
        why: 'names have at most 128 characters in the format, and EB carries all of them: no E8 with 1030',
        ours: (line) => (line.startsWith('E8 01 06 04 ') ? '' : line),
      },
      {
        why: 'the same: what went as 1030 stands in EB',
        ours: (line) =>
          /^EB(?: ..){41}$/.test(line)
            ? `${line} ${cp866('Наименование предмета расчета '.repeat(4))}`
            : line,
      },
    ],
  },
  sell_marking_1162: {
    receipts: [
      sale({
        items: [
          { ...goods, productCode: { kind: 'raw', value: '444D59D39E7F19727367454B4B5050635332357935' } },
        ],
      }),
    ],
  },
  sell_marking_code: {
    receipts: [
      sale({
        items: [
          {
            ...goods,
            productCode: '010460406000590021N4N57RTCBUZTQ\u001d2403054002410161218',
          },
        ],
      }),
    ],
    differences: [
      {
        why: '1162 is encoded here and sent by E8; EF 08 asks the firmware, and older firmware refuses it',
        ours: (line) =>
          line.startsWith('EF 08 ')
            ? 'E8 01 8A 04 15 00 44 4D 04 2F F7 5C 76 0C 4E 34 4E 35 37 52 54 43 42 55 5A 54 51'
            : line,
      },
    ],
  },
  sell_receipt_tax: { receipts: [sale({ vats: [{ vat: 'vat20', sum: '16.67' }] })] },
  sell_return: { receipts: [sale({ type: 'sellReturn' })] },
  sell_rounding: { receipts: [sale({ items: [item('Товар', '100.37')], total: '100.00' })] },
  sell_taxation_types: {
    receipts: (['osn', 'usnIncome', 'usnIncomeOutcome', 'esn', 'patent'] as const).map((taxation) =>
      sale({ taxation }),
    ),
  },
  sell_unpaid_autopay: {
    receipts: [sale({ payments: [{ type: 'electronic', sum: 100 }] })],
    differences: [
      {
        why: 'the type of payment in 4A has no effect when its sum is 0: everything is paid by 99',
        ours: (line) => line.replace(/^4A 00 02 /, '4A 00 01 '),
      },
    ],
  },
  sell_user_attribute: {
    receipts: [sale({ userAttribute: { name: 'имя', value: 'значение '.repeat(20) } })],
  },
};

function cp866(text: string): string {
  return Array.from(text, (char) => {
    const code = char.codePointAt(0) as number;
    if (code < 0x80) return code;
    // А–п stand together, р–я begin a new row.
    return code < 0x440 ? code - 0x410 + 0x80 : code - 0x440 + 0xe0;
  })
    .map((byte) => byte.toString(16).toUpperCase().padStart(2, '0'))
    .join(' ');
}
