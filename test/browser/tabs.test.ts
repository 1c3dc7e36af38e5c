import type { BrowserContext } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chromiumPath } from '../../scripts/chromium.mjs';
import { Emulator } from '../../src/emulator/index.js';
import type { Connection } from '../../src/transport/transport.js';
import { fixed } from '../support/identity.js';
import { thorough } from '../support/thorough.js';
import { call, Stage } from './stage.js';

describe.skipIf(chromiumPath === undefined)('several pages and one register', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await Stage.open();
  });
  afterAll(() => stage?.[Symbol.asyncDispose]());

  test('the second page is told, and gets the register after the first', async () => {
    await using outside = await Outside.make(stage);
    const [first, second] = [await stage.page(outside.context), await stage.page(outside.context)];
    expect(await call(first, 'enter', { journal: 'till' })).toBe('connected');
    expect(await call(second, 'enter', { journal: 'till' })).toMatch(/^JOURNAL_LOCKED: .*в другой вкладке/);
    // As on Windows: one program at a port.
    expect(await call(second, 'enter')).toMatch(/^CONNECT_FAILED: .*занят другой вкладкой/);
    // Where the system lets two in.
    outside.shared = true;
    expect(await call(second, 'enter')).toBe(
      `REGISTER_IN_USE: ККТ № ${outside.emulator.serialNumber} занята: она открыта в другой вкладке`,
    );
    // The first one sells on.
    expect(await call(first, 'sell', 'a')).toMatchObject({ documentNumber: 3 });
    await first.close();
    await expect.poll(() => call(second, 'enter', { journal: 'till' })).toBe('connected');
    expect(await call(second, 'sell', 'a')).toMatchObject({ documentNumber: 3 });
    expect(await call(second, 'sell', 'b')).toMatchObject({ documentNumber: 4 });
    expect(outside.emulator.receipts.length).toBe(2);
  });

  test('a page that crashes in the middle of a receipt leaves the register and the receipt to the next one', async () => {
    await using outside = await Outside.make(stage);
    const [first, second] = [await stage.page(outside.context), await stage.page(outside.context)];
    await call(first, 'enter', { journal: 'till' });
    const crashed = new Promise((resolve) => first.once('crash', resolve));
    let commands = 0;
    outside.emulator.onCommand(() => {
      if (++commands === 20) void first.goto('chrome://crash').catch(() => undefined);
    });
    void call(first, 'sell', 'k').catch(() => undefined);
    await crashed;
    await expect.poll(() => call(second, 'enter', { journal: 'till' })).toBe('connected');
    expect(await call(second, 'sell', 'k')).toMatchObject({ documentNumber: 3 });
    expect(outside.emulator.receipts.length).toBe(1);
  });

  test('a page that is closed in the middle of a receipt sells it once', async () => {
    const clean = await closedAfter(Number.POSITIVE_INFINITY);
    expect(clean.receipts).toBe(1);
    const told: Record<string, number> = {};
    // A page costs seconds: a few of the places here, more of them in the exhaustive run.
    const step = thorough ? 3 : 17;
    for (let count = 1; count <= clean.commands; count += step) {
      const { receipts, pending, first } = await closedAfter(count);
      expect(receipts, `closed after command ${count}`).toBe(1);
      expect(pending.every((key) => key === 'k')).toBe(true);
      told[first] = (told[first] ?? 0) + 1;
    }
    process.stdout.write(
      `closed after every ${step} of ${clean.commands} commands: ${JSON.stringify(told)}\n`,
    );
    expect(Object.keys(told)).toContain('closed');
  });

  /** The page goes after so many commands of a receipt; another one issues it again under its key. */
  async function closedAfter(
    limit: number,
  ): Promise<{ commands: number; receipts: number; pending: string[]; first: string }> {
    await using outside = await Outside.make(stage);
    const page = await stage.page(outside.context);
    await call(page, 'enter', { journal: 'till' });
    let commands = 0;
    outside.emulator.onCommand(() => {
      if (++commands === limit) void page.close();
    });
    const first = await call(page, 'sell', 'k').then(
      () => 'sold',
      () => 'closed',
    );
    const counted = commands;
    if (!page.isClosed()) await page.close();
    const next = await stage.page(outside.context);
    await expect.poll(() => call(next, 'enter', { journal: 'till' })).toBe('connected');
    const { pending } = await call<{ pending: string[] }>(next, 'sell', 'k');
    return { commands: counted, receipts: outside.emulator.receipts.length, pending, first };
  }
});

/** A register outside of the pages, with one port that one page has at a time. */
class Outside implements AsyncDisposable {
  readonly context: BrowserContext;
  readonly emulator = new Emulator(fixed({ latency: 0 }));
  /** The system lets several programs open the port. */
  shared = false;
  readonly #lines = new Map<number, { line: Connection; chunks: AsyncIterator<Uint8Array> }>();
  #count = 0;

  private constructor(context: BrowserContext) {
    this.context = context;
  }

  static async make(stage: Stage): Promise<Outside> {
    const outside = new Outside(await stage.context());
    await outside.#give();
    return outside;
  }

  async #give(): Promise<void> {
    const { context } = this;
    const lines = this.#lines;
    await context.exposeBinding('lineOpen', async ({ page }) => {
      if (lines.size > 0 && !this.shared) throw new Error('in use');
      const line = await this.emulator.transport().connect();
      const number = ++this.#count;
      lines.set(number, { line, chunks: line[Symbol.asyncIterator]() });
      page.once('close', () => void this.#end(number));
      page.once('crash', () => void this.#end(number));
      return number;
    });
    await context.exposeBinding('lineWrite', async (_source, number: number, bytes: number[]) => {
      await lines.get(number)?.line.write(Uint8Array.from(bytes));
    });
    await context.exposeBinding('lineRead', async (_source, number: number) => {
      const next = await lines
        .get(number)
        ?.chunks.next()
        .catch(() => undefined);
      return next?.done === false ? [...next.value] : null;
    });
    await context.exposeBinding('lineClose', (_source, number: number) => this.#end(number));
  }

  async #end(number: number): Promise<void> {
    const line = this.#lines.get(number);
    this.#lines.delete(number);
    await line?.line.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.context.close();
    await this.emulator.close();
  }
}
