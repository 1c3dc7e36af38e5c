import type { ReceiptAnswer, ShiftAnswer, StorageWarnings } from './answers.js';

interface Totals {
  sum: number;
  payments: Record<string, number>;
}

type ByReceipt<T> = Record<'sell' | 'sellReturn' | 'buy' | 'buyReturn', T>;

interface Described {
  code: number;
  description: string;
}

export interface ExchangeAnswer {
  status: {
    notSentCount: number;
    notSentFirstDocNumber: number;
    notSentFirstDocDateTime: string;
    lastSuccessKeysUpdate?: string;
  };
  errors: {
    network: Described;
    ofd: Described;
    fn: Described;
    documentNumber: number;
    fnCommandCode: number;
    /** Of drivers from 10.10 on, as the two below. */
    lastSuccessConnectionDateTime?: string;
  };
  warnings?: { dataForSendIsEmpty?: boolean };
}

/** Answers by the type of the task. */
export interface TaskAnswers {
  openShift: ShiftAnswer;
  closeShift: ShiftAnswer & { fiscalParams: { receiptsCount: number } };
  getShiftStatus: {
    shiftStatus: { state: 'closed' | 'opened' | 'expired'; number: number; expiredTime: string };
  };
  getShiftTotals: {
    shiftTotals: {
      shiftNumber: number;
      cashDrawer: { sum: number };
      income: { count: number; sum: number };
      outcome: { count: number; sum: number };
      receipts: ByReceipt<Totals & { count: number }>;
    };
  };
  sell: ReceiptAnswer;
  sellReturn: ReceiptAnswer;
  buy: ReceiptAnswer;
  buyReturn: ReceiptAnswer;
  sellCorrection: ReceiptAnswer;
  buyCorrection: ReceiptAnswer;
  cashIn: { counters: { cashSum: number } };
  cashOut: { counters: { cashSum: number } };
  openCashDrawer: undefined;
  getCashDrawerStatus: { counters: { cashSum: number }; cashDrawerStatus: { cashDrawerOpened: boolean } };
  reportX: undefined;
  reportOfdExchangeStatus: ShiftAnswer & ExchangeAnswer;
  reportDepartments: undefined;
  reportFnRegistrations: undefined;
  nonFiscal: undefined;
  continuePrint: undefined;
  printLastReceiptCopy: undefined;
  printFnDocument: undefined;
  getDeviceInfo: {
    deviceInfo: {
      model: number;
      modelName: string;
      serial: string;
      firmwareVersion: string;
      configurationVersion: string;
      receiptLineLength: number;
      receiptLineLengthPix: number;
      ffdVersion: string;
      fnFfdVersion: string;
    };
  };
  getDeviceStatus: {
    deviceStatus: {
      currentDateTime: string;
      shift: 'closed' | 'opened' | 'expired';
      blocked: boolean;
      coverOpened: boolean;
      paperPresent: boolean;
      fiscal: boolean;
      fnFiscal: boolean;
      fnPresent: boolean;
      cashDrawerOpened: boolean;
    };
  };
  getLicenses: { licenses: Array<{ id: number; name: string }> };
  getOverallTotals: { overallTotals: { receipts: ByReceipt<Totals> } };
  getFnInfo: {
    fnInfo: {
      serial: string;
      livePhase: string;
      numberOfRegistrations: number;
      registrationsRemaining: number;
      validityDate: string;
      ffdVersion: string;
      fnFfdVersion: string;
      warnings: StorageWarnings;
      /** Of drivers from 10.10 on, as the two below. */
      version?: string;
      execution?: string;
      fnContainsKeysUpdaterServerUri?: boolean;
    };
  };
  getFnStatus: {
    fnStatus: { fiscalDocumentNumber: number; fiscalReceiptNumber: number; warnings: StorageWarnings };
  };
  ofdExchangeStatus: ExchangeAnswer;
  getFnDocument: { documentTLV: Record<string, unknown>; rawData?: string };
  registration: ShiftAnswer;
  fnChange: ShiftAnswer;
  changeRegistrationParameters: ShiftAnswer;
  closeArchive: ShiftAnswer;
  getRegistrationInfo: {
    organization: Record<string, unknown>;
    device: Record<string, unknown>;
    ofd: Record<string, unknown>;
  };
  getDeviceParameters: { deviceParameters: DeviceParameter[] };
  setDeviceParameters: { deviceParameters: DeviceParameter[] };
  setDateTime: undefined;
}

export interface DeviceParameter {
  key: number;
  value?: string | number | boolean;
  errorCode?: number;
  errorDescription?: string;
}

export type TaskName = keyof TaskAnswers;

export type AnswerOf<T extends TaskName> = TaskAnswers[T];

/** A task: its type, and the fields that ATOL's documentation of JSON tasks gives it. */
export interface Task<T extends string = string> {
  readonly type: T;
  /** Name of the task: one name, one execution. `key` says the same. */
  readonly uuid?: string;
  readonly key?: string;
  readonly [field: string]: unknown;
}
