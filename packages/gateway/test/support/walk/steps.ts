import type { ReceiptInput } from 'atol-kkt';
import type { Emulator } from 'atol-kkt/emulator';
import type { Page } from 'playwright-core';
import type { Dev } from '../../../src/cli/dev.js';
import type { Job } from '../../../src/store/index.js';

export const INN = '7707083893';
export const GROUP = 'dev';

/** Called at every page that the walk comes to. */
export type At = (name: string, page: Page) => Promise<void>;

/** What all parts of a walk need. */
export class Steps {
  protected readonly dev: Dev;
  protected readonly page: Page;
  protected readonly at: At;

  constructor(dev: Dev, page: Page, at: At) {
    this.dev = dev;
    this.page = page;
    this.at = at;
  }

  protected async open(path: string, name?: string): Promise<void> {
    await this.page.goto(this.dev.front.url + path);
    if (name !== undefined) await this.at(name, this.page);
  }

  protected emulator(index: number): Emulator {
    const emulator = this.dev.registers.emulators[index];
    if (!emulator) throw new Error(`no emulator ${index}`);
    return emulator;
  }

  protected button(name: string | RegExp) {
    return this.page.getByRole('button', { name, exact: typeof name === 'string' });
  }

  protected async heading(text: string | RegExp): Promise<void> {
    await this.page.getByRole('heading', { level: 1, name: text }).waitFor();
  }

  protected receipt(): ReceiptInput {
    return {
      type: 'sell',
      electronic: true,
      taxation: 'osn',
      customer: { contact: 'walker@example.com' },
      items: [
        { name: 'Хлеб бородинский', price: 45.5, quantity: 2, vat: 'vat10' },
        { name: 'Кофе молотый 250 г', price: 459, vat: 'vat22' },
      ],
      payments: [{ type: 'electronic', sum: 550 }],
    };
  }

  protected async sell(externalId: string): Promise<Job> {
    const { gateway } = this.dev;
    const { uuid } = await gateway.submit(GROUP, externalId, this.receipt());
    return gateway.finished(uuid);
  }
}

/** Asks until it is so; the test's own limit ends what never is. */
export async function until(done: () => Promise<boolean>): Promise<void> {
  while (!(await done())) await new Promise((resolve) => setTimeout(resolve, 50));
}
