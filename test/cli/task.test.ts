import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { Emulator } from '../../src/emulator/index.js';
import { atol } from './cli.js';

const folder = () => mkdtempSync(join(tmpdir(), 'atol-task-'));

const task = {
  type: 'sell',
  taxationType: 'osn',
  operator: { name: 'Иванова', vatin: '500100732259' },
  items: [{ type: 'position', name: 'Чай', price: 10, quantity: 1.5, amount: 15, tax: { type: 'vat10' } }],
  payments: [{ type: 'electronically', sum: 15 }],
};

describe('atol json', () => {
  it('prints the answer of a task, and the driver’s number of an error', async () => {
    const emulator = new Emulator({ latency: 0 });
    try {
      const { url } = await emulator.listen();
      const done = await atol(['json', url, '-'], { stdin: JSON.stringify(task) });
      expect(done).toMatchObject({ code: 0, stderr: '' });
      expect(JSON.parse(done.stdout)).toMatchObject({ fiscalParams: { total: 15 }, warnings: {} });
      const stdin = JSON.stringify({ type: 'cashOut', cashSum: 500 });
      const refused = await atol(['json', url, '-', '--json'], { stdin });
      expect(refused.code).toBe(1);
      expect(JSON.parse(refused.stdout)).toMatchObject({
        error: { code: 'JSON_TASK', driverCode: 80, description: 'В ККТ нет денег для выплаты' },
      });
    } finally {
      await emulator.close();
    }
  });
});

describe('atol json with a journal', () => {
  it('carries out a task of any kind once for a key, also as another process', async () => {
    const emulator = new Emulator({ latency: 0 });
    try {
      const { url } = await emulator.listen();
      const journal = folder();
      const stdin = JSON.stringify({ type: 'cashIn', cashSum: 5 });
      const once = () => atol(['json', url, '-', '--key', 'morning', '--journal', journal], { stdin });
      const first = await once();
      expect(first).toMatchObject({ code: 0, stderr: '' });
      expect(JSON.parse(first.stdout)).toEqual({ counters: { cashSum: 5 } });
      expect(await once()).toEqual(first);
      const { stdout } = await atol(['register', url, 'cashSum', '--json']);
      expect(JSON.parse(stdout)).toMatchObject({ value: { sum: 500 } });
    } finally {
      await emulator.close();
    }
  });

  it('says that without one the name of a task is remembered by nobody', async () => {
    const emulator = new Emulator({ latency: 0 });
    try {
      const { url } = await emulator.listen();
      const stdin = JSON.stringify({ ...task, uuid: 'order-1' });
      const alone = await atol(['json', url, '-'], { stdin });
      expect(alone).toMatchObject({
        code: 0,
        stderr: 'Предупреждение: без --journal uuid никто не запомнит\n',
      });
      const kept = await atol(['json', url, '-', '--journal', folder()], { stdin });
      expect(kept).toMatchObject({ code: 0, stderr: '' });
    } finally {
      await emulator.close();
    }
  });
});

describe('a task in another encoding', () => {
  const file = join(folder(), 'task.json');

  it('is read as the error advises', async () => {
    writeFileSync(file, iconv.encode(JSON.stringify(task), 'windows-1251'));
    const guessed = await atol(['convert', file]);
    expect(guessed.code).toBe(2);
    const [, advice = ''] = /\((--encoding \S+)\)/.exec(guessed.stderr) ?? [];
    const read = await atol(['convert', file, ...advice.split(' ')]);
    expect(read).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(read.stdout)).toMatchObject({ items: [{ name: 'Чай' }] });
  });

  it('is carried out as the error advises', async () => {
    writeFileSync(file, iconv.encode(JSON.stringify(task), 'cp866'));
    const emulator = new Emulator({ model: '30F', latency: 0 });
    try {
      const { url } = await emulator.listen();
      const done = await atol(['json', url, file, '--encoding', 'cp866']);
      expect(done).toMatchObject({ code: 0, stderr: '' });
      expect(emulator.tape.some((line) => line.includes('Чай'))).toBe(true);
    } finally {
      await emulator.close();
    }
  });
});

describe('atol convert', () => {
  it('makes a receipt that atol receipt takes', async () => {
    const emulator = new Emulator({ latency: 0 });
    try {
      const { url } = await emulator.listen();
      await atol(['shift', 'open', url]);
      const converted = await atol(['convert', '-'], { stdin: JSON.stringify(task) });
      expect(JSON.parse(converted.stdout)).toMatchObject({
        type: 'sell',
        items: [
          { name: 'Чай', price: '10.00', quantity: '1.5', total: '15.00', vat: 'vat10', subject: 'goods' },
        ],
        payments: [{ type: 'electronic', sum: '15.00' }],
      });
      const issued = await atol(['receipt', url, '-'], { stdin: converted.stdout });
      expect(issued.code).toBe(0);
    } finally {
      await emulator.close();
    }
  });

  it('tells what is lost, and refuses what is no receipt', async () => {
    const stdin = JSON.stringify({ ...task, postItems: [{ type: 'text', text: 'Спасибо' }] });
    const { code, stderr } = await atol(['convert', '-'], { stdin });
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: 'Предупреждение: postItems частью чека не станет\n',
    });
    const shift = await atol(['convert', '-'], { stdin: '{"type":"openShift"}' });
    expect(shift.code).toBe(2);
    expect(shift.stderr).toContain('openShift');
  });

  it('takes the only task of a list or of a request, and says that several are not one receipt', async () => {
    const plain = await atol(['convert', '-'], { stdin: JSON.stringify(task) });
    for (const given of [[task], { uuid: '7', request: task }, { uuid: '7', request: [task] }])
      expect(await atol(['convert', '-'], { stdin: JSON.stringify(given) })).toEqual(plain);
    for (const [language, said] of [
      ['ru', 'В списке заданий 2, а чек получается из одного\n'],
      ['en', 'there are 2 tasks in the list, and a receipt is made of one\n'],
    ] as const) {
      const several = await atol(['convert', '-'], { stdin: JSON.stringify([task, task]), language });
      expect(several).toEqual({ code: 2, stdout: '', stderr: said });
    }
  });

  it('says where the name of the task goes', async () => {
    const { code, stderr } = await atol(['convert', '-', '--lang', 'en'], {
      stdin: JSON.stringify({ ...task, uuid: 'order-1017' }),
    });
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: 'Warning: uuid will not be part of the receipt: atol receipt --key order-1017\n',
    });
  });

  it.each<[object, string]>([
    [{ type: 'nope' }, 'Error 501 [ wrong value of the field "type" (nope): receipts are '],
    [
      { ...task, items: [{ ...task.items[0], imcParams: { imc: 'MDEw' } }] },
      'Error 413 [ operation denied in current ffd (items[0].imcParams: checked marking codes are passed on by FFD 1.2',
    ],
    [{ ...task, items: [{ ...task.items[0], price: -1 }] }, 'Error 16 [ invalid sum ]'],
  ])('tells in English what is wrong with %j', async (given, said) => {
    const { code, stderr } = await atol(['convert', '-', '--lang', 'en'], { stdin: JSON.stringify(given) });
    expect(code).toBe(2);
    expect(stderr).toContain(said);
    expect(stderr).not.toMatch(/[а-яё]/i);
  });

  it('tells the text of the driver in English, too', async () => {
    const stdin = JSON.stringify({ type: 'sell', items: [{ name: 'Чай' }], payments: [] });
    const { code, stderr } = await atol(['convert', '-', '--lang', 'en'], { stdin });
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: 'Error 501 [ the field "items[0].type" is missing ]\n',
    });
  });
});
