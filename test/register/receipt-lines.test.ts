import { describe, expect, it } from 'vitest';
import { Emulator } from '../../src/emulator/index.js';
import { receipt } from '../../src/fiscal/index.js';
import { connect, type ExchangeMode } from '../../src/index.js';

const sale = () =>
  receipt('sell')
    .taxation('osn')
    .text('ПЕРЕД ТОВАРАМИ', { align: 'center' })
    .item('Чай', { price: 50, vat: 'none' })
    .text('МЕЖДУ ТОВАРАМИ')
    .barcode('qr', 'https://example.com/17')
    .item('Кофе', { price: 70, vat: 'none' })
    .text('ПОСЛЕ ТОВАРОВ', { doubleHeight: true })
    .cash(120);

async function till(exchange: ExchangeMode, model: '30F' | '42FS' = '30F') {
  const emulator = new Emulator({ latency: 0, model });
  const kkt = await connect(emulator.transport(), { exchange });
  await kkt.openShift();
  return {
    emulator,
    kkt,
    async [Symbol.asyncDispose]() {
      await kkt.close();
      await emulator.close();
    },
  };
}

describe.each(['serial', 'buffered'] as const)('lines between the items, %s', (exchange) => {
  it('are on the paper at their places, and not in the document', async () => {
    await using it = await till(exchange);
    const from = it.emulator.tape.length;
    await it.kkt.issue(sale());
    const told = /^(КАССОВЫЙ ЧЕК|\d\. .*|.* ТОВАР.*|\[QR: https.*|ИТОГ) *(=.*)?$/;
    const paper = it.emulator.tape.slice(from).map((line) => line.trim());
    expect(paper.flatMap((line) => told.exec(line)?.[1] ?? [])).toEqual([
      'КАССОВЫЙ ЧЕК',
      'ПЕРЕД ТОВАРАМИ',
      '1. Чай',
      'МЕЖДУ ТОВАРАМИ',
      '[QR: https://example.com/17]',
      '2. Кофе',
      'ПОСЛЕ ТОВАРОВ',
      'ИТОГ',
    ]);
    expect(it.emulator.receipts).toHaveLength(1);
  });

  it('are not on the paper of a receipt that was cancelled, nor of the next one', async () => {
    await using it = await till(exchange);
    const from = it.emulator.tape.length;
    it.emulator.faults.add({ at: 'payment', error: '71' });
    await expect(it.kkt.issue(sale())).rejects.toMatchObject({ outcome: 'refused' });
    await it.kkt.issue(receipt('sell').taxation('osn').item('Чай', { price: 50, vat: 'none' }).cash(50));
    expect(it.emulator.tape.slice(from).join('\n')).not.toContain('ТОВАРАМИ');
  });

  it('do not stand in the way of recovery: one document, whatever answer is lost', async () => {
    const plan = [
      'openReceipt',
      'printString',
      'printBarcode',
      'printFormatted',
      'endPosition',
      'closeReceipt',
    ];
    for (const at of plan) {
      await using it = await till(exchange);
      it.emulator.faults.add({ at, line: 'cut' });
      const { documentNumber, totalKopecks } = await it.kkt.issue(sale(), { key: at });
      expect(totalKopecks).toBe(12_000);
      expect((await it.kkt.issue(sale(), { key: at })).documentNumber).toBe(documentNumber);
      expect(it.emulator.receipts, at).toHaveLength(1);
    }
  });

  it('that cannot be printed are found before anything is sent', async () => {
    await using it = await till(exchange);
    const wrong = receipt('sell')
      .taxation('osn')
      .item('Чай', { price: 50, vat: 'none' })
      .barcode('ean13', 'abc')
      .text('Спасибо')
      .barcode('ean8', 'abc')
      .cash(50);
    await expect(it.kkt.issue(wrong)).rejects.toMatchObject({
      outcome: 'not-sent',
      problems: [{ path: 'items[1].data' }, { path: 'items[3].data' }],
    });
    await it.kkt.issue(sale());
  });

  it('of a receipt that is not printed are not printed either, and a warning says so', async () => {
    await using it = await till(exchange);
    const { warnings } = await it.kkt.issue(sale().electronic().customer('a@b.ru'));
    expect(warnings.map(({ code }) => code)).toContain('LINES_NOT_PRINTED');
    expect(it.emulator.tape.join('\n')).not.toContain('ТОВАРАМИ');
  });
});
