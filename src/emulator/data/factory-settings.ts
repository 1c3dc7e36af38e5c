import { taxNumber } from '../../protocol/classic/commands/receipt.js';
import type { SettingName, SettingValue } from '../../protocol/classic/settings.js';
import { charsOfModel } from '../profile.js';

/** Values of a register fresh from the factory; what is not named here is zero or empty. */

type Values = { [N in SettingName]?: SettingValue<N> };

/** Characters per line of a model that is not emulated. */
const LINE_CHARS = 48;

const device: Values = {
  registerNumber: 1,
  printBrightness: 8,
  lineSpacing: 3,
  printFont: 1,
  feedLinesAfterReceipt: 4,
  printReportDividers: true,
  printTaxes: 1,
  dividerCharacter: '-',
  exchangeProtocol: 1,
  macAddress: '00:08:DC:00:11:22',
  ethernetAddress: '192.168.1.10',
  ethernetMask: '255.255.255.0',
  ethernetGateway: '192.168.1.1',
  ethernetPort: 5555,
  qrErrorCorrection: 1,
  beepOnError: true,
  printZeroSums: true,
  defaultTaxationType: 1,
  receiptTemplate: 1,
  defaultPaymentMethod: 4,
  // So that rounded receipts come out as those of real registers.
  roundTaxSum: true,
  recalculateTaxesAfterDiscount: false,
  cashControl: true,
  defaultPaymentObject: 1,
  fnExchangeSpeed: 115,
  fnStartTimeout: 10,
  fnCommandTimeout: 10,
  attributesFont: 1,
  wifiMask: '255.255.255.0',
  autoCut: 1,
  discounts: 1,
  surcharges: 1,
  portSpeed: 115_200,
  attachedDeviceSpeed: 9600,
  wifiChannel: 1,
};

const operator: Values = {
  ofdAddress: 'ofd.example.ru',
  ofdPort: 7777,
  ofdDns: '8.8.8.8',
  ofdChannel: 1,
  fnsSite: 'www.nalog.gov.ru',
  diagnosticInterval: 60,
  ofdReceiptTimeout: 5,
  fnPollInterval: 30,
};

/** Payment types 2..10; type 1 is cash and has neither name nor form. */
const payments: Values = {
  paymentName2: 'БЕЗНАЛИЧНЫМИ',
  paymentName3: 'ПРЕДВАРИТЕЛЬНАЯ ОПЛАТА (АВАНС)',
  paymentName4: 'ПОСЛЕДУЮЩАЯ ОПЛАТА (КРЕДИТ)',
  paymentName5: 'ИНАЯ ФОРМА ОПЛАТЫ',
  paymentForm2: 2,
  paymentForm3: 3,
  paymentForm4: 4,
  paymentForm5: 5,
};

/** Names and rates in hundredths of a percent, in the order of the tax numbers. */
const taxes: ReadonlyArray<readonly [number: number, name: string, rate: number]> = [
  [taxNumber.vat20, 'НДС 20%', 2000],
  [taxNumber.vat10, 'НДС 10%', 1000],
  [taxNumber.vat120, 'НДС 20/120', 2000],
  [taxNumber.vat110, 'НДС 10/110', 1000],
  [taxNumber.vat0, 'НДС 0%', 0],
  [taxNumber.none, 'БЕЗ НДС', 0],
];

/** Users 1..28 are cashiers; each password is the number of its user. */
const officials: Readonly<Record<number, string>> = { 29: 'АДМИНИСТРАТОР', 30: 'СИС.АДМИНИСТРАТОР' };

/** Factory value of every setting that has one, by name. */
export function factoryValues(model: number): ReadonlyMap<string, boolean | number | string> {
  const values = new Map<string, boolean | number | string>(
    Object.entries({ ...device, ...operator, ...payments }),
  );
  values.set('charactersPerLine', charsOfModel(model) ?? LINE_CHARS);
  values.set('clicheLine1', 'ДОБРО ПОЖАЛОВАТЬ!');
  for (let user = 1; user <= 30; user++) {
    values.set(`userPassword${user}`, String(user));
    values.set(`userName${user}`, officials[user] ?? `КАССИР ${user}`);
  }
  for (let section = 1; section <= 16; section++) {
    values.set(`sectionName${section}`, `СЕКЦИЯ ${section}`);
    values.set(`sectionTax${section}`, taxNumber.none);
  }
  for (let type = 6; type <= 10; type++) {
    values.set(`paymentName${type}`, `СПОСОБ РАСЧЕТА ${type}`);
    values.set(`paymentForm${type}`, 2);
  }
  for (const [number, name, rate] of taxes) {
    values.set(`taxName${number}`, name);
    values.set(`taxRate${number}`, rate);
    values.set(`oldTaxRate${number}`, rate);
  }
  return values;
}

/** Table of the operator of fiscal data: it belongs to the registration and survives resets (assumed). */
export const REGISTRATION_TABLE = 19;

type WidthRule = readonly [names: RegExp, bytes: number];

/** Widths that no source tells (`width: null` of a setting): chosen here, a real register may differ. */
const assumedWidths: readonly WidthRule[] = [
  [/^dividerCharacter$/, 1],
  [/^(graphics|autoZReportTime)$/, 1],
  [/^taxRate\d+$/, 2],
  [/^macAddress$/, 6],
  [/^userInn\d+$/, 12],
  [/^accountUser$/, 16],
  // Tag 1021, the name of the cashier, has 64 characters.
  [/^userName\d+$/, 64],
  [/^(sectionName|paymentName|taxName)\d+$/, 48],
  [/^clicheLine\d+$/, 64],
  // SSID of 32 and password of 63 characters, and a zero byte.
  [/^wifiNetwork$/, 33],
  [/^wifiPassword$/, 64],
  [/^gsm/, 64],
  [/^(ofdAddress|fnsSite|accountAddress)$/, 64],
  [/^retail(Name|Address)$/, 256],
];

/** Width of the field of this setting in bytes, and whether it is only assumed. */
export function widthOf(setting: { readonly name: string; readonly width: number | null }): {
  readonly bytes: number;
  readonly assumed: boolean;
} {
  if (setting.width !== null) return { bytes: setting.width, assumed: false };
  const rule = assumedWidths.find(([names]) => names.test(setting.name));
  if (!rule) throw new RangeError(`no width for the setting ${setting.name}`);
  return { bytes: rule[1], assumed: true };
}
