import { describe, expect, test } from 'vitest';
import {
  type DocumentField,
  decodeDocument,
  encodeDocument,
  type FiscalDocument,
  field,
  fieldValue,
  fieldValues,
  tagByNumber,
  tagsOfForm,
} from '../../src/fiscal/index.js';
import { isRegistrationNumber } from '../../src/fiscal/registration-number.js';
import { commands } from '../../src/protocol/index.js';
import { bench } from './support.js';

/** Every form that a register makes, with all kinds of attributes. */
async function everyForm(options: Parameters<typeof bench>[0] = {}) {
  const { emulator, host } = bench({ ...options });
  await host.openShift();
  await host.attribute(1021, 'Ivanov');
  await host.attribute(1203, '500100732259');
  await host.begin();
  await host.attribute(1008, 'a@b.ru');
  await host.attribute(1055, 2);
  await host.attribute(1192, '123');
  await host.call(commands.beginPosition, {});
  await host.attribute(1197, 'kg');
  await host.attribute(1229, Uint8Array.of(1, 2, 0, 0));
  await host.attribute(1162, Uint8Array.of(0x44, 0x4d, 1, 2, 3, 4, 5, 6, 0x31));
  await host.item({ quantity: 1234, tax: 2 });
  await host.add({ tax: 6, flags: 0x14 });
  await host.close();
  await host.sell(77_77, 2);
  await host.sell(1_00, 4);
  await host.sell(1_00, 5);
  await host.begin(9);
  await host.attribute(1173, 0);
  await host.attribute(1174, Uint8Array.of(0x9a, 0x04, 4, 0, 0x80, 0x8d, 0xff, 0x6a));
  await host.add({ tax: 5, name: '' });
  await host.close();
  await host.mode(2);
  await host.call(commands.printReport, { type: 0x09 });
  await host.closeShift();
  await emulator.register({ user: 'АО Василёк' });
  await emulator.closeFn();
  return emulator;
}

/** Tags of a level in the electronic document that must be there, and that may. */
function rules(form: FiscalDocument['form']) {
  const duties = tagsOfForm(form).map((info) => ({ tag: info.tag, duty: info.docs[form] }));
  return {
    required: duties.filter(({ duty }) => duty?.electronic === 1).map(({ tag }) => tag),
    // Neither level: the form of the requisite is not established.
    allowed: duties
      .filter(({ duty }) => duty?.electronic !== undefined || duty?.printed === undefined)
      .map(({ tag }) => tag),
  };
}

function checkLevel(fields: readonly DocumentField[], required: number[], allowed: number[]): void {
  const present = fields.map(({ tag }) => tag);
  expect(present).toEqual(expect.arrayContaining(required));
  expect(present.filter((tag) => !allowed.includes(tag))).toEqual([]);
  const repeated = present.filter((tag, index) => present.indexOf(tag) !== index);
  expect(repeated.filter((tag) => !tagByNumber(tag)?.repeats)).toEqual([]);
  for (const { tag, value } of fields) {
    const info = tagByNumber(tag);
    if (info?.type !== 'stlv') continue;
    const children = value as readonly DocumentField[];
    const inside = children.map((child) => tagByNumber(child.tag));
    for (const child of inside) expect(info.children).toContain(child?.tag);
    checkLevel(children, [], [...(info.children ?? [])]);
  }
}

describe('documents', () => {
  test('have what the format demands and nothing that it forbids', async () => {
    const emulator = await everyForm();
    const stored = emulator.fn.documents();
    expect(stored.map(({ form }) => form)).toEqual([1, 2, 3, 3, 3, 3, 31, 21, 5, 11, 6]);
    for (const { form, bytes } of stored) {
      const document = decodeDocument(bytes);
      const { required, allowed } = rules(form);
      checkLevel(document.fields, required, allowed);
    }
  });

  test.each([
    ['БСО', { registration: { bso: true } }, [1, 2, 4, 4, 4, 4, 41, 21, 5, 11, 6]],
    ['no operator', { registration: { offline: true } }, [1, 2, 3, 3, 3, 3, 31, 21, 5, 11, 6]],
    [
      'an automat',
      { registration: { automatic: true, machineNumber: '7' } },
      [1, 2, 3, 3, 3, 3, 31, 21, 5, 11, 6],
    ],
    ['the internet only', { registration: { internetOnly: true } }, [1, 2, 3, 3, 3, 3, 31, 21, 5, 11, 6]],
  ])('of a register for %s', async (_name, options, forms) => {
    const emulator = await everyForm(options);
    const stored = emulator.fn.documents();
    expect(stored.map(({ form }) => form)).toEqual(forms);
    for (const { form, bytes } of stored) {
      const { required, allowed } = rules(form);
      checkLevel(decodeDocument(bytes).fields, required, allowed);
    }
  });

  test('are written as the format writes them', async () => {
    const emulator = await everyForm();
    for (const { bytes } of emulator.fn.documents()) {
      const document = decodeDocument(bytes);
      expect(encodeDocument(document)).toEqual(bytes);
      const odd = document.fields.filter(({ raw }) => raw !== undefined);
      expect(odd).toEqual([]);
    }
  });

  test('begin with the requisites of the FN', async () => {
    const emulator = await everyForm();
    for (const { bytes } of emulator.fn.documents()) {
      const head = decodeDocument(bytes).fields.slice(0, 6);
      expect(head.map(({ tag }) => tag)).toEqual([1041, 1037, 1018, 1040, 1012, 1077]);
    }
  });

  test('carry numbers without a gap and signs of their own', async () => {
    const emulator = await everyForm();
    const stored = emulator.fn.documents();
    expect(stored.map(({ number }) => number)).toEqual(stored.map((_, index) => index + 1));
    expect(new Set(stored.map(({ fiscalSign }) => fiscalSign)).size).toBe(stored.length);
    for (const { form, fiscalSign, bytes } of stored) {
      const sign = fieldValue(decodeDocument(bytes), 'fiscalSign') as Uint8Array;
      expect(sign).toHaveLength(6);
      expect([...sign.slice(0, 2)]).toEqual([form === 1 || form === 11 ? 0x21 : 0x31, 4]);
      expect(new DataView(sign.buffer, sign.byteOffset).getUint32(2)).toBe(fiscalSign);
    }
  });

  test('of two FN differ in their signs, of one register they repeat', async () => {
    const signs = async (fnNumber: string) => {
      const { emulator, host } = bench({ fnNumber });
      await host.openShift();
      await host.sell();
      return emulator.fn.documents().map(({ fiscalSign }) => fiscalSign);
    };
    expect(await signs('9999078900000001')).toEqual(await signs('9999078900000001'));
    expect(await signs('9999078900000001')).not.toEqual(await signs('9999078900000002'));
  });

  test('count the receipts of the shift', async () => {
    const emulator = await everyForm();
    const documents = emulator.fn.documents().map(({ bytes }) => decodeDocument(bytes));
    const receipts = documents.filter(({ form }) => form === 3 || form === 31);
    expect(receipts.map((document) => fieldValue(document, 'receiptNumber'))).toEqual([1, 2, 3, 4, 5]);
    expect(receipts.map((document) => fieldValue(document, 'settlementType'))).toEqual([1, 2, 3, 4, 3]);
    const close = documents.find(({ form }) => form === 5) ?? [];
    expect(fieldValue(close, 'shiftReceiptCount')).toBe(5);
    expect(fieldValue(close, 'shiftDocCount')).toBe(8);
    expect(fieldValue(close, 'unsentCount')).toBe(8);
    expect(fieldValue(close, 'firstUnsentDate')).toBe('2026-03-02T00:00:00');
  });

  test('hold texts in plain CP866, whatever page they came in', async () => {
    const { host, emulator } = bench();
    await host.openShift();
    await host.begin();
    // Numero sign and dollar: 24h and FCh on the wire.
    await host.attribute(1085, Uint8Array.of(0x24));
    expect(await host.attribute(1192, Uint8Array.of(0x24, 0x35, 0xfc))).toBe('ok');
    await host.add({ name: 'Сок № 5 — $' });
    await host.close();
    const receipt = emulator.lastReceipt ?? [];
    expect(fieldValue(receipt, 'receiptAttribute')).toBe('№5$');
    expect(fieldValue(fieldValues(receipt, 'item')[0] ?? [], 'itemName')).toBe('Сок № 5 - $');
  });

  test('registration: the number fits owner and register, the limits are told', async () => {
    const { emulator, host } = bench({
      serialNumber: '00106700012345',
      registration: { inn: '500100732259' },
    });
    const [document] = emulator.fn.documents();
    const report = decodeDocument(document?.bytes ?? new Uint8Array());
    const number = fieldValue(report, 'kktRegNumber') ?? '';
    expect(isRegistrationNumber(number, { inn: '500100732259', serial: '00106700012345' })).toBe(true);
    expect(field(report, 'reregistrationReason')).toBeUndefined();
    expect(await host.call(commands.fnGetRegistrationTotals, { report: 1 })).toMatchObject({
      inn: '500100732259',
      registrationNumber: number,
    });
    expect(await host.call(commands.readAttribute, { tag: 1048, block: 0 })).toMatchObject({ blocks: 1 });
    expect(await host.status(commands.readAttribute, { tag: 1048, block: 1 })).toBe('AC');
    expect(await host.status(commands.readAttribute, { tag: 1036, block: 0 })).toBe('AC');
  });
});
