import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { localNow } from '../src/host/clock.js';
import { StorageFolder } from '../src/host/services/storage.js';
import { dayIn, idempotent, jsonLines, type Outcome, refused } from '../src/index.js';
import { temporary } from './support/tills.js';

it('the clock of the services has the offset of the computer', () => {
  const moment = '2029-12-31T23:30:00.250Z';
  for (const [minutes, local] of [
    [60, '2030-01-01T00:30:00.250+01:00'],
    [-210, '2029-12-31T20:00:00.250-03:30'],
    [0, '2029-12-31T23:30:00.250+00:00'],
  ] as const) {
    const date = Object.assign(new Date(moment), { getTimezoneOffset: () => -minutes });
    expect(localNow(date)).toBe(local);
    expect(Date.parse(local)).toBe(Date.parse(moment));
  }
  expect(localNow()).toMatch(/^\d{4}-\d{2}-\d{2}T[\d:.]{12}[+-]\d{2}:\d{2}$/);
});

it('the day of a moment is that of the country', () => {
  for (const [moment, zone, day] of [
    ['2029-12-31T23:30:00Z', 'Europe/Bratislava', '2030-01-01'],
    ['2029-12-31T23:30:00Z', 'America/New_York', '2029-12-31'],
    ['2030-01-01T00:30:00+05:00', 'Europe/Bratislava', '2029-12-31'],
  ] as const) {
    expect(dayIn(moment, zone)).toBe(day);
  }
  expect(() => dayIn('yesterday', 'Europe/Bratislava')).toThrow(RangeError);
});

it('a line that a power cut tore takes nothing with it', async () => {
  const folder = temporary();
  const storage = new StorageFolder(folder);
  await storage.append('journal/a', '{"number":1}');
  appendFileSync(join(folder, 'journal', 'a'), '{"num');
  expect(jsonLines(await storage.read('journal/a'))).toEqual([{ number: 1 }]);
  await storage.append('journal/a', '{"number":2}');
  await storage.append('journal/a', '{"number":3}');
  expect(jsonLines(await storage.read('journal/a'))).toEqual([{ number: 1 }, { number: 2 }, { number: 3 }]);
  expect(await storage.list('journal')).toEqual(['a']);
  expect(await storage.list(undefined)).toEqual(['journal/a']);
  expect(jsonLines(undefined)).toEqual([]);
});

it('a queued document becomes accepted, and nothing else', async () => {
  const keys = idempotent(new StorageFolder(temporary()));
  const made = (authority: 'queued' | 'accepted', id = '1'): Outcome => ({
    outcome: 'done',
    document: { id, at: '2030-01-01T00:00:00Z', marks: {}, authority },
  });
  await keys.once('k', async () => made('queued'));
  for (const looked of [refused('device', 'not-made', 'lost'), made('accepted', '2'), made('queued')]) {
    expect(await keys.resolve('k', async () => looked)).toEqual(made('queued'));
  }
  expect(await keys.resolve('k', async () => made('accepted'))).toEqual(made('accepted'));
  expect(await keys.once('k', async () => made('accepted', '3'))).toEqual(made('accepted'));
  // A refusal made nothing, so that the key may try again.
  const no = refused('device', 'no-paper', 'no paper');
  expect(await keys.once('n', async () => no)).toEqual(no);
  expect(await keys.once('n', async () => made('accepted', '4'))).toEqual(made('accepted', '4'));
});
