import { describe, expect, it } from 'vitest';
import { Emulator } from '../../src/emulator/index.js';
import { atol } from './cli.js';

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

  it('tells the text of the driver in English, too', async () => {
    const stdin = JSON.stringify({ type: 'sell', items: [{ name: 'Чай' }], payments: [] });
    const { code, stderr } = await atol(['convert', '-', '--lang', 'en'], { stdin });
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: 'Error 501 [ the field "items[0].type" is missing ]\n',
    });
  });
});
