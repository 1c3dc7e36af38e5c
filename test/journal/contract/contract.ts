import { afterEach, expect, it } from 'vitest';
import type { JournalRecord, JournalStore } from '../../../src/journal/index.js';
import { DAY, record } from '../support/scenario.js';

const closed = { name: 'JournalError', code: 'JOURNAL_CLOSED' };

export interface Subject {
  /** An empty store. */
  create(options?: { keepDays?: number }): JournalStore;
  /** The same store as another process would open it; a store that dies with its process has none. */
  reopen?(store: JournalStore): JournalStore;
  /** It forgets old keys. */
  forgets: boolean;
}

/** What every journal promises, whatever it is made of. */
export function describesAJournal({ create, reopen, forgets }: Subject): void {
  const used: JournalStore[] = [];
  const make = (options?: { keepDays?: number }): JournalStore => {
    const store = create(options);
    used.push(store);
    return store;
  };
  /** Closed and opened again, by another process where that is possible. */
  const again = async (store: JournalStore): Promise<JournalStore> => {
    await store.close();
    const opened = reopen?.(store) ?? store;
    used.push(opened);
    await opened.pending();
    return opened;
  };
  afterEach(() => Promise.all(used.splice(0).map((store) => store.close())));

  it('is empty at first', async () => {
    const store = make();
    expect(await store.pending()).toEqual([]);
    expect(await store.find('a')).toBeUndefined();
    expect(await store.pending()).toEqual([]);
  });

  it('finds the last record of each key, and tells those in doubt in the order of appending', async () => {
    const data = { text: 'Хлеб "Бородинский"\n\u2028\u0000', sum: 45.5, list: [null, true, {}] };
    let store = make();
    await store.append([record('a', 'intent', data)]);
    await store.append([record('б/2 \n', 'intent', data), record('z', 'intent', 1)]);
    expect((await store.pending()).map(({ key }) => key)).toEqual(['a', 'б/2 \n', 'z']);
    await store.append([record('a', 'done', 1)]);
    await store.append([record('c', 'refused'), record('z', 'intent', 2)]);
    for (let round = 0; round < 3; round++) {
      expect(await store.pending()).toEqual([record('б/2 \n', 'intent', data), record('z', 'intent', 2)]);
      expect(await store.find('a')).toEqual(record('a', 'done', 1));
      expect(await store.find('б/2 \n')).toEqual(record('б/2 \n', 'intent', data));
      expect(await store.find('c')).toEqual(record('c', 'refused'));
      for (const key of ['A', 'a ', 'б/2', '', '%', '_', "'"]) expect(await store.find(key)).toBeUndefined();
      store = await again(store);
    }
  });

  it('takes a key that was refused again', async () => {
    let store = make();
    for (const one of [record('a', 'intent', 1), record('a', 'refused', 2), record('a', 'intent', 3)])
      await store.append([one]);
    store = await again(store);
    expect(await store.pending()).toEqual([record('a', 'intent', 3)]);
    await store.append([record('a', 'done', 4)]);
    expect(await store.pending()).toEqual([]);
    store = await again(store);
    expect(await store.find('a')).toEqual(record('a', 'done', 4));
  });

  it('replaces a key within one call', async () => {
    const store = await again(make());
    await store.append([record('a', 'intent'), record('b', 'intent'), record('a', 'done', 2)]);
    await store.append([]);
    expect(await store.find('a')).toEqual(record('a', 'done', 2));
    expect(await (await again(store)).pending()).toEqual([record('b', 'intent')]);
  });

  it('takes records as they were at the call, and gives copies', async () => {
    const store = make();
    const data = { sum: 1 };
    const records = [record('a', 'intent', data)];
    const appended = store.append(records);
    data.sum = 2;
    records.push(record('b', 'intent'));
    await appended;
    data.sum = 3;
    const [found] = await store.pending();
    expect(found).toEqual(record('a', 'intent', { sum: 1 }));
    (found?.data as { sum: number }).sum = 4;
    expect(await store.find('a')).toEqual(record('a', 'intent', { sum: 1 }));
    expect(await store.find('b')).toBeUndefined();
  });

  it('takes many calls at the same time', async () => {
    const store = make();
    const keys = Array.from({ length: 40 }, (_, index) => `order-${index}`);
    await Promise.all(
      keys.map((key) => store.append([record(key, 'intent'), record(`${key}/x`, 'done', key)])),
    );
    await Promise.all(
      keys.map(async (key, index) => {
        if (index % 3) await store.append([record(key, 'done', index)]);
        expect(await store.find(`${key}/x`)).toEqual(record(`${key}/x`, 'done', key));
      }),
    );
    const left = keys.filter((_, index) => index % 3 === 0);
    expect((await (await again(store)).pending()).map(({ key }) => key).sort()).toEqual(left.sort());
  });

  it('takes nothing and tells nothing after it was closed, until it is opened again', async () => {
    const store = make();
    await store.pending();
    const last = store.append([record('b', 'intent')]);
    const closing = store.close();
    await expect(store.append([record('c', 'intent')])).rejects.toMatchObject(closed);
    await expect(store.find('b')).rejects.toMatchObject(closed);
    await Promise.all([last, closing, store.close()]);
    expect(await store.pending()).toEqual([record('b', 'intent')]);
    expect(await store.find('b')).toEqual(record('b', 'intent'));
  });

  it('refuses what it could not give back, and the records beside it', async () => {
    const store = make();
    const circle: unknown[] = [];
    circle.push(circle);
    const wrong: Array<[unknown, string]> = [
      [record('', 'done'), 'key'],
      [{ ...record('a', 'done'), key: 5 }, 'key'],
      [{ ...record('a', 'done'), state: 'finished' }, 'state'],
      [record('a', 'done', null, Number.NaN), 'at'],
      [record('a', 'done', 10n), 'data'],
      [record('a', 'done', circle), 'data'],
    ];
    for (const [value, path] of wrong) {
      const records = [record('beside', 'intent'), value as JournalRecord];
      await expect(store.append(records)).rejects.toMatchObject({ code: 'INVALID', problems: [{ path }] });
    }
    expect(await store.pending()).toEqual([]);
    expect(await store.find('beside')).toBeUndefined();
  });

  it.runIf(forgets)(
    'forgets finished keys that are too old, but for a hundred, and never one in doubt',
    async () => {
      const store = make({ keepDays: 3 });
      const now = Date.now();
      const old = Array.from({ length: 120 }, (_, index) =>
        record(`old-${index}`, index % 2 ? 'done' : 'refused', index, now - 5 * DAY),
      );
      const recent = [record('doubt', 'intent', 0, now - 9 * DAY), record('new', 'done', 0, now - 2 * DAY)];
      await store.append([...recent, ...old]);
      const opened = await again(store);
      expect(await opened.pending()).toEqual(recent.slice(0, 1));
      expect(await opened.find('new')).toEqual(recent[1]);
      for (const [index, one] of old.entries()) {
        expect(await opened.find(one.key)).toEqual(index < 20 ? undefined : one);
      }
    },
  );
}
