import assert from 'node:assert/strict';
import { fieldValue } from 'atol-kkt/fiscal';
import type { Job } from '../../../src/store/index.js';
import { Steps } from './steps.js';

const DAY = 86_400_000;

/** What an owner does to receipts. */
export class ReceiptsWalk extends Steps {
  async findReceipt(): Promise<Job> {
    const page = this.page;
    const sold = await this.sell('order-77');
    await this.open('/receipts');
    await page.getByLabel('Номер заказа').fill('order-77');
    await this.button('Найти').click();
    await this.at('receipts', page);
    await page.getByRole('link', { name: 'order-77' }).click();
    await page.locator('.paper').getByText(String(sold.result?.fiscalSign)).waitFor();
    await this.at('receipt', page);
    return sold;
  }

  /** One loaf of two. */
  async returnLine(sold: Job): Promise<void> {
    const page = this.page;
    await page.getByRole('link', { name: 'Вернуть' }).click();
    await page.locator('#l-1').uncheck();
    await page.locator('#q-0').fill('3');
    await page.locator('#e-quantity-0').getByText('от 0,001 до 2').waitFor();
    await page.locator('#q-0').fill('1');
    await page.locator('#check .paper').getByText('ВОЗВРАТ ПРИХОДА').waitFor();
    await this.at('return', page);
    await this.button('Оформить возврат').click();
    await this.heading(/^Возврат прихода /);
    await page.locator('#job').getByText('оформлен', { exact: true }).waitFor();
    await page.getByRole('link', { name: 'order-77' }).waitFor();
    const { jobs } = await this.dev.gateway.store.jobs.find({ relatedTo: sold.uuid });
    const made = jobs.map(({ type, totalKopecks, state }) => [type, totalKopecks, state]);
    assert.deepEqual(made, [['sellReturn', 4550, 'done']]);
    await this.open(`/receipts/${sold.uuid}`);
    await page.getByRole('link', { name: /^return/ }).waitFor();
  }

  /** Two clicks, one document. */
  async correct(sold: Job): Promise<void> {
    const page = this.page;
    await page.getByRole('link', { name: 'Коррекция' }).click();
    await page.getByLabel('Основание').selectOption('order');
    await page.locator('#check').getByText('у коррекции по предписанию обязателен его номер').waitFor();
    // Of no zone today.
    await page.getByLabel('Дата').fill(new Date(Date.now() + 2 * DAY).toISOString().slice(0, 10));
    await page.locator('#e-date').getByText(/\S/).waitFor();
    await page.getByLabel('Дата').fill('2026-11-01');
    await page.getByLabel('Номер предписания').fill('17-А');
    await page.locator('#check .paper').getByText('ПО ПРЕДПИСАНИЮ').waitFor();
    await this.at('correction', page);
    await this.button('Показать чек и оформить').click();
    await this.heading('Чек коррекции: проверьте');
    await this.at('correction-preview', page);
    await this.button('Оформить').dblclick();
    await this.heading(/^Коррекция прихода /);
    await page.locator('#job').getByText('оформлен', { exact: true }).waitFor();
    const { jobs } = await this.dev.gateway.store.jobs.find({ type: 'sellCorrection' });
    assert.deepEqual(
      jobs.map(({ relatedTo }) => relatedTo),
      [sold.uuid],
    );
    const documents = this.dev.registers.emulators.flatMap(({ receipts }) =>
      receipts.filter(({ form }) => form === 31),
    );
    assert.deepEqual(
      documents.map((document) => fieldValue(document, 'totalSum')),
      [55_000],
    );
  }

  /** The answer is lost, and the FN tells of a document that is almost ours. */
  async decide(): Promise<void> {
    const page = this.page;
    for (const name of ['kkt-02', 'kkt-03', 'kkt-04']) await this.dev.gateway.registers.drain(name);
    const emulator = this.emulator(0);
    emulator.override('fnReadDocumentTlv', async (request, next) => {
      const answer = await next(request);
      if (answer.tag !== 1081) return answer;
      const value = answer.value.slice();
      value[0] = (value[0] ?? 0) ^ 1;
      return { ...answer, value };
    });
    emulator.faults.add({ power: 'loss', at: 'closeReceipt', when: 'after', offMs: 100 });
    await this.open('/');
    const selling = this.sell('doubt-1');
    await page.locator('nav .count').waitFor();
    await page.getByRole('link', { name: /Исход неизвестен/ }).click();
    await this.at('unknown', page);
    await page.getByRole('link', { name: 'doubt-1' }).click();
    const own = page.locator('.papers > div').filter({ hasText: 'Документ ФН' }).first();
    await own.getByText('оплата безналичными: у нас 550.00, в документе 550.01').waitFor();
    await this.at('unknown-one', page);
    page.once('dialog', (dialog) => void dialog.accept());
    await own.getByRole('button', { name: 'Это наш чек' }).click();
    await this.heading(/^Приход doubt-1/);
    const { state, register } = await selling;
    assert.deepEqual([state, register], ['done', 'kkt-01']);
    for (const name of ['kkt-02', 'kkt-03', 'kkt-04']) await this.dev.gateway.registers.resume(name);
  }
}
