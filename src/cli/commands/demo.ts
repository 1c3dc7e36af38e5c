import { Emulator } from '../../emulator/index.js';
import { type ReceiptInput, renderReceipt } from '../../fiscal/index.js';
import { connect } from '../../register/connect.js';
import { defineCliCommand } from '../cli-command.js';
import { qrForTerminal } from '../terminal-qr.js';
import { describeResult } from './receipt.js';

const PAPER_WIDTH = 42;

const sale: ReceiptInput = {
  type: 'sell',
  taxation: 'osn',
  operator: { name: 'Кассир Иванова И. И.' },
  items: [
    { name: 'Хлеб «Бородинский»', price: '45.50', quantity: 2, vat: 'vat10', subject: 'goods' },
    { name: 'Молоко 3,2 %, 1 л', price: '89.90', vat: 'vat10', subject: 'goods' },
    { name: 'Яблоки', price: '120.00', quantity: '1.245', unit: 'кг', vat: 'vat10', subject: 'goods' },
  ],
  payments: [{ type: 'cash', sum: '500.00' }],
};

export const demo = defineCliCommand({
  name: 'demo',
  summary: 'чек на эмуляторе: смена, чек с QR-кодом, закрытие смены',
  details:
    'Ничего не нужно: эмулятор запускается на свободном порту TCP, ФН подписывает документ 0,9 с, как настоящий.',
  arguments: [],
  options: {},
  examples: ['atol demo', 'atol demo --json'],
  readOnly: true,
  async run({ io, json, say, print }) {
    const { signal } = io;
    await using emulator = await Emulator.listen({ model: '30F' });
    say(`Эмулятор АТОЛ 30Ф слушает ${emulator.url}`);
    await using register = await connect(emulator.url, { signal });
    const { operator } = sale;
    const opened = await register.openShift({ signal, operator });
    say(`Смена ${opened.shiftNumber} открыта, документ ${opened.documentNumber}`);
    const result = await register.issue(sale, { signal });
    const { lastReceipt } = emulator;
    const paper = lastReceipt ? renderReceipt(lastReceipt, { width: PAPER_WIDTH }) : [];
    const shown = ['', ...paper, '', ...qrForTerminal(result.qr, io.colors), ''];
    if (!json) io.stdout(`${shown.join('\n')}\n`);
    say(describeResult(result));
    const closed = await register.closeShift({ signal, operator });
    print(['', `Смена ${closed.shiftNumber} закрыта, документ ${closed.documentNumber}`], {
      url: emulator.url,
      opened,
      receipt: result,
      paper,
      closed,
    });
  },
});
