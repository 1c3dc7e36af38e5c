import { describe, expect, it } from 'vitest';
import type { EmulatorOptions } from '../../src/emulator/index.js';
import { happen } from '../support/json-happenings.js';
import { jsonBench, operator, sell } from './support.js';

type Link = NonNullable<EmulatorOptions['link']>;

const options = {
  model: '30F',
  dateTime: '2026-12-01T10:00:00',
  serialNumber: '00106300000030',
  fnNumber: '9999078902000001',
  registration: { registrationNumber: '0000000001022810' },
} as const;

/** The same register, spoken to in either protocol. */
const bench = (link: Link) => jsonBench({ ...options, link });

const registration = {
  type: 'registration',
  operator,
  organization: {
    name: 'ООО Василёк',
    vatin: '7707083893',
    email: 'shop@example.com',
    taxationTypes: ['osn', 'usnIncome'],
    agents: ['commissionAgent'],
    address: 'г. Тверь, ул. Новая, д. 5',
  },
  device: {
    registrationNumber: '0000000001022810',
    fnsUrl: 'www.nalog.gov.ru',
    paymentsAddress: 'Магазин',
    machineNumber: '',
    ...{ offlineMode: false, machineInstallation: false, bso: false, encryption: false, autoMode: false },
    ...{ internet: false, service: false, excise: false, gambling: false, lottery: false },
    defaultTaxationType: 'osn',
    ofdChannel: 'usb',
    ffdVersion: '1.05',
  },
  ofd: { name: 'ОФД', vatin: '7702203276', host: 'ofd.example.ru', port: 7777, dns: '8.8.8.8' },
};

describe('on a register of the second protocol', () => {
  it.each(['getShiftTotals', 'getFnInfo', 'getDeviceStatus', 'getFnStatus'])(
    '%s answers as on one of the classic protocol',
    async (type) => {
      const answers = [];
      for (const link of ['v3', 'p5'] as const) {
        await using run = await bench(link);
        await run.json.process({ type: 'openShift', operator });
        await run.json.process({ type: 'cashIn', cashSum: 100 });
        await run.json.process({ type: 'cashOut', cashSum: 7 });
        await run.json.process(sell);
        await run.json.process({ ...sell, type: 'sellReturn' });
        await run.json.process({ ...sell, type: 'buy', payments: [{ type: 'electronically', sum: 91 }] });
        answers.push(await run.json.process({ type }));
      }
      expect(answers[1]).toEqual(answers[0]);
    },
  );

  it('overall totals have no forms of payment, which it does not count', async () => {
    await using run = await bench('p5');
    await run.json.process({ type: 'openShift', operator });
    await run.json.process(sell);
    const none = { sum: 0 };
    expect(await run.json.process({ type: 'getOverallTotals' })).toEqual({
      overallTotals: { receipts: { sell: { sum: 91 }, sellReturn: none, buy: none, buyReturn: none } },
    });
  });

  it('settings that it has not are called so', async () => {
    await using run = await bench('p5');
    const failed = { errorCode: 11, errorDescription: 'Не поддерживается в данной версии' };
    expect(await run.json.process({ type: 'getDeviceParameters', keys: [2, 273, 1000] })).toEqual({
      deviceParameters: [
        { key: 2, ...failed },
        { key: 273, value: 'ofd.example.ru' },
        { key: 1000, ...failed },
      ],
    });
  });

  it('pictures of the memory are refused: it has none', async () => {
    await using run = await bench('p5');
    const items = [{ type: 'pictureFromMemory', pictureNumber: 1 }];
    await expect(run.json.process({ type: 'nonFiscal', items })).rejects.toMatchObject({
      code: 222,
      outcome: 'not-sent',
    });
  });

  it('is registered with all that its settings can hold, also behind a sale that was refused', async () => {
    await using run = await bench('p5');
    await happen(run.emulator, 'fnIsNew');
    await expect(run.json.process(sell)).rejects.toMatchObject({ code: 89, outcome: 'refused' });
    expect(await run.json.process(registration)).toMatchObject({ fiscalParams: { fiscalDocumentNumber: 1 } });
    expect(await run.json.process({ type: 'getRegistrationInfo' })).toMatchObject({
      device: { paymentsAddress: 'Магазин', defaultTaxationType: 'osn' },
      ofd: { name: 'ОФД', host: 'ofd.example.ru', port: 7777, dns: '' },
      organization: { name: 'ООО Василёк', taxationTypes: ['osn', 'usnIncome'], agents: ['commissionAgent'] },
    });
    await run.json.process({ type: 'openShift', operator });
    expect(await run.json.process(sell)).toMatchObject({ fiscalParams: { fiscalReceiptNumber: 1 } });
  });

  it('a registration that was refused names the requisite, and leaves nothing in the next receipt', async () => {
    await using run = await bench('p5');
    await run.json.process({ type: 'openShift', operator });
    const device = { ...registration.device, paymentsAddress: 'Другой' };
    const change = {
      ...registration,
      type: 'changeRegistrationParameters',
      device,
      reason: 'settingsChange',
    };
    await expect(run.json.process(change)).rejects.toMatchObject({ code: 83, outcome: 'refused' });
    await expect(run.json.process(registration)).rejects.toMatchObject({
      code: 148,
      description: expect.stringContaining('Ошибка программирования реквизита 1101'),
    });
    await run.json.process(sell);
    expect(run.emulator.receipts[0]).not.toHaveProperty('retailAddress', 'Другой');
    expect(JSON.stringify(run.emulator.receipts[0])).not.toContain('Другой');
  });

  it('another FN is seen at once, with the registrations that it has', async () => {
    await using run = await bench('p5');
    expect(await run.json.process({ type: 'getFnInfo' })).toMatchObject({
      fnInfo: { numberOfRegistrations: 1 },
    });
    await happen(run.emulator, 'anotherFn');
    expect(await run.json.process({ type: 'getFnInfo' })).toMatchObject({
      fnInfo: { numberOfRegistrations: 0, serial: '9999078900000444' },
    });
  });
});
