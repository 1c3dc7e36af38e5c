import type { Page } from 'playwright-core';
import { type Dev, startDev } from '../../../src/cli/dev.js';
import { ReceiptsWalk } from './receipts-walk.js';
import { RegistersWalk } from './registers-walk.js';
import { type At, GROUP, Steps, until } from './steps.js';

/** A gateway as `atol-gateway dev` makes it, with nobody who buys. */
export function walkStand(): Promise<Dev> {
  return startDev({ registers: 4, latencyMs: 0, port: 0 });
}

/** Goes through the whole cabinet as its owner would. */
export class Walk extends Steps {
  readonly #registers: RegistersWalk;
  readonly #receipts: ReceiptsWalk;

  constructor(dev: Dev, page: Page, at: At = async () => {}) {
    super(dev, page, at);
    this.#registers = new RegistersWalk(dev, page, at);
    this.#receipts = new ReceiptsWalk(dev, page, at);
  }

  async all(): Promise<void> {
    await this.signIn();
    await this.#registers.sickRegister();
    await this.#registers.gettingStarted();
    await this.#registers.drain();
    await this.#registers.replaceFn();
    const sold = await this.#receipts.findReceipt();
    await this.#receipts.returnLine(sold);
    await this.#receipts.correct(sold);
    await this.#receipts.decide();
    await this.plan();
    await this.others();
  }

  async signIn(): Promise<void> {
    const page = this.page;
    await this.open('/', 'sign-in');
    await page.getByLabel('Логин').fill('admin');
    await page.getByLabel('Пароль').fill('not this');
    await page.keyboard.press('Enter');
    await page.getByText('Неверный логин или пароль').waitFor();
    await page.getByLabel('Логин').fill('admin');
    await page.getByLabel('Пароль').fill(this.dev.personPassword);
    await page.keyboard.press('Enter');
    await this.heading('Обзор');
  }

  async plan(): Promise<void> {
    const page = this.page;
    await this.open('/plan');
    const registers = page.locator('#registers');
    const count = async (): Promise<number> => Number(await registers.textContent());
    const before = await count();
    const peak = page.getByLabel('Чеков в секунду в самый занятый час');
    await peak.fill('50');
    await until(async () => (await count()) > before);
    await this.at('plan', page);
    // A slider is moved by the keyboard, too.
    const many = await count();
    await peak.focus();
    await page.keyboard.press('Home');
    await until(async () => (await count()) < many);
  }

  /** What a shop would get. */
  async #callback(): Promise<void> {
    const { gateway, front } = this.dev;
    const callbackUrl = `${front.url}/_dev/inbox`;
    await gateway.submit(GROUP, 'called-1', this.receipt(), { callbackUrl });
    await this.open('/inbox');
    await this.page.locator('#inbox').getByText('"external_id": "called-1"').waitFor();
    await this.at('inbox', this.page);
  }

  async others(): Promise<void> {
    const page = this.page;
    await this.#callback();
    await this.open('/statistics', 'statistics');
    await this.open('/registers/kkt-01', 'register');
    await this.open('/groups', 'groups');
    await this.open(`/groups/${GROUP}`, 'group');
    await this.open('/people');
    await page.getByLabel('Логин').fill('anna');
    await page.getByLabel('Имя').fill('Анна');
    await this.at('people', page);
    await this.button('Добавить').click();
    await page.locator('#password').waitFor();
    await this.open('/people/anna', 'person');
    await this.open('/account', 'account');
    await this.open('/audit', 'audit');
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
    await this.button('Выйти').click();
    await page.getByLabel('Пароль').waitFor();
  }
}
