/** The shop that registers are registered for, as JSON tasks give it. */

export const INN = '7707083893';

export const organization = {
  name: 'ООО «Василёк»',
  vatin: INN,
  email: 'shop@example.com',
  taxationTypes: ['osn', 'usnIncome'],
  agents: ['commissionAgent'],
  address: 'г. Тверь, ул. Новая, д. 5',
};
export const device = {
  paymentsAddress: 'Магазин № 1',
  fnsUrl: 'www.nalog.gov.ru',
  offlineMode: false,
  machineInstallation: false,
  bso: false,
  encryption: false,
  autoMode: false,
  machineNumber: '',
  internet: false,
  service: false,
  excise: true,
  gambling: false,
  lottery: false,
  defaultTaxationType: 'osn',
  ofdChannel: 'usb',
  ffdVersion: '1.05',
};
export const ofd = { name: 'ОФД', vatin: '7702203276', host: 'ofd.example.ru', port: 7777, dns: '8.8.8.8' };
