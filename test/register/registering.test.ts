import { describe, expect, test } from 'vitest';
import { registrationNumber } from '../../src/fiscal/index.js';
import type { RegistrationInput } from '../../src/index.js';
import { goldenRegistrations } from '../golden/registrations.js';
import { worlds } from '../support/worlds.js';
import { benches } from './support.js';

const INN = '7707083893';
const RNM = registrationNumber(7, { inn: INN, serial: '00106700000042' });

const input: RegistrationInput = {
  owner: { name: 'ООО Ромашка', inn: INN },
  registrationNumber: RNM,
  address: 'Москва',
  place: 'Магазин',
  ofd: { name: 'ОФД', inn: '7702203276' },
  fnsSite: 'www.nalog.ru',
  senderEmail: 'a@b.ru',
  machineNumber: '12',
  taxations: ['osn', 'usnIncome'],
  agents: ['another'],
  modes: { automatic: true, excise: true, printerInMachine: true },
};
const operator = { name: 'Иванов', inn: '123654789507' };

describe.each(worlds)('registration over $name', (world) => {
  const bench = benches(world);

  test('a new register is registered, and reads its registration back', async () => {
    const { kkt, emulator } = await bench({ registered: false });
    expect(await kkt.fn.registration()).toBeUndefined();
    const report = await kkt.registration.register(input, { operator });
    expect(report).toMatchObject({ form: 1, documentNumber: 1, registrationNumber: RNM });
    expect(report.fiscalSign).toBe(emulator.fn.document(1)?.fiscalSign);
    expect(await kkt.fn.registration()).toMatchObject({
      report: 1,
      reasons: [],
      owner: { name: 'ООО Ромашка', inn: INN },
      registrationNumber: RNM,
      ofd: { name: 'ОФД', inn: '7702203276' },
      taxations: ['osn', 'usnIncome'],
      agents: ['another'],
      machineNumber: '12',
      fields: { cashier: 'Иванов' },
      modes: { automatic: true, excise: true, printerInMachine: true, offline: false, bso: false },
    });
    await kkt.openShift();
  });

  test('a change names its reason; what it does not name stays', async () => {
    const { kkt } = await bench({ registered: false });
    await kkt.registration.register(input);
    const changed = await kkt.registration.change('settings', { place: 'Ларёк', modes: { excise: false } });
    expect(changed).toMatchObject({ form: 11, documentNumber: 2 });
    expect(await kkt.fn.registration()).toMatchObject({
      report: 2,
      reasons: [4],
      place: 'Ларёк',
      address: 'Москва',
      taxations: ['osn', 'usnIncome'],
      modes: { automatic: true, excise: false },
    });
    expect(await kkt.fn.registration(1)).toMatchObject({ place: 'Магазин', reasons: [] });
  });

  test('texts are read as they were written, whichever page they come in', async () => {
    const { kkt } = await bench();
    await kkt.registration.change('owner', { place: 'Ларёк № 1 $' });
    expect((await kkt.fn.registration())?.place).toBe('Ларёк № 1 $');
    expect(await kkt.fn.registrationTag('settlementPlace')).toMatchObject({ value: 'Ларёк № 1 $' });
    expect(await kkt.fn.registrationTag('settlementPlace', { report: 2 })).toMatchObject({
      value: 'Ларёк № 1 $',
    });
  });

  test('an FN is closed, another one takes its place', async () => {
    const { kkt, emulator } = await bench();
    const closed = await kkt.registration.closeArchive({ operator, address: 'Тверь' });
    expect(closed).toMatchObject({ form: 6, documentNumber: 2 });
    expect((await kkt.fn.readDocument(2))?.form).toBe(6);
    expect((await kkt.fn.state()).phase).toBe('postFiscal');
    await expect(kkt.openShift()).rejects.toMatchObject({ status: 0xd4, outcome: 'refused' });
    await emulator.insertFn({ number: '9999078900000333' });
    const replaced = await kkt.registration.replaceFn();
    expect(replaced).toMatchObject({ form: 11, documentNumber: 1, fnNumber: '9999078900000333' });
    expect(await kkt.fn.registration()).toMatchObject({ report: 1, reasons: [1], owner: { inn: INN } });
  });

  test('what the register refuses is told, and nothing is signed', async () => {
    const { kkt, emulator } = await bench();
    await kkt.openShift();
    await expect(kkt.registration.change('owner', { place: 'Ларёк' })).rejects.toMatchObject({
      name: 'DeviceError',
      status: 0x9c,
      outcome: 'refused',
    });
    await expect(kkt.registration.closeArchive()).rejects.toMatchObject({ status: 0x9c });
    await kkt.closeShift();
    await expect(kkt.registration.register(input)).rejects.toMatchObject({ status: 0xee, extended: 0x0202 });
    expect(emulator.fn.documents().map(({ form }) => form)).toEqual([1, 2, 5]);
  });
});

describe('registration', () => {
  const [memory] = worlds;
  if (!memory) throw new Error('no world');
  const bench = benches(memory);

  test('sends what the vendor driver sends', async () => {
    const { kkt, bytes } = await bench({ registered: false });
    await kkt.registration.register(input, { operator });
    const golden = goldenRegistrations.find(({ task }) => task === 'registration')?.commands ?? [];
    const number = Buffer.from(RNM).toString('hex');
    const expected = golden
      .map((hex) => hex.replaceAll(' ', '').toUpperCase())
      .map((hex) => (hex.startsWith('E80101000D04') ? `E80101000D041400${number}20202020` : hex));
    const sent = bytes.map((hex) => hex.replaceAll(' ', ''));
    expect(sent.filter((hex) => /^(E8|A6)/.test(hex))).toEqual(
      expected.filter((hex) => /^(E8|A6)/.test(hex)),
    );
  });

  test.each([
    ['owner.inn', { owner: { name: 'x', inn: '7707083894' } }],
    ['ofd.inn', { ofd: { name: 'x', inn: '1' } }],
    ['registrationNumber', { registrationNumber: '123' }],
    ['address', { address: ' ' }],
    ['place', { place: 'x'.repeat(257) }],
    ['taxations', { taxations: [] }],
    ['taxations[0]', { taxations: ['osno' as 'osn'] }],
  ])('with a wrong %s is not sent', async (path, wrong) => {
    const { kkt, sent } = await bench({ registered: false });
    sent.length = 0;
    const attempt = async () => kkt.registration.register({ ...input, ...wrong });
    await expect(attempt()).rejects.toMatchObject({ code: 'INVALID', problems: [{ path }] });
    expect(sent).toEqual([]);
  });

  test('a lost answer is found out', async () => {
    const { kkt, emulator } = await bench();
    const stop = emulator.faults.add({ at: 'registerFn', line: 'cut' });
    const report = await kkt.registration.change('owner', { place: 'Ларёк' });
    stop();
    expect(report).toMatchObject({ form: 11, documentNumber: 2 });
    expect(emulator.fn.documents()).toHaveLength(2);
  });
});
