import { VirtualClock } from 'atol-kkt/emulator';
import { expect, test } from 'vitest';
import { Gate, hashPassword, newPassword, passwordMatches } from '../../src/people/index.js';
import { onEveryStore } from '../support/stores.js';

test('a password is known by its hash only', async () => {
  const password = newPassword();
  const hash = await hashPassword(password);
  expect(hash).not.toContain(password);
  expect(await passwordMatches(password, hash)).toBe(true);
  expect(await passwordMatches(`${password}x`, hash)).toBe(false);
  expect(await passwordMatches('', 'rubbish')).toBe(false);
});

onEveryStore('gate', (open) => {
  test('asking at the same time is no way around the limit; many workers of one shop are let in', async () => {
    const store = await open('gate-at-once');
    const clock = new VirtualClock({ now: 1_800_000_000_000 });
    const rest = { name: '', role: 'shop', groups: undefined, disabled: false, createdAt: 0 } as const;
    await store.people.saveUser({ ...rest, login: 'shop', passwordHash: await hashPassword('right') });
    const gate = new Gate({ store, clock, guesses: 3 });
    const workers = await Promise.all(
      Array.from({ length: 20 }, () => gate.enter('shop', 'right', '10.0.0.1')),
    );
    expect(workers.every((entry) => 'user' in entry)).toBe(true);
    const guesses = await Promise.all(
      Array.from({ length: 20 }, (_, n) => gate.enter('shop', `guess ${n}`, '10.0.0.2')),
    );
    const refused = guesses.map((entry) => ('refused' in entry ? entry.refused : 'in'));
    expect(refused.filter((why) => why === 'wrong')).toHaveLength(3);
    expect(refused.filter((why) => why === 'blocked')).toHaveLength(17);
    await store.close();
  });

  test('guessing from one address ends soon, and hinders nobody else', async () => {
    const store = await open('gate');
    const clock = new VirtualClock({ now: 1_800_000_000_000 });
    const gate = new Gate({ store, clock, guesses: 2 });
    const user = {
      login: 'shop',
      name: 'Shop',
      role: 'shop',
      passwordHash: await hashPassword('right'),
      groups: ['g'],
      disabled: false,
      createdAt: 0,
    } as const;
    await store.people.saveUser(user);
    expect(await gate.enter('shop', 'right', '10.0.0.1')).toMatchObject({ user: { login: 'shop' } });
    for (const guess of ['a', 'b']) {
      expect(await gate.enter('shop', guess, '10.0.0.2')).toEqual({ refused: 'wrong' });
    }
    expect(await gate.enter('shop', 'd', '10.0.0.2')).toEqual({ refused: 'blocked' });
    expect(await gate.enter('shop', 'right', '10.0.0.1')).toMatchObject({ user: { login: 'shop' } });
    const other = new Gate({ store, clock, guesses: 2 });
    expect(await other.enter('shop', 'right', '10.0.0.2'), 'in another process').toEqual({
      refused: 'blocked',
    });
    await clock.advance(15 * 60_000 + 1);
    expect(await other.enter('shop', 'right', '10.0.0.2')).toMatchObject({ user: { login: 'shop' } });
    await store.people.saveUser({ ...user, disabled: true });
    expect(await gate.enter('shop', 'right', '10.0.0.1')).toEqual({ refused: 'blocked' });
    expect(await gate.enter('nobody', 'right', '10.0.0.1')).toEqual({ refused: 'wrong' });
    await store.close();
  });
});
