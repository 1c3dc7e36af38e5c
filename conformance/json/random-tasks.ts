import { randomFrom } from '../../src/util/random.js';
import type { Task } from './twins.js';

/**
 * Lawful tasks of a till, the same for the same seed: sales and returns of all kinds, corrections, cash, reports, with every
 * rate and form of payment that FFD 1.05 of the driver has, odd texts, agents, requisites.
 */
export function* randomTasks(seed: number, count: number): Generator<Task> {
  const dice = new Dice(randomFrom(seed));
  for (let made = 0; made < count; made++) {
    const roll = dice.below(100);
    if (roll < 70) yield receipt(dice);
    else if (roll < 80) yield correction(dice);
    else if (roll < 88) yield cash(dice);
    else yield dice.pick<Task>(reports(dice));
  }
}

/** A payout may be refused: the drawer holds what the tasks before have brought. */
function cash(dice: Dice): Task {
  const type = dice.pick(['cashIn', 'cashIn', 'cashOut']);
  return { type, operator: dice.pick(operators), cashSum: rub(dice.between(1, 500_000)) };
}

const operators = [
  { name: 'Иванова Анна', vatin: '500100732259' },
  { name: 'Кассир № 2 "Ёж"', vatin: '123456789047' },
] as const;
const taxations = ['osn', 'usnIncome', 'usnIncomeOutcome', 'esn', 'patent'] as const;
const rates = ['none', 'vat0', 'vat10', 'vat110', 'vat20', 'vat120', 'vat18', 'vat118'] as const;
const subjects = [
  ...['commodity', 'excise', 'job', 'service', 'gamblingBet', 'gamblingPrize', 'lottery', 'lotteryPrize'],
  ...['intellectualActivity', 'payment', 'agentCommission', 'composite', 'another', 'proprietaryLaw'],
  ...['nonOperatingIncome', 'insuranceContributions', 'merchantTax', 'resortFee', 'deposit', 'consumption'],
] as const;
const phones = ['+79161234567', '+74950000000', '88001234567'] as const;
const words = [
  ...[
    'Хлеб',
    'ЩИ',
    'ёлка',
    'Ёж',
    'кофе 3в1',
    '№5',
    '"Бородинский"',
    '«Ржаной»',
    '100%',
    'a/b\\c',
    '(шт.)',
    '—',
  ],
  ...['“кавычки”', 'тире–тире', 'м²', '5€', 'ура😀', 'и так далее…', 'д’Артаньян'],
  ...['<тег>', '&', '+7', "д'Артаньян", 'x'.repeat(40), 'Щ'.repeat(60), '1', ',;:', '$', '#@!', '[{}]', '_'],
] as const;

class Dice {
  readonly #next: () => number;
  constructor(next: () => number) {
    this.#next = next;
  }
  below(limit: number): number {
    return Math.floor(this.#next() * limit);
  }
  between(least: number, most: number): number {
    return least + this.below(most - least + 1);
  }
  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)] as T;
  }
  chance(percent: number): boolean {
    return this.below(100) < percent;
  }
  text(longest: number): string {
    const parts = Array.from({ length: this.between(1, 6) }, () => this.pick(words));
    return parts.join(' ').slice(0, longest).trim();
  }
}

/** Kopecks as the number that a program writes. */
function rub(kopecks: number): number {
  return kopecks / 100;
}

interface Position {
  readonly amount: number;
  readonly kopecks: number;
  readonly [field: string]: unknown;
}

function position(dice: Dice): Position {
  const price = dice.pick([dice.between(1, 999), dice.between(1, 99_999), dice.between(1, 3_000_000)]);
  const quantity = dice.pick([1000, dice.between(1, 20) * 1000, dice.between(1, 9_999)]);
  const kopecks = Number((BigInt(price) * BigInt(quantity) + 500n) / 1000n);
  return {
    type: 'position',
    name: dice.text(128),
    price: rub(price),
    quantity: quantity / 1000,
    amount: rub(kopecks),
    kopecks,
    tax: { type: dice.pick(rates) },
    paymentObject: dice.pick(subjects),
    ...(dice.chance(80) && { paymentMethod: 'fullPayment' }),
    ...(dice.chance(20) && { measurementUnit: dice.pick(['кг', 'шт.', 'м2', 'упаковка']) }),
    ...(dice.chance(15) && { department: dice.between(0, 9) }),
    ...(dice.chance(10) && quantity % 1000 === 0 && { piece: true }),
    ...(dice.chance(10) && { infoDiscountAmount: rub(dice.between(1, 500)) }),
    ...(dice.chance(10) && { exciseSum: rub(dice.between(0, 500)) }),
    ...(dice.chance(10) && { countryCode: dice.pick(['643', '056', '112']) }),
    ...(dice.chance(10) && { customsDeclaration: '10702020/060520/0013422' }),
    ...(dice.chance(10) && { additionalAttribute: dice.text(32) }),
    ...(dice.chance(10) && {
      nomenclatureCode: { type: 'shoes', gtin: '98765432101234', serial: 'sgEKKPPcS25y5' },
    }),
    ...(dice.chance(15) && {
      agentInfo: { agents: [dice.pick(['commissionAgent', 'attorney', 'another'])] },
      supplierInfo: { name: dice.text(60), vatin: '7707083893', phones: [dice.pick(phones.slice(0, 2))] },
    }),
  };
}

function receipt(dice: Dice): Task {
  const type = dice.pick(['sell', 'sell', 'sell', 'sellReturn', 'buy', 'buyReturn']);
  const positions = Array.from({ length: dice.between(1, 6) }, () => position(dice));
  const sum = positions.reduce((whole, { kopecks }) => whole + kopecks, 0);
  const rounded = dice.chance(10) ? Math.max(1, sum - (sum % 100)) : sum;
  const total = sum === 0 ? 0 : rounded;
  const items: unknown[] = positions.map(({ kopecks: _, ...one }) => one);
  if (dice.chance(10)) items.push({ type: 'text', text: dice.text(60), alignment: 'center' });
  if (dice.chance(8))
    items.push({ type: 'additionalAttribute', value: dice.text(16), print: dice.chance(50) });
  if (dice.chance(8)) items.push({ type: 'userAttribute', name: dice.text(40), value: dice.text(80) });
  const contact = dice.pick(['a@b.ru', '+79161234567']);
  const electronically = dice.chance(15);
  return {
    type,
    taxationType: dice.pick(taxations),
    operator: dice.pick(operators),
    items,
    payments: payments(dice, type, total),
    ...(total !== sum && { total: rub(total) }),
    ...(electronically && { electronically }),
    ...((electronically || dice.chance(20)) && {
      clientInfo: {
        emailOrPhone: contact,
        ...(dice.chance(30) && { name: dice.text(100), vatin: dice.pick(['7707083893', '500100732259']) }),
      },
    }),
    ...(dice.chance(10) && { companyInfo: { email: 'shop@example.ru' } }),
    ...(dice.chance(10) && { paymentsPlace: dice.text(80) }),
    ...(dice.chance(5) && { machineNumber: '77' }),
    ...(dice.chance(8) && {
      agentInfo: {
        agents: ['payingAgent'],
        payingAgent: { operation: 'Оплата', phones: ['+79160000001'] },
        receivePaymentsOperator: { phones: ['+79160000003'] },
      },
      supplierInfo: { phones: ['+79160000005'] },
    }),
  };
}

const forms = ['cash', 'electronically', 'prepaid', 'credit', 'other'] as const;

/** Shares of the total in any order; a sale may get more cash than needed. */
function payments(dice: Dice, type: string, total: number): unknown[] {
  const used = forms.filter(() => dice.chance(35));
  const list = used.length === 0 ? ['cash'] : [...used];
  let left = total;
  const shares = list.map((form, index) => {
    const share = index === list.length - 1 ? left : dice.between(0, left);
    left -= share;
    return { type: form, kopecks: share };
  });
  const cash = shares.find((share) => share.type === 'cash');
  if (cash && type === 'sell' && dice.chance(30)) cash.kopecks += dice.between(1, 100_000);
  const given = shares.filter(({ kopecks }) => kopecks > 0);
  const all = given.length > 0 ? given : [{ type: 'cash', kopecks: total }];
  return all
    .map(({ type: form, kopecks }) => ({ type: form, sum: rub(kopecks) }))
    .sort(() => dice.below(3) - 1);
}

function correction(dice: Dice): Task {
  const kopecks = dice.between(100, 5_000_000);
  const rate = dice.pick(['vat20', 'vat10', 'none', 'vat0', 'vat120', 'vat110']);
  const percent = rate.includes('20') ? 20 : rate.includes('10') ? 10 : 0;
  const tax = percent === 0 ? kopecks : Math.round((kopecks * percent) / (100 + percent));
  return {
    type: dice.pick(['sellCorrection', 'buyCorrection']),
    taxationType: dice.pick(taxations),
    operator: dice.pick(operators),
    correctionType: dice.pick(['self', 'instruction']),
    correctionBaseDate: dice.pick(['2026.11.20', '2026.01.31']),
    correctionBaseNumber: String(dice.between(1, 9999)),
    ...(dice.chance(70) && { correctionBaseName: dice.text(80) }),
    payments: [{ type: dice.pick(forms), sum: rub(kopecks) }],
    taxes: [{ type: rate, sum: rub(tax) }],
    total: rub(kopecks),
  };
}

/** A text in any look. */
function text(dice: Dice): object {
  return {
    type: 'text',
    text: dice.text(120),
    wrap: dice.pick(['none', 'chars', 'words']),
    alignment: dice.pick(['left', 'center', 'right']),
    doubleWidth: dice.chance(20),
    doubleHeight: dice.chance(20),
  };
}

function reports(dice: Dice): Task[] {
  const operator = dice.pick(operators);
  return [
    { type: 'reportX', operator },
    { type: 'reportOfdExchangeStatus', operator },
    { type: 'openShift', operator },
    { type: 'closeShift', operator },
    { type: 'getShiftStatus' },
    { type: 'getShiftTotals' },
    { type: 'getOverallTotals' },
    { type: 'getFnStatus' },
    { type: 'ofdExchangeStatus' },
    { type: 'getFnDocument', fiscalDocumentNumber: dice.between(1, 20) },
    { type: 'nonFiscal', items: Array.from({ length: 3 }, () => text(dice)) },
  ];
}
