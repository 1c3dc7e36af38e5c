import type { RegisterStatus } from 'atol-kkt';
import { expect, test } from 'vitest';
import { judge, type Seen } from '../../src/fleet/lane/look.js';
import { isShiftDue } from '../../src/fleet/lane/shift-care.js';
import { wallMs } from '../../src/fleet/terms/clock-zone.js';
import { groupOf } from '../../src/fleet/terms/options.js';

const NOW = Date.UTC(2026, 10, 30, 12);
const group = groupOf({ name: 'shop', inn: '7707083893', timeZone: 'UTC', taxations: ['osn'] });
const register = { name: 'r', group: 'shop', address: 'tcp://a:1' };

const status = {
  dateTime: '2026-11-30T12:00:00',
  fiscal: true,
  paperPresent: true,
  coverOpen: false,
  drawerOpen: false,
  mode: 1,
  submode: 0,
  shift: { state: 'open', number: 5, dateTime: '2026-12-01T10:00:00', openedAt: undefined, ageMs: undefined },
  receipt: { open: false, type: 0, sumKopecks: 0 },
  fn: {
    number: '9999078900000001',
    phase: 'fiscal',
    lastDocument: 1000,
    warnings: {
      replaceUrgently: false,
      resourceNearEnd: false,
      memoryNearFull: false,
      ofdTimeout: false,
      critical: false,
    },
  },
  lastDocument: undefined,
  cashKopecks: 0,
} as unknown as RegisterStatus;
const ofd = {
  connected: true,
  messageWaiting: false,
  waitingForTicket: false,
  commandFromOfd: false,
  settingsChanged: false,
  waitingForAnswer: false,
  reading: false,
  unsentCount: 1,
  firstUnsent: 1,
  firstUnsentDateTime: '2026-11-30T11:00',
};
const seen: Seen = { status, ofd, validUntil: '2027-11-30', registration: undefined };

const codes = (change: Partial<Seen>, at = NOW): string[] =>
  judge({ ...seen, ...change }, register, group, at, undefined).problems.map(
    ({ code, blocking }) => `${code}${blocking ? '!' : ''}`,
  );

test('a register that is well has no problems', () => {
  expect(codes({})).toEqual([]);
  const { shift, fn } = judge(seen, register, group, NOW, undefined);
  expect(shift?.endsAt).toBe(NOW + 22 * 3_600_000);
  expect(fn).toMatchObject({ documents: 1000, capacity: 250_000, endsBy: 'keys' });
  expect(Math.round(fn?.daysLeft ?? 0)).toBe(366);
});

test.each<[string, Partial<Seen>, string[]]>([
  ['unsent for four days', { ofd: { ...ofd, firstUnsentDateTime: '2026-11-26T11:00' } }, ['unsentOld']],
  ['unsent for three weeks', { ofd: { ...ofd, firstUnsentDateTime: '2026-11-09T11:00' } }, ['unsentTooOld!']],
  ['keys end in two weeks', { validUntil: '2026-12-14' }, ['fnExpires']],
  ['keys end today', { validUntil: '2026-11-30' }, ['fnExpired!']],
  ['no paper', { status: { ...status, paperPresent: false } }, ['noPaper!']],
  ['an old shift', { status: { ...status, shift: { ...status.shift, state: 'expired' } } }, ['shiftExpired']],
  ['no FN', { status: { ...status, fn: undefined } }, ['noFn!']],
  ['a clock ten minutes ahead', { status: { ...status, dateTime: '2026-11-30T12:10:00' } }, ['clockDrift']],
])('%s', (_, change, expected) => {
  expect(codes(change)).toEqual(expected);
});

test('the fill of an FN: a warning, then the end with its spare documents', () => {
  const filled = (lastDocument: number) =>
    codes({ status: { ...status, fn: { ...(status.fn as NonNullable<typeof status.fn>), lastDocument } } });
  expect(filled(199_999)).toEqual([]);
  expect(filled(200_000)).toEqual(['fnNearlyFull']);
  expect(filled(249_899)).toEqual(['fnNearlyFull']);
  expect(filled(249_900)).toEqual(['fnFull!']);
});

test('days left follow what the register issues', () => {
  const at = (documents: number, days: number, before: Parameters<typeof judge>[4]) => ({
    state: 'online' as const,
    at: NOW + days * 86_400_000,
    ...judge(
      {
        ...seen,
        status: {
          ...status,
          fn: { ...(status.fn as NonNullable<typeof status.fn>), lastDocument: documents },
        },
      },
      register,
      group,
      NOW + days * 86_400_000,
      before,
    ),
  });
  let health = at(1000, 0, undefined);
  for (let day = 1; day <= 40; day++) health = at(1000 + 2000 * day, day, health);
  expect(health.fn?.documentsPerDay).toBeGreaterThan(1900);
  expect(health.fn?.documentsPerDay).toBeLessThanOrEqual(2001);
  expect(health.fn?.endsBy).toBe('documents');
});

test('a shift is due in the preferred hour, and before it is a day old', () => {
  const health = (endsAt: number) => ({
    state: 'online' as const,
    problems: [],
    at: NOW,
    shift: { state: 'open' as const, number: 1, endsAt },
  });
  const day = 86_400_000;
  const four = Date.UTC(2026, 11, 1, 4);
  expect(isShiftDue('r', health(NOW + day), group, NOW)).toBe(false);
  expect(isShiftDue('r', health(NOW + day), group, four + 3_600_000)).toBe(true);
  // It was opened in this hour already.
  expect(isShiftDue('r', health(four + 3_500_000 + day), group, four + 3_600_000)).toBe(false);
  expect(isShiftDue('r', health(NOW + 60_000), group, NOW)).toBe(true);
});

test.each(['Europe/Moscow', 'Asia/Kamchatka', 'Europe/Berlin', 'America/St_Johns', 'Asia/Kathmandu'])(
  'the wall clock of %s, also when it is changed',
  (timeZone) => {
    const shown = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' });
    // The nights of a year in which clocks are changed in Europe and America, and one in which none is.
    for (const day of ['2026-03-08', '2026-03-29', '2026-10-25', '2026-11-01', '2026-12-01']) {
      const from = Date.parse(`${day}T00:00:00Z`);
      for (let at = from; at < from + 86_400_000; at += 7 * 60_000 + 1001) {
        expect(new Date(wallMs(at, timeZone)).toISOString().slice(0, 19).replace('T', ' ')).toBe(
          shown.format(at),
        );
      }
    }
  },
);
