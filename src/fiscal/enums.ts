/** Lists of the fiscal data format: what people write, what goes over the wire, what is printed. */

/** One value of a list. `aliases` are names that users of the vendor's JSON tasks know. */
export interface ListEntry<Name extends string> {
  readonly name: Name;
  readonly code: number;
  readonly ru: string;
  /** As printed on a receipt, when it differs from `ru`. */
  readonly print: string;
  readonly aliases: readonly string[];
}

export interface List<Name extends string> {
  readonly entries: readonly ListEntry<Name>[];
  readonly names: readonly Name[];
  /** By name, alias or code; undefined when the list has no such value. */
  find(value: unknown): ListEntry<Name> | undefined;
  /** The entry of a name that is known to be in the list. */
  get(name: Name): ListEntry<Name>;
}

type Row<Name extends string> = readonly [
  code: number,
  name: Name,
  ru: string,
  print?: string,
  aliases?: readonly string[],
];

function list<Name extends string>(rows: ReadonlyArray<Row<Name>>): List<Name> {
  const entries = rows.map(([code, name, ru, print = ru, aliases = []]) =>
    Object.freeze({ code, name, ru, print, aliases }),
  );
  const byKey = new Map<unknown, ListEntry<Name>>();
  for (const entry of entries) {
    for (const key of [entry.name, entry.code, ...entry.aliases]) byKey.set(key, entry);
  }
  return Object.freeze({
    entries,
    names: entries.map((entry) => entry.name),
    find: (value: unknown) => byKey.get(value),
    get: (name: Name) => byKey.get(name) as ListEntry<Name>,
  });
}

export type NameOf<L> = L extends List<infer Name> ? Name : never;

/** Settlement type, tag 1054. */
export const settlementTypes = list([
  [1, 'sell', 'приход', 'ПРИХОД'],
  [2, 'sellReturn', 'возврат прихода', 'ВОЗВРАТ ПРИХОДА'],
  [3, 'buy', 'расход', 'РАСХОД'],
  [4, 'buyReturn', 'возврат расхода', 'ВОЗВРАТ РАСХОДА'],
]);
export type SettlementType = NameOf<typeof settlementTypes>;

/** Tax system, tags 1055 (one) and 1062 (a set); the code is the bit. */
export const taxations = list([
  [1, 'osn', 'общая', 'ОСН'],
  [2, 'usnIncome', 'упрощённая, доход', 'УСН доход'],
  [4, 'usnIncomeOutcome', 'упрощённая, доход минус расход', 'УСН доход - расход'],
  [8, 'envd', 'единый налог на вменённый доход (отменён с 2021 года)', 'ЕНВД'],
  [16, 'esn', 'единый сельскохозяйственный налог', 'ЕСХН', ['eshn']],
  [32, 'patent', 'патентная', 'Патент'],
]);
export type Taxation = NameOf<typeof taxations>;

/** Payment method of an item, tag 1214. */
export const methods = list([
  [1, 'fullPrepayment', 'предоплата 100 %', 'ПРЕДОПЛАТА 100%'],
  [2, 'prepayment', 'предоплата', 'ПРЕДОПЛАТА'],
  [3, 'advance', 'аванс', 'АВАНС'],
  [4, 'fullPayment', 'полный расчёт', 'ПОЛНЫЙ РАСЧЕТ'],
  [5, 'partialPayment', 'частичный расчёт и кредит', 'ЧАСТИЧНЫЙ РАСЧЕТ И КРЕДИТ'],
  [6, 'credit', 'передача в кредит', 'ПЕРЕДАЧА В КРЕДИТ'],
  [7, 'creditPayment', 'оплата кредита', 'ОПЛАТА КРЕДИТА'],
]);
export type Method = NameOf<typeof methods>;

/** Subject of an item, tag 1212. 30–33 are marked goods: FFD 1.2 only. */
export const subjects = list([
  [1, 'goods', 'товар', 'ТОВАР', ['commodity']],
  [2, 'exciseGoods', 'подакцизный товар', 'ПОДАКЦИЗНЫЙ ТОВАР', ['excise']],
  [3, 'work', 'работа', 'РАБОТА', ['job']],
  [4, 'service', 'услуга', 'УСЛУГА'],
  [5, 'gamblingBet', 'ставка азартной игры', 'СТАВКА АЗАРТНОЙ ИГРЫ'],
  [6, 'gamblingPrize', 'выигрыш азартной игры', 'ВЫИГРЫШ АЗАРТНОЙ ИГРЫ'],
  [7, 'lotteryTicket', 'лотерейный билет', 'ЛОТЕРЕЙНЫЙ БИЛЕТ', ['lottery']],
  [8, 'lotteryPrize', 'выигрыш лотереи', 'ВЫИГРЫШ ЛОТЕРЕИ'],
  [9, 'intellectualActivity', 'предоставление РИД', 'ПРЕДОСТАВЛЕНИЕ РИД'],
  [10, 'payment', 'платёж', 'ПЛАТЕЖ'],
  [11, 'agentCommission', 'агентское вознаграждение', 'АГЕНТСКОЕ ВОЗНАГРАЖДЕНИЕ'],
  [12, 'payout', 'выплата', 'ВЫПЛАТА', ['composite', 'pay']],
  [13, 'other', 'иной предмет расчёта', 'ИНОЙ ПРЕДМЕТ РАСЧЕТА', ['another']],
  [14, 'propertyRight', 'имущественное право', 'ИМУЩЕСТВЕННОЕ ПРАВО', ['proprietaryLaw']],
  [15, 'nonOperatingIncome', 'внереализационный доход', 'ВНЕРЕАЛИЗАЦИОННЫЙ ДОХОД'],
  [16, 'otherContributions', 'иные платежи и взносы', 'ИНЫЕ ПЛАТЕЖИ И ВЗНОСЫ', ['insuranceContributions']],
  [17, 'merchantTax', 'торговый сбор', 'ТОРГОВЫЙ СБОР'],
  [18, 'touristTax', 'туристический налог', 'ТУРИСТИЧЕСКИЙ НАЛОГ', ['resortFee']],
  [19, 'deposit', 'залог', 'ЗАЛОГ'],
  [20, 'expense', 'расход', 'РАСХОД', ['consumption']],
  [
    21,
    'soleProprietorCpiContributions',
    'взносы на ОПС ИП',
    'ВЗНОСЫ НА ОПС ИП',
    ['soleProprietorCPIContributions'],
  ],
  [22, 'cpiContributions', 'взносы на ОПС', 'ВЗНОСЫ НА ОПС'],
  [
    23,
    'soleProprietorCmiContributions',
    'взносы на ОМС ИП',
    'ВЗНОСЫ НА ОМС ИП',
    ['soleProprietorCMIContributions'],
  ],
  [24, 'cmiContributions', 'взносы на ОМС', 'ВЗНОСЫ НА ОМС'],
  [25, 'csiContributions', 'взносы на ОСС', 'ВЗНОСЫ НА ОСС'],
  [26, 'casinoPayment', 'платёж казино', 'ПЛАТЕЖ КАЗИНО'],
  [27, 'fundsIssuance', 'выдача денежных средств', 'ВЫДАЧА ДЕНЕЖНЫХ СРЕДСТВ'],
]);
export type Subject = NameOf<typeof subjects>;

/** Subjects that only FFD 1.2 may carry: marked and excise goods. */
export const markedSubjects = list([
  [30, 'exciseWithoutMarking', 'подакцизный товар, подлежащий маркировке, без кода маркировки', 'АТНМ'],
  [31, 'exciseWithMarking', 'подакцизный товар с кодом маркировки', 'АТМ'],
  [
    32,
    'goodsWithoutMarking',
    'товар, подлежащий маркировке, без кода маркировки',
    'ТНМ',
    ['commodityWithoutMarking'],
  ],
  [33, 'goodsWithMarking', 'товар с кодом маркировки', 'ТМ', ['commodityWithMarking']],
]);

/** Agent, tags 1057 and 1222; the code is the bit. */
export const agentTypes = list([
  [1, 'bankPayingAgent', 'банковский платёжный агент', 'БАНК. ПЛ. АГЕНТ'],
  [2, 'bankPayingSubagent', 'банковский платёжный субагент', 'БАНК. ПЛ. СУБАГЕНТ'],
  [4, 'payingAgent', 'платёжный агент', 'ПЛ. АГЕНТ'],
  [8, 'payingSubagent', 'платёжный субагент', 'ПЛ. СУБАГЕНТ'],
  [16, 'attorney', 'поверенный', 'ПОВЕРЕННЫЙ'],
  [32, 'commissionAgent', 'комиссионер', 'КОМИССИОНЕР'],
  [64, 'another', 'иной агент', 'АГЕНТ', ['other']],
]);
export type AgentType = NameOf<typeof agentTypes>;

/** Forms of payment; the code is the type in command 99. Order of the list: order of the commands, cash last. */
export const paymentForms = list([
  [2, 'electronic', 'безналичными', 'БЕЗНАЛИЧНЫМИ', ['electronically', 'card', 'cashless']],
  [3, 'prepaid', 'предварительная оплата (аванс)', 'ПРЕДВАРИТЕЛЬНАЯ ОПЛАТА (АВАНС)'],
  [4, 'credit', 'последующая оплата (кредит)', 'ПОСЛЕДУЮЩАЯ ОПЛАТА (КРЕДИТ)'],
  [5, 'other', 'иная форма оплаты', 'ИНАЯ ФОРМА ОПЛАТЫ'],
  [1, 'cash', 'наличными', 'НАЛИЧНЫМИ'],
]);
export type PaymentForm = NameOf<typeof paymentForms>;

/** Correction type, tag 1173. */
export const correctionTypes = list([
  [0, 'self', 'самостоятельно', 'САМОСТОЯТЕЛЬНО'],
  [1, 'order', 'по предписанию', 'ПО ПРЕДПИСАНИЮ', ['instruction']],
]);
export type CorrectionType = NameOf<typeof correctionTypes>;
