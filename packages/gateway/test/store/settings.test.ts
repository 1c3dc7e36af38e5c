import { expect, test } from 'vitest';
import { onEveryStore } from '../support/stores.js';

onEveryStore('values', (open) => {
  test('processes agree on the value that was there first', async () => {
    const store = await open('agree');
    const found = await Promise.all(['a', 'b', 'c'].map((key) => store.settings.agree('key', { key })));
    expect(new Set(found.map(({ key }) => key)).size).toBe(1);
    expect(await store.settings.agree('key', { key: 'late' })).toEqual(found[0]);
    expect(await store.settings.value('key')).toEqual(found[0]);
    await store.close();
  });
});
