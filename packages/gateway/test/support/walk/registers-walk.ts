import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { Emulator } from 'atol-kkt/emulator';
import { registrationNumber } from 'atol-kkt/fiscal';
import { INN, Steps } from './steps.js';

/** What an owner does to registers. */
export class RegistersWalk extends Steps {
  /** A register that loses its FN is seen on the first page without anybody asking for it. */
  async sickRegister(): Promise<void> {
    const page = this.page;
    const emulator = this.emulator(0);
    emulator.faults.add({ id: 'fn', fn: 'unplugged' });
    this.dev.gateway.registers.look('kkt-01');
    const link = page.locator('#sick').getByRole('link', { name: 'kkt-01' });
    await link.waitFor();
    await this.at('overview', page);
    await link.click();
    await page.getByText('Касса не видит фискальный накопитель').waitFor();
    await this.at('register-sick', page);
    emulator.faults.clear();
    await this.button('Опросить').click();
    await page.locator('#state').getByText('свободна').waitFor();
    await this.open('/registers', 'registers');
  }

  async gettingStarted(): Promise<void> {
    const page = this.page;
    const [fresh] = this.dev.registers.unregistered;
    await this.open('/start', 'start');
    await page.getByLabel('Код группы').fill('romashka');
    await page.getByLabel('Название компании').fill('ООО Ромашка');
    await page.getByLabel('ИНН владельца касс').fill(INN);
    await page.getByLabel('Место расчётов по умолчанию').fill('https://romashka.example.com');
    await page.getByLabel('общая').check();
    await this.button('Дальше: касса').click();
    await this.heading('Новая касса');
    await page.getByLabel('искать на USB').uncheck();
    await this.button('Искать').click();
    const row = page.getByRole('row').filter({ hasText: fresh?.serialNumber ?? '' });
    await row.waitFor();
    await this.at('register-found', page);
    await row.getByLabel('Имя кассы').fill('romashka-1');
    await row.getByRole('button', { name: 'Добавить' }).click();
    await this.heading('Регистрация ККТ');
    await this.#register(fresh as Emulator);
    await this.#takeFile();
  }

  async #register({ serialNumber }: Emulator): Promise<void> {
    const page = this.page;
    const inn = page.getByLabel('ИНН *', { exact: true });
    await inn.fill('7707083894');
    await page.getByText('ИНН с верными контрольными цифрами').first().waitFor();
    await page.locator('#e-ownerInn').getByText('ИНН с верными').waitFor();
    await inn.fill(INN);
    const number = page.getByLabel('РНМ');
    await number.fill(registrationNumber(7, { inn: INN, serial: '00106900999999' }));
    await page.locator('#e-registrationNumber').getByText('не от этой кассы').waitFor();
    await this.at('registration', page);
    await number.fill(registrationNumber(7, { inn: INN, serial: serialNumber }));
    await page.getByLabel('Адрес расчётов').fill('101000, г. Москва, ул. Мясницкая, д. 1');
    await page.getByLabel('Название ОФД').fill('ОФД эмулятора');
    await page.getByLabel('ИНН ОФД').fill('7702203276');
    await page.getByText('Данные верны').waitFor();
    await page.getByLabel('данные проверены').check();
    await this.button('Зарегистрировать').click();
    await this.heading('Отчёт о регистрации');
    await page.getByText('Касса зарегистрирована, ФН подписал отчёт').waitFor();
    await this.at('registration-report', page);
  }

  /** The file of three lines is enough for a shop. */
  async #takeFile(): Promise<void> {
    const downloading = this.page.waitForEvent('download');
    await this.button('Выдать доступ и скачать файл').click();
    const file = await (await downloading).path();
    const [group, login, pass, ...rest] = readFileSync(file, 'utf8').split('\r\n');
    assert.deepEqual([group, rest], ['romashka', ['']]);
    const headers = { 'content-type': 'application/json' };
    const post = async (path: string, body: unknown): Promise<Record<string, string>> => {
      const init = { method: 'POST', headers, body: JSON.stringify(body) };
      return (await fetch(this.dev.front.api + path, init)).json() as Promise<Record<string, string>>;
    };
    const { token } = await post('getToken', { login, pass });
    const item = {
      name: 'Хлеб',
      price: 45.5,
      quantity: 1,
      sum: 45.5,
      payment_method: 'full_payment',
      payment_object: 'commodity',
      vat: { type: 'vat10' },
    };
    const receipt = {
      client: { email: 'a@example.com' },
      company: { sno: 'osn', inn: INN, payment_address: 'https://romashka.example.com' },
      items: [item],
      payments: [{ type: 1, sum: 45.5 }],
      total: 45.5,
    };
    const { uuid } = await post(`romashka/sell?token=${token}`, {
      external_id: 'first',
      timestamp: '01.01.2026 12:00:00',
      receipt,
    });
    const { state, register } = await this.dev.gateway.finished(String(uuid));
    assert.deepEqual([state, register], ['done', 'romashka-1']);
  }

  async drain(): Promise<void> {
    const page = this.page;
    await this.open('/registers/kkt-03');
    await this.button('Вывести из очереди').click();
    await page.locator('#state').getByText('выведена').waitFor();
    await this.at('register-drained', page);
    await this.button('Вернуть в очередь').click();
    await page.locator('#state').getByText('свободна').waitFor();
  }

  /** Two registers are begun with; the others go on selling. */
  async replaceFn(): Promise<void> {
    const page = this.page;
    await this.open('/replacement');
    await page.getByLabel('kkt-02').check();
    await page.getByLabel('kkt-03').check();
    await this.button('Начать замену отмеченных').click();
    await page.locator('#going').getByRole('link', { name: 'kkt-03' }).waitFor();
    await this.at('replacement', page);
    await page.locator('#going').getByRole('link', { name: 'kkt-02' }).click();
    await this.button('Вывести').click();
    await page.getByLabel('закрыть смену и архив ФН').check();
    await this.at('replacement-close', page);
    await this.button('Закрыть архив').click();
    await page.getByText('Отчёт о закрытии ФН').waitFor();
    await this.sell('meanwhile');
    await this.at('replacement-change', page);
    await this.button('Сменить ФН эмулятора').click();
    await page.getByText('Данные верны').waitFor();
    await this.at('replacement-register', page);
    await page.getByLabel('данные проверены').check();
    await this.button('Зарегистрировать с новым ФН').click();
    await page.getByText('Отчёт о регистрации').waitFor();
    await this.button('Вернуть в очередь').click();
    await page.getByText('Замена ФН закончена').waitFor();
    assert.equal((await this.dev.gateway.registers.get('kkt-02')).options.drained, false);
    assert.equal(this.emulator(1).fn.number, '9999078950000001');
  }
}
