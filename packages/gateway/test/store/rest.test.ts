import { randomUUID } from 'node:crypto';
import { afterEach, expect, test } from 'vitest';
import type { NewJob, Store } from '../../src/store/index.js';
import { sale } from '../support/receipts.js';
import { onEveryStore } from '../support/stores.js';

const T0 = 1_800_000_000_000;

onEveryStore('people, settings, callbacks', (open) => {
  let store: Store;
  afterEach(() => store.close());

  test('users, sessions, guesses', async () => {
    store = await open('people');
    const { people } = store;
    const user = {
      login: 'ivan',
      name: 'Иван',
      role: 'operator' as const,
      passwordHash: 'x',
      groups: ['shop'],
      disabled: false,
      createdAt: T0,
    };
    await people.saveUser(user);
    await people.saveUser({ ...user, name: 'Иван Петрович', disabled: true });
    expect(await people.users()).toEqual([{ ...user, name: 'Иван Петрович', disabled: true }]);
    const session = {
      id: 's',
      login: 'ivan',
      kind: 'token' as const,
      createdAt: T0,
      expiresAt: T0 + 10,
      data: { a: 1 },
    };
    await people.saveSession(session);
    expect(await people.session('s', T0 + 9)).toEqual(session);
    expect(await people.session('s', T0 + 10)).toBeUndefined();
    await people.guess('ivan', T0);
    await people.guess('ivan', T0 + 5);
    expect(await people.guesses('ivan', T0 + 1)).toBe(1);
    expect(await people.removeUser('ivan')).toBe(true);
    expect(await people.session('s', T0)).toBeUndefined();
    expect(await people.user('ivan')).toBeUndefined();
  });

  test('what was done by hand is found again, newest first', async () => {
    store = await open('audit');
    for (const action of ['a', 'b', 'c']) {
      await store.people.audit({
        at: T0,
        login: 'ivan',
        action,
        target: 'r1',
        from: '::1',
        details: { action },
      });
    }
    const all = await store.people.audits({ target: 'r1', limit: 2 });
    expect(all.map(({ action }) => action)).toEqual(['c', 'b']);
    expect((await store.people.audits({ before: all[1]?.id })).map(({ details }) => details)).toEqual([
      { action: 'a' },
    ]);
  });

  test('groups and registers, their revision, values', async () => {
    store = await open('settings');
    const { settings } = store;
    const before = await settings.revision();
    await settings.saveGroup({ name: 'shop', origin: 'config', data: { inn: '1' } });
    await settings.saveRegisters([
      { name: 'r', group: 'shop', origin: 'hand', data: { address: 'tcp://a:1' } },
    ]);
    expect(await settings.revision()).toBe(before + 2);
    expect(await settings.registers()).toEqual([
      { name: 'r', group: 'shop', origin: 'hand', data: { address: 'tcp://a:1' } },
    ]);
    expect(await settings.removeGroup('shop')).toBe(false);
    expect(await settings.removeRegister('r')).toBe(true);
    expect(await store.lanes.get('r')).toBeUndefined();
    expect(await settings.removeGroup('shop')).toBe(true);
    await settings.setValue('x', { deep: [1] });
    expect(await settings.value('x')).toEqual({ deep: [1] });
    expect(await settings.value('y')).toBeUndefined();
  });

  test('a callback is taken by one, comes back when that one says nothing, and ends', async () => {
    store = await open('outbox');
    const job: NewJob = {
      uuid: randomUUID(),
      group: 'shop',
      externalId: 'a',
      origin: 'online',
      receipt: sale(),
      type: 'sell',
      totalKopecks: 1,
      vats: [],
      contact: undefined,
      acceptedAt: T0,
      expiresAt: T0,
      callbackUrl: 'https://shop.example/',
      meta: undefined,
      relatedTo: undefined,
    };
    await store.jobs.accept(job);
    await store.jobs.expire(T0);
    expect(await store.outbox.take(T0 + 999, 10, 5000)).toEqual([]);
    const [taken] = await store.outbox.take(T0 + 1000, 10, 5000);
    expect(taken).toMatchObject({ uuid: job.uuid, attempts: 0, url: job.callbackUrl });
    expect(await store.outbox.take(T0 + 5999, 10, 5000)).toEqual([]);
    const [again] = await store.outbox.take(T0 + 6000, 10, 5000);
    expect(again?.attempts).toBe(1);
    await store.outbox.retry(again?.id ?? 0, T0 + 20_000, 'HTTP 500');
    expect(await store.outbox.of(job.uuid)).toMatchObject([
      { state: 'due', error: 'HTTP 500', dueAt: T0 + 20_000 },
    ]);
    await store.outbox.sent(again?.id ?? 0, T0 + 21_000);
    expect(await store.outbox.take(T0 + 99_000, 10, 5000)).toEqual([]);
    expect(await store.outbox.again(job.uuid, T0 + 100_000)).toBe(true);
    expect(await store.outbox.take(T0 + 100_000, 10, 5000)).toHaveLength(1);
  });
});
