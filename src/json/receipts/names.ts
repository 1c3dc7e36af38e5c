import type {
  AgentType,
  BarcodeFormat,
  CorrectionType,
  LineAlign,
  Method,
  PaymentForm,
  Subject,
  Taxation,
  VatRate,
} from '../../fiscal/index.js';

/** Names of the JSON tasks and ours. Rates of 2025 and 2026 are those of newer drivers. */

export const taxationNames: Readonly<Record<string, Taxation>> = {
  osn: 'osn',
  usnIncome: 'usnIncome',
  usnIncomeOutcome: 'usnIncomeOutcome',
  envd: 'envd',
  esn: 'esn',
  patent: 'patent',
};

/** The driver sells 18 % of before 2019 as the 20 % that took its place. Of the numbers of rates it takes 0 only. */
export const taxNames: Readonly<Record<string, VatRate>> = {
  0: 'vat0',
  none: 'none',
  vat0: 'vat0',
  vat5: 'vat5',
  vat7: 'vat7',
  vat10: 'vat10',
  vat18: 'vat20',
  vat20: 'vat20',
  vat22: 'vat22',
  vat105: 'vat105',
  vat107: 'vat107',
  vat110: 'vat110',
  vat118: 'vat120',
  vat120: 'vat120',
  vat122: 'vat122',
};

export const methodNames: Readonly<Record<string, Method>> = {
  fullPrepayment: 'fullPrepayment',
  prepayment: 'prepayment',
  advance: 'advance',
  fullPayment: 'fullPayment',
  partialPayment: 'partialPayment',
  credit: 'credit',
  creditPayment: 'creditPayment',
};

export const subjectNames: Readonly<Record<string, Subject>> = {
  commodity: 'goods',
  excise: 'exciseGoods',
  job: 'work',
  service: 'service',
  gamblingBet: 'gamblingBet',
  gamblingPrize: 'gamblingPrize',
  lottery: 'lotteryTicket',
  lotteryPrize: 'lotteryPrize',
  intellectualActivity: 'intellectualActivity',
  payment: 'payment',
  agentCommission: 'agentCommission',
  pay: 'payout',
  composite: 'payout',
  another: 'other',
  proprietaryLaw: 'propertyRight',
  nonOperatingIncome: 'nonOperatingIncome',
  otherContributions: 'otherContributions',
  insuranceContributions: 'otherContributions',
  merchantTax: 'merchantTax',
  resortFee: 'touristTax',
  touristTax: 'touristTax',
  deposit: 'deposit',
  consumption: 'expense',
  soleProprietorCPIContributions: 'soleProprietorCpiContributions',
  cpiContributions: 'cpiContributions',
  soleProprietorCMIContributions: 'soleProprietorCmiContributions',
  cmiContributions: 'cmiContributions',
  csiContributions: 'csiContributions',
  casinoPayment: 'casinoPayment',
  fundsIssuance: 'fundsIssuance',
};

export const paymentNames: Readonly<Record<string, PaymentForm>> = {
  cash: 'cash',
  electronically: 'electronic',
  prepaid: 'prepaid',
  credit: 'credit',
  other: 'other',
};

export const agentNames: Readonly<Record<string, AgentType>> = {
  bankPayingAgent: 'bankPayingAgent',
  bankPayingSubagent: 'bankPayingSubagent',
  payingAgent: 'payingAgent',
  payingSubagent: 'payingSubagent',
  attorney: 'attorney',
  commissionAgent: 'commissionAgent',
  another: 'another',
};

export const correctionNames: Readonly<Record<string, CorrectionType>> = {
  self: 'self',
  instruction: 'order',
};

export const alignmentNames: Readonly<Record<string, LineAlign>> = {
  left: 'left',
  center: 'center',
  right: 'right',
};

/** Undefined: the driver prints it, we do not. */
export const barcodeNames: Readonly<Record<string, BarcodeFormat | undefined>> = {
  EAN8: 'ean8',
  EAN13: 'ean13',
  UPCA: 'upcA',
  UPCE: 'upcE',
  CODE39: 'code39',
  CODE93: 'code93',
  CODE128: 'code128',
  CODABAR: 'codabar',
  ITF: 'itf',
  ITF14: 'itf14',
  PDF417: 'pdf417',
  QR: 'qr',
  GS1_128: undefined,
  CODE39_EXTENDED: undefined,
};
