import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { Emulator } from 'atol-kkt/emulator';
import { fieldValue, registrationNumber } from 'atol-kkt/fiscal';
import type { Page } from 'playwright-core';
import { type Dev, startDev } from '../../src/cli/dev.js';
import type { Job } from '../../src/store/index.js';

const INN = '7707083893';
const GROUP = 'dev';

/** Called at every page that the walk comes to. */
export type At = (name: string, page: Page) => Promise<void>;

/** A gateway as `atol-gateway dev` makes it, with nobody who buys. */
export function walkStand(): Promise<Dev> {
  return startDev({ registers: 4, latencyMs: 0, port: 0 });
}

/** Goes through the whole cabinet as its owner would. */
export class Walk {
  readonly #dev: Dev;
  readonly #page: Page;
  readonly #at: At;

  constructor(dev: Dev, page: Page, at: At = async () => {}) {
    this.#dev = dev;
    this.#page = page;
    this.#at = at;
  }

  async all(): Promise<void> {
    await this.signIn();
    await this.sickRegister();
    await this.gettingStarted();
    await this.drain();
    await this.replaceFn();
    const sold = await this.findReceipt();
    await this.returnLine(sold);
    await this.correct(sold);
    await this.decide();
    await this.plan();
    await this.others();
  }

  async #open(path: string, name?: string): Promise<void> {
    await this.#page.goto(this.#dev.front.url + path);
    if (name !== undefined) await this.#at(name, this.#page);
  }

  #emulator(index: number): Emulator {
    const emulator = this.#dev.registers.emulators[index];
    if (!emulator) throw new Error(`no emulator ${index}`);
    return emulator;
  }

  #button(name: string | RegExp) {
    return this.#page.getByRole('button', { name, exact: typeof name === 'string' });
  }

  async #heading(text: string | RegExp): Promise<void> {
    await this.#page.getByRole('heading', { level: 1, name: text }).waitFor();
  }

  async signIn(): Promise<void> {
    const page = this.#page;
    await this.#open('/', 'sign-in');
    await page.getByLabel('Логин').fill('admin');
    await page.getByLabel('Пароль').fill('not this');
    await page.keyboard.press('Enter');
    await page.getByText('Неверный логин или пароль').waitFor();
    await page.getByLabel('Логин').fill('admin');
    await page.getByLabel('Пароль').fill(this.#dev.personPassword);
    await page.keyboard.press('Enter');
    await this.#heading('Обзор');
  }

  /** A register that loses its FN is seen on the first page without anybody asking for it. */
  async sickRegister(): Promise<void> {
    const page = this.#page;
    const emulator = this.#emulator(0);
    emulator.faults.add({ id: 'fn', fn: 'unplugged' });
    this.#dev.gateway.registers.look('kkt-01');
    const link = page.locator('#sick').getByRole('link', { name: 'kkt-01' });
    await link.waitFor();
    await this.#at('overview', page);
    await link.click();
    await page.getByText('Касса не видит фискальный накопитель').waitFor();
    await this.#at('register-sick', page);
    emulator.faults.clear();
    await this.#button('Опросить').click();
    await page.locator('#state').getByText('свободна').waitFor();
    await this.#open('/registers', 'registers');
  }

  async gettingStarted(): Promise<void> {
    const page = this.#page;
    const [fresh] = this.#dev.registers.unregistered;
    await this.#open('/start', 'start');
    await page.getByLabel('Код группы').fill('romashka');
    await page.getByLabel('Название компании').fill('ООО Ромашка');
    await page.getByLabel('ИНН владельца касс').fill(INN);
    await page.getByLabel('Место расчётов по умолчанию').fill('https://romashka.example.com');
    await page.getByLabel('общая').check();
    await this.#button('Дальше: касса').click();
    await this.#heading('Новая касса');
    await page.getByLabel('искать на USB').uncheck();
    await this.#button('Искать').click();
    const row = page.getByRole('row').filter({ hasText: fresh?.serialNumber ?? '' });
    await row.waitFor();
    await this.#at('register-found', page);
    await row.getByLabel('Имя кассы').fill('romashka-1');
    await row.getByRole('button', { name: 'Добавить' }).click();
    await this.#heading('Регистрация ККТ');
    await this.#register(fresh as Emulator);
    await this.#takeFile();
  }

  async #register({ serialNumber }: Emulator): Promise<void> {
    const page = this.#page;
    const inn = page.getByLabel('ИНН *', { exact: true });
    await inn.fill('7707083894');
    await page.getByText('ИНН с верными контрольными цифрами').first().waitFor();
    await page.locator('#e-ownerInn').getByText('ИНН с верными').waitFor();
    await inn.fill(INN);
    const number = page.getByLabel('РНМ');
    await number.fill(registrationNumber(7, { inn: INN, serial: '00106900999999' }));
    await page.locator('#e-registrationNumber').getByText('не от этой кассы').waitFor();
    await this.#at('registration', page);
    await number.fill(registrationNumber(7, { inn: INN, serial: serialNumber }));
    await page.getByLabel('Адрес расчётов').fill('101000, г. Москва, ул. Мясницкая, д. 1');
    await page.getByLabel('Название ОФД').fill('ОФД эмулятора');
    await page.getByLabel('ИНН ОФД').fill('7702203276');
    await page.getByText('Данные верны').waitFor();
    await page.getByLabel('данные проверены').check();
    await this.#button('Зарегистрировать').click();
    await this.#heading('Отчёт о регистрации');
    await page.getByText('Касса зарегистрирована, ФН подписал отчёт').waitFor();
    await this.#at('registration-report', page);
  }

  /** The file of three lines is enough for a shop. */
  async #takeFile(): Promise<void> {
    const downloading = this.#page.waitForEvent('download');
    await this.#button('Выдать доступ и скачать файл').click();
    const file = await (await downloading).path();
    const [group, login, pass, ...rest] = readFileSync(file, 'utf8').split('\r\n');
    assert.deepEqual([group, rest], ['romashka', ['']]);
    const headers = { 'content-type': 'application/json' };
    const post = async (path: string, body: unknown): Promise<Record<string, string>> => {
      const init = { method: 'POST', headers, body: JSON.stringify(body) };
      return (await fetch(this.#dev.front.api + path, init)).json() as Promise<Record<string, string>>;
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
    const { state, register } = await this.#dev.gateway.finished(String(uuid));
    assert.deepEqual([state, register], ['done', 'romashka-1']);
  }

  async drain(): Promise<void> {
    const page = this.#page;
    await this.#open('/registers/kkt-03');
    await this.#button('Вывести из очереди').click();
    await page.locator('#state').getByText('выведена').waitFor();
    await this.#at('register-drained', page);
    await this.#button('Вернуть в очередь').click();
    await page.locator('#state').getByText('свободна').waitFor();
  }

  /** Two registers are begun with; the others go on selling. */
  async replaceFn(): Promise<void> {
    const page = this.#page;
    await this.#open('/replacement');
    await page.getByLabel('kkt-02').check();
    await page.getByLabel('kkt-03').check();
    await this.#button('Начать замену отмеченных').click();
    await page.locator('#going').getByRole('link', { name: 'kkt-03' }).waitFor();
    await this.#at('replacement', page);
    await page.locator('#going').getByRole('link', { name: 'kkt-02' }).click();
    await this.#button('Вывести').click();
    await page.getByLabel('закрыть смену и архив ФН').check();
    await this.#at('replacement-close', page);
    await this.#button('Закрыть архив').click();
    await page.getByText('Отчёт о закрытии ФН').waitFor();
    await this.#sell('meanwhile');
    await this.#at('replacement-change', page);
    await this.#button('Сменить ФН эмулятора').click();
    await page.getByText('Данные верны').waitFor();
    await this.#at('replacement-register', page);
    await page.getByLabel('данные проверены').check();
    await this.#button('Зарегистрировать с новым ФН').click();
    await page.getByText('Отчёт о регистрации').waitFor();
    await this.#button('Вернуть в очередь').click();
    await page.getByText('Замена ФН закончена').waitFor();
    assert.equal((await this.#dev.gateway.registers.get('kkt-02')).options.drained, false);
    assert.equal(this.#emulator(1).fn.number, '9999078950000001');
  }

  async #sell(externalId: string): Promise<Job> {
    const { gateway } = this.#dev;
    const { uuid } = await gateway.submit(GROUP, externalId, {
      type: 'sell',
      electronic: true,
      taxation: 'osn',
      customer: { contact: 'walker@example.com' },
      items: [
        { name: 'Хлеб бородинский', price: 45.5, quantity: 2, vat: 'vat10' },
        { name: 'Кофе молотый 250 г', price: 459, vat: 'vat22' },
      ],
      payments: [{ type: 'electronic', sum: 550 }],
    });
    return gateway.finished(uuid);
  }

  async findReceipt(): Promise<Job> {
    const page = this.#page;
    const sold = await this.#sell('order-77');
    await this.#open('/receipts');
    await page.getByLabel('Номер заказа').fill('order-77');
    await this.#button('Найти').click();
    await this.#at('receipts', page);
    await page.getByRole('link', { name: 'order-77' }).click();
    await page.locator('.paper').getByText(String(sold.result?.fiscalSign)).waitFor();
    await this.#at('receipt', page);
    return sold;
  }

  /** One loaf of two. */
  async returnLine(sold: Job): Promise<void> {
    const page = this.#page;
    await page.getByRole('link', { name: 'Вернуть' }).click();
    await page.locator('#l-1').uncheck();
    await page.locator('#q-0').fill('3');
    await page.locator('#e-quantity-0').getByText('от 0,001 до 2').waitFor();
    await page.locator('#q-0').fill('1');
    await page.locator('#check .paper').getByText('ВОЗВРАТ ПРИХОДА').waitFor();
    await this.#at('return', page);
    await this.#button('Оформить возврат').click();
    await this.#heading(/возврат прихода/);
    await page.locator('#job').getByText('оформлен', { exact: true }).waitFor();
    await page.getByRole('link', { name: 'order-77' }).waitFor();
    const { jobs } = await this.#dev.gateway.store.jobs.find({ relatedTo: sold.uuid });
    const made = jobs.map(({ type, totalKopecks, state }) => [type, totalKopecks, state]);
    assert.deepEqual(made, [['sellReturn', 4550, 'done']]);
    await this.#open(`/receipts/${sold.uuid}`);
    await page.getByRole('link', { name: /^return/ }).waitFor();
  }

  /** Two clicks, one document. */
  async correct(sold: Job): Promise<void> {
    const page = this.#page;
    await page.getByRole('link', { name: 'Коррекция' }).click();
    await page.getByLabel('Основание').selectOption('order');
    await page.locator('#check').getByText('у коррекции по предписанию обязателен его номер').waitFor();
    await page.getByLabel('Дата').fill('2027-01-01');
    await page.locator('#e-date').getByText(/\S/).waitFor();
    await page.getByLabel('Дата').fill('2026-11-01');
    await page.getByLabel('Номер предписания').fill('17-А');
    await page.locator('#check .paper').getByText('ПО ПРЕДПИСАНИЮ').waitFor();
    await this.#at('correction', page);
    await this.#button('Показать чек и оформить').click();
    await this.#heading('Чек коррекции: проверьте');
    await this.#at('correction-preview', page);
    await this.#button('Оформить').dblclick();
    await this.#heading(/коррекция прихода/);
    await page.locator('#job').getByText('оформлен', { exact: true }).waitFor();
    const { jobs } = await this.#dev.gateway.store.jobs.find({ type: 'sellCorrection' });
    assert.deepEqual(
      jobs.map(({ relatedTo }) => relatedTo),
      [sold.uuid],
    );
    const documents = this.#dev.registers.emulators.flatMap(({ receipts }) =>
      receipts.filter(({ form }) => form === 31),
    );
    assert.deepEqual(
      documents.map((document) => fieldValue(document, 'totalSum')),
      [55_000],
    );
  }

  /** The answer is lost, and the FN tells of a document that is almost ours. */
  async decide(): Promise<void> {
    const page = this.#page;
    for (const name of ['kkt-02', 'kkt-03', 'kkt-04']) await this.#dev.gateway.registers.drain(name);
    const emulator = this.#emulator(0);
    emulator.override('fnReadDocumentTlv', async (request, next) => {
      const answer = await next(request);
      if (answer.tag !== 1081) return answer;
      const value = answer.value.slice();
      value[0] = (value[0] ?? 0) ^ 1;
      return { ...answer, value };
    });
    emulator.faults.add({ power: 'loss', at: 'closeReceipt', when: 'after', offMs: 100 });
    await this.#open('/');
    const selling = this.#sell('doubt-1');
    await page.locator('nav .count').waitFor();
    await page.getByRole('link', { name: /Исход неизвестен/ }).click();
    await this.#at('unknown', page);
    await page.getByRole('link', { name: 'doubt-1' }).click();
    const own = page.locator('.papers > div').filter({ hasText: 'Документ ФН' }).first();
    await own.getByText('payments.electronic').waitFor();
    await this.#at('unknown-one', page);
    page.once('dialog', (dialog) => void dialog.accept());
    await own.getByRole('button', { name: 'Это наш чек' }).click();
    await this.#heading(/приход doubt-1/);
    const { state, register } = await selling;
    assert.deepEqual([state, register], ['done', 'kkt-01']);
    for (const name of ['kkt-02', 'kkt-03', 'kkt-04']) await this.#dev.gateway.registers.resume(name);
  }

  async plan(): Promise<void> {
    const page = this.#page;
    await this.#open('/plan');
    const registers = page.locator('#registers');
    const count = async (): Promise<number> => Number(await registers.textContent());
    const before = await count();
    const peak = page.getByLabel('Чеков в секунду в самый занятый час');
    await peak.fill('50');
    await until(async () => (await count()) > before);
    await this.#at('plan', page);
    // A slider is moved by the keyboard, too.
    const many = await count();
    await peak.focus();
    await page.keyboard.press('Home');
    await until(async () => (await count()) < many);
  }

  async others(): Promise<void> {
    const page = this.#page;
    await this.#open('/statistics', 'statistics');
    await this.#open('/registers/kkt-01', 'register');
    await this.#open('/groups', 'groups');
    await this.#open(`/groups/${GROUP}`, 'group');
    await this.#open('/people');
    await page.getByLabel('Логин').fill('anna');
    await page.getByLabel('Имя').fill('Анна');
    await this.#at('people', page);
    await this.#button('Добавить').click();
    await page.locator('#password').waitFor();
    await this.#open('/people/anna', 'person');
    await this.#open('/account', 'account');
    await this.#open('/audit', 'audit');
    for (const deed of [
      'register.drain',
      'register.register',
      'fn.close',
      'job.return',
      'job.correction',
      'job.decide',
      'group.access',
      'person.add',
    ])
      await page.getByText(deed, { exact: true }).first().waitFor();
    await this.#button('Выйти').click();
    await page.getByLabel('Пароль').waitFor();
  }
}

/** Asks until it is so; the test's own limit ends what never is. */
async function until(done: () => Promise<boolean>): Promise<void> {
  while (!(await done())) await new Promise((resolve) => setTimeout(resolve, 50));
}
