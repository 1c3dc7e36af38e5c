import { randomFrom } from '../../src/util/random.js';
import type { Task } from './twins.js';

/**
 * Lawful tasks of a till, the same for the same seed: sales and returns of all kinds, corrections, cash, reports, with every
 * rate and form of payment that FFD 1.05 of the driver has, odd texts, agents, requisites. `odd`, the default: also what receipts of our
 * own do not say, such as control characters, phones in any spelling, VAT that is counted another way.
 */
export function* randomTasks(seed: number, count: number, { odd = true } = {}): Generator<Task> {
  const dice = new Dice(randomFrom(seed), odd);
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
  { name: `Старший кассир ${'Ы'.repeat(49)}`, vatin: '500100732259' },
] as const;
const taxations = ['osn', 'usnIncome', 'usnIncomeOutcome', 'esn', 'patent'] as const;
const rates = ['none', 'vat0', 'vat10', 'vat110', 'vat20', 'vat120', 'vat18', 'vat118'] as const;
const subjects = [
  ...['commodity', 'excise', 'job', 'service', 'gamblingBet', 'gamblingPrize', 'lottery', 'lotteryPrize'],
  ...['intellectualActivity', 'payment', 'agentCommission', 'composite', 'another', 'proprietaryLaw'],
  ...['nonOperatingIncome', 'insuranceContributions', 'merchantTax', 'resortFee', 'deposit', 'consumption'],
] as const;
/** As people write them. */
const phones = [
  ...['+79161234567', '+74950000000', '88001234567', '8 (916) 123-45-67', '+7 916 123 45 67', '79161234567'],
  ...['+7(495)000-00-00', '9161234567', '+375291234567', '8-800-100-10-10'],
] as const;
const contacts = [...phones, 'a@b.ru', 'Ivan.Petrov+1@mail.example.com', ' a@b.ru ', 'имя@почта.рф'] as const;
const units = ['кг', 'шт.', 'м2', 'упаковка', '16 знаков, ровно'] as const;
const methods = [
  ...['fullPrepayment', 'prepayment', 'advance', 'fullPayment', 'partialPayment', 'credit', 'creditPayment'],
] as const;
const fiscalAgents = [
  ...['bankPayingAgent', 'bankPayingSubagent', 'payingAgent', 'payingSubagent', 'attorney'],
  ...['commissionAgent', 'another'],
] as const;
const plainWords = [
  ...['Хлеб', 'ЩИ', 'ёлка', 'Ёж', 'кофе 3в1', '№5', '"Бородинский"', '«Ржаной»', '100%', 'a/b\\c', '(шт.)'],
  ...['“кавычки”', 'тире–тире', 'м²', '5€', 'ура😀', 'и так далее…', 'д’Артаньян'],
  ...['<тег>', '&', '+7', "д'Артаньян", 'x'.repeat(40), 'Щ'.repeat(60), '1', ',;:', '$', '#@!', '[{}]', '_'],
] as const;

const words = [
  ...plainWords,
  ...['→', '♪', '§ 5', 'ґЄї', 'а\tб', 'в\nг', 'д\u0001е', '\u00a0', '   ', 'café', '½', 'ё̈', '°C', '\u200b'],
  '—',
] as const;

class Dice {
  readonly #next: () => number;
  readonly odd: boolean;
  constructor(next: () => number, odd: boolean) {
    this.#next = next;
    this.odd = odd;
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
  oddly(percent: number): boolean {
    return this.chance(percent) && this.odd;
  }
  phone(): string {
    return this.odd ? this.pick(phones) : '+79161234567';
  }
  contact(): string {
    return this.odd ? this.pick(contacts) : this.pick(['a@b.ru', '+79161234567']);
  }
  text(longest: number): string {
    const parts = Array.from({ length: this.between(1, 6) }, () => this.pick(this.odd ? words : plainWords));
    const whole = parts.join(' ');
    // Programs cut characters in two, too.
    const text = this.odd ? whole.slice(0, longest) : Array.from(whole).slice(0, longest).join('');
    return this.chance(90) ? text.trim() || '-' : text;
  }
  /** For the paper, where control characters are commands: ours are blanks there. */
  printed(longest: number): string {
    return this.text(longest).replaceAll('\u0001', '_').trimStart();
  }
}

/** Kopecks as the number that a program writes. */
function rub(kopecks: number): number {
  return kopecks / 100;
}

function percentOf(rate: string): number {
  return Number(/^vat1?(10|18|20)$/.exec(rate)?.[1]?.replace('18', '20') ?? 0);
}

/** VAT as tills count it: not rounded, rounded, or rounded another way. */
function countedTax(dice: Dice, rate: string, kopecks: number): number {
  const percent = percentOf(rate);
  const exact = (kopecks * percent) / (100 + percent);
  const near = Math.floor(exact) + dice.below(2);
  return dice.pick([exact / 100, rub(Math.round(exact)), rub(Math.min(near, kopecks))]);
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
  const rate = dice.pick(rates);
  return {
    type: 'position',
    name: dice.text(dice.pick([20, 128, 200])),
    price: rub(price),
    quantity: quantity / 1000,
    amount: rub(kopecks),
    kopecks,
    tax: { type: rate, ...(dice.oddly(20) && { sum: countedTax(dice, rate, kopecks) }) },
    paymentObject: dice.chance(90) ? dice.pick(subjects) : String(dice.between(1, 20)),
    ...(dice.chance(80) && { paymentMethod: dice.oddly(30) ? dice.pick(methods) : 'fullPayment' }),
    ...(dice.chance(20) && {
      measurementUnit: dice.pick(dice.odd ? [...units, 'м²', 'л\t'] : units),
    }),
    ...(dice.chance(15) && { department: dice.between(0, 9) }),
    ...(dice.chance(10) && quantity % 1000 === 0 && { piece: true }),
    ...(dice.chance(10) && { infoDiscountAmount: rub(dice.between(1, 500)) }),
    ...(dice.chance(10) && { exciseSum: rub(dice.between(0, 500)) }),
    ...(dice.chance(10) && { countryCode: dice.pick(['643', '056', '112']) }),
    ...(dice.chance(10) && { customsDeclaration: '10702020/060520/0013422' }),
    ...(dice.chance(10) && { additionalAttribute: dice.text(32) }),
    ...(dice.oddly(10) && code(dice)),
    ...(dice.chance(15) && {
      agentInfo: agent(dice),
      supplierInfo: { name: dice.text(60), vatin: '7707083893', phones: [dice.phone()] },
    }),
  };
}

/** Tag 1162, in every form that the driver takes before FFD 1.2. */
function code(dice: Dice): object {
  const gtin = String(dice.between(0, 99_999_999)).padStart(14, '0');
  const letters = 'ABCdef0123456789!"%&()*+-./:;<=>?_';
  const serial = Array.from({ length: dice.between(1, 20) }, () => dice.pick([...letters])).join('');
  const base64 = (text: string) => Buffer.from(text, 'latin1').toString('base64');
  return dice.pick<object>([
    { nomenclatureCode: { type: dice.pick(['medicines', 'tobacco', 'shoes']), gtin, serial } },
    { nomenclatureCode: { type: 'furs', serial: 'RU-401301-AAA0277031' } },
    { nomenclatureCode: base64(`DM${serial}`) },
    { markingCode: { type: 'other', mark: base64(`01${gtin}21${serial}`) } },
    { markingCode: { mark: base64(`01${gtin}21${serial}\u001d91ABCD\u001d92${'x'.repeat(44)}`) } },
    { markingCode: { type: 'other', mark: base64('4600439931256') } },
  ]);
}

function agent(dice: Dice): object {
  const agents = [dice.pick(fiscalAgents), ...(dice.chance(10) ? [dice.pick(fiscalAgents)] : [])];
  const some = () => Array.from({ length: dice.between(1, 2) }, () => dice.phone());
  return {
    agents: [...new Set(agents)],
    ...(dice.chance(60) && { payingAgent: { operation: dice.text(24), phones: some() } }),
    ...(dice.chance(60) && { receivePaymentsOperator: { phones: some() } }),
    ...(dice.chance(60) && {
      moneyTransferOperator: {
        phones: some(),
        name: dice.text(64),
        address: dice.text(120),
        vatin: '7707083893',
      },
    }),
  };
}

/** Totals of VAT by a till's own count: of all rates, of some, or of nothing. */
function totalsOfVat(dice: Dice, positions: readonly Position[]): object {
  const sums = new Map<string, number>();
  for (const { tax, kopecks } of positions) {
    const { type } = tax as { type: string };
    // The driver has no 18 % any more: both are one rate.
    const rate = type.replace('18', '20');
    const percent = percentOf(rate);
    const own = percent === 0 ? kopecks : Math.round((kopecks * percent) / (100 + percent));
    sums.set(rate, (sums.get(rate) ?? 0) + own);
  }
  const all = [...sums].map(([type, sum]) => ({ type, sum: rub(sum) }));
  return dice.pick([
    all,
    all.filter(() => dice.chance(50)),
    all.map(({ type }) => ({ type, sum: 0 })),
    all.map(({ type, sum }) => ({ type, sum: percentOf(type) > 0 ? sum + 0.01 : sum })),
  ]);
}

function receipt(dice: Dice): Task {
  const type = dice.pick(['sell', 'sell', 'sell', 'sellReturn', 'buy', 'buyReturn']);
  const positions = Array.from({ length: dice.between(1, 6) }, () => position(dice));
  const sum = positions.reduce((whole, { kopecks }) => whole + kopecks, 0);
  const rounded = dice.chance(10) ? Math.max(1, sum - (sum % 100)) : sum;
  const total = sum === 0 ? 0 : rounded;
  const items: unknown[] = positions.map(({ kopecks: _, ...one }) => one);
  if (dice.chance(10)) items.push({ type: 'text', text: dice.printed(60), alignment: 'center' });
  if (dice.chance(8))
    items.push({ type: 'additionalAttribute', value: dice.text(16), print: dice.chance(50) });
  if (dice.chance(8)) items.push({ type: 'userAttribute', name: dice.text(40), value: dice.text(80) });
  const contact = dice.contact();
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
    ...(dice.chance(10) && {
      companyInfo: { email: dice.oddly(50) ? ' shop@example.ru' : 'shop@example.ru' },
    }),
    ...(dice.oddly(10) && { taxes: totalsOfVat(dice, positions) }),
    ...(dice.chance(10) && { paymentsPlace: dice.text(80) }),
    ...(dice.chance(5) && { machineNumber: '77' }),
    ...(dice.chance(8) && { agentInfo: agent(dice), supplierInfo: { phones: [dice.phone()] } }),
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
    payments: payments(dice, 'sellCorrection', kopecks),
    taxes: [{ type: rate, sum: dice.oddly(20) ? rub(tax) + 0.001 : rub(tax) }],
    ...(dice.chance(80) && { total: rub(dice.chance(90) ? kopecks : kopecks + 100) }),
    ...(dice.chance(10) && { electronically: true, clientInfo: { emailOrPhone: dice.contact() } }),
    ...(dice.chance(10) && { paymentsPlace: dice.text(60), machineNumber: '77' }),
  };
}

/** A text in any look. */
function text(dice: Dice): object {
  return {
    type: 'text',
    text: dice.printed(120),
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
