import type { Happening } from '../../test/support/json-happenings.js';
import type { ModelUnderTest } from '../device/device.js';
import { device, ofd, organization } from '../shop.js';
import type { Task } from './twins.js';

/** A task, or what happens before the next one. */
export type Step = { readonly task: Task } | { readonly happens: Happening };

const operator = { name: 'Иванова Анна', vatin: '500100732259' };
const numbers = { '42FS': '0000000001031776', '30F': '0000000001022810' } as const;
/** Of another register: its check sum is wrong here. */
const WRONG_NUMBER = '0000000001057836';

const position = {
  ...{ type: 'position', name: 'Чай', price: 10, quantity: 1, amount: 10 },
  ...{ tax: { type: 'none' }, paymentObject: 'commodity', paymentMethod: 'fullPayment' },
};
const sell = {
  ...{ type: 'sell', taxationType: 'osn', operator, items: [position] },
  payments: [{ type: 'cash', sum: 10 }],
};
const [openShift, closeShift] = [
  { type: 'openShift', operator },
  { type: 'closeShift', operator },
];

/** Tasks about the FN and its registration, each where it is done and where it is refused; and a receipt that another program left open. */
export function* fnLife({ name }: ModelUnderTest): Generator<Step> {
  const registrationNumber = numbers[name];
  const register = (type: string, changes: object = {}): Step => ({
    task: { type, operator, organization, device: { ...device, registrationNumber, ...changes }, ofd },
  });
  const change = (reason: string, changes: object = {}): Step => {
    const { task } = register('changeRegistrationParameters', changes) as { task: Task };
    return { task: { ...task, reason, changeInfoReasons: [1] } };
  };
  const ask = (...types: string[]): Step[] => types.map((type) => ({ task: { type } }));

  yield { happens: 'fnIsNew' };
  yield* ask('getFnInfo', 'getDeviceStatus', 'getShiftStatus', 'getRegistrationInfo', 'getFnStatus');
  yield* [openShift, sell, closeShift].map((task) => ({ task }));
  yield { task: { type: 'closeArchive', operator } };
  yield register('registration', { registrationNumber: WRONG_NUMBER });
  yield { task: { type: 'registration', operator } };
  yield { task: { type: 'registration', operator, organization } };
  yield { task: { type: 'registration', operator, organization, device: { ...device, registrationNumber } } };
  yield register('registration', { defaultTaxationType: 'x' });
  yield register('registration', { ofdChannel: 'x' });
  yield register('registration');
  yield* ask('getFnInfo', 'getRegistrationInfo');
  yield { task: { type: 'getFnDocument', fiscalDocumentNumber: 1, withRawData: true } };
  yield register('registration');
  yield register('fnChange');
  yield change('x');
  for (const [index, reason] of ['ofdChange', 'attributesChange', 'settingsChange'].entries())
    yield change(reason, { paymentsAddress: `Магазин № ${index + 2}` });
  yield* ask('getRegistrationInfo');
  yield { task: openShift };
  yield change('settingsChange');
  yield { task: { type: 'closeArchive', operator } };
  for (const task of [
    sell,
    { type: 'cashIn', operator, cashSum: 100 },
    { type: 'cashOut', operator, cashSum: 1 },
    { type: 'reportX', operator },
    { type: 'reportOfdExchangeStatus', operator },
    closeShift,
  ]) {
    yield { happens: 'receiptLeftOpen' };
    yield { task };
  }
  yield { task: { type: 'closeArchive', operator, address: organization.address } };
  yield* ask('getFnInfo', 'getRegistrationInfo');
  yield* [openShift, sell].map((task) => ({ task }));
  yield register('registration');
  yield { happens: 'allSent' };
  yield* ask('getFnInfo', 'ofdExchangeStatus');
  yield { happens: 'anotherFn' };
  yield* ask('getFnInfo', 'getFnStatus', 'getDeviceStatus', 'getRegistrationInfo');
  yield { task: openShift };
  yield register('fnChange');
  yield* [openShift, sell, closeShift].map((task) => ({ task }));
  yield { task: { type: 'getFnDocument', fiscalDocumentNumber: 1, withRawData: true } };
}
