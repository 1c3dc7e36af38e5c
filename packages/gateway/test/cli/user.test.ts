import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { user } from '../../src/cli/user-command.js';
import { passwordMatches } from '../../src/people/index.js';
import { openSqlite } from '../../src/store/index.js';

const folder = mkdtempSync(join(tmpdir(), 'gateway-user-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('user add makes a person for the cabinet, and gives a new password when it is there', async () => {
  const config = join(folder, 'gateway.yaml');
  const database = join(folder, 'gateway.db');
  writeFileSync(config, `store: ${database}\ngroups: [{ name: shop }]\n`);
  const add = async (...more: string[]): Promise<string> => {
    let said = '';
    await user(['add', 'anna', '--config', config, ...more], (text) => {
      said += text;
    });
    return /Пароль: (\S{24})$/.exec(said)?.[1] ?? '';
  };
  const first = await add('--name', 'Анна', '--role', 'operator', '--groups', 'shop');
  const second = await add();
  const store = await openSqlite(database);
  const anna = await store.people.user('anna');
  await store.close();
  expect(anna).toMatchObject({ name: 'Анна', role: 'operator', groups: ['shop'], disabled: false });
  expect(await passwordMatches(second, anna?.passwordHash ?? '')).toBe(true);
  expect(await passwordMatches(first, anna?.passwordHash ?? '')).toBe(false);
  await expect(add('--role', 'king')).rejects.toThrow('--role: одно из administrator, operator, viewer');
  await expect(user(['add'], () => {})).rejects.toThrow('Укажите логин');
});
