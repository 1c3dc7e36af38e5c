import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chromiumPath } from '../../scripts/chromium.mjs';
import type { JournalRecord, JournalStore } from '../../src/index.js';
import { describesAJournal } from '../journal/contract/contract.js';
import { call, Stage } from './stage.js';

type Told = { value: never } | { error: { message: string } };

/** A journal in a page, seen from here. */
class RemoteJournal implements JournalStore {
  readonly name: string;
  readonly options: { keepDays?: number } | undefined;
  readonly #page: () => Page;
  readonly #id: number;
  readonly #opened: Promise<unknown>;

  constructor(page: () => Page, id: number, name: string, options?: { keepDays?: number }) {
    this.#page = page;
    this.#id = id;
    this.name = name;
    this.options = options;
    this.#opened = call(page(), 'openJournal', id, name, options);
  }

  pending = (): Promise<readonly JournalRecord[]> => this.#call('pending');
  find = (key: string): Promise<JournalRecord | undefined> => this.#call('find', key);
  append = (records: readonly JournalRecord[]): Promise<void> => this.#call('append', records);
  close = (): Promise<void> => this.#call('close');

  async #call<T>(method: string, argument?: unknown): Promise<T> {
    const told = call<Told>(this.#page(), 'callJournal', this.#id, method, argument);
    await this.#opened;
    const answer = await told;
    if ('error' in answer) throw Object.assign(new Error(answer.error.message), answer.error);
    return answer.value as T;
  }
}

describe.skipIf(chromiumPath === undefined)('the journal of a page in Chromium', () => {
  let stage: Stage;
  let page: Page;
  let made = 0;
  beforeAll(async () => {
    stage = await Stage.open();
    page = await stage.page();
  });
  afterAll(() => stage?.[Symbol.asyncDispose]());

  const open = (name: string, options?: { keepDays?: number }): RemoteJournal =>
    new RemoteJournal(() => page, made++, name, options);

  describe('keeps the contract of journals', () =>
    describesAJournal({
      create: (options) => open(`store-${made}`, options),
      reopen: (store) => {
        const { name, options } = store as RemoteJournal;
        return open(name, options);
      },
      forgets: true,
    }));

  test('takes records as they are at the call, and gives copies', async () => {
    expect(await call(page, 'copies', 'copies')).toEqual({ sum: 1 });
  });

  test('opens and finds among many finished keys', async () => {
    expect(await call(page, 'many', 'many', 4000)).toEqual({ pending: 0, found: true });
  });

  test('says when the browser gives no more room, and keeps what fits', async () => {
    const own = await stage.page(await stage.context());
    const devtools = await own.context().newCDPSession(own);
    const { origin } = new URL(own.url());
    await devtools.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 4e6 });
    const noRoom =
      'JOURNAL_IO: Журнал не записан или не прочитан (atol-kkt journal full): браузер не даёт сайту больше места';
    expect(await call(own, 'fill', 'full', [0.001, 9, 0.001])).toEqual(['ok', noRoom, 'ok', 'kept: 101']);
    await own.context().close();
  });

  test('belongs to one page at a time', async () => {
    const context = await stage.context();
    const [first, second] = [await stage.page(context), await stage.page(context)];
    const at = (where: Page) => new RemoteJournal(() => where, made++, 'shared');
    const [mine, theirs] = [at(first), at(second)];
    await mine.append([{ key: 'a', state: 'intent', at: 1, data: null }]);
    await expect(theirs.pending()).rejects.toMatchObject({ code: 'JOURNAL_LOCKED' });
    await expect(theirs.find('a')).rejects.toMatchObject({ code: 'JOURNAL_LOCKED' });
    await first.close();
    await expect.poll(async () => (await theirs.pending().catch(() => [])).length).toBe(1);
  });
});
