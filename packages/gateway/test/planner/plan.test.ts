import { expect, test } from 'vitest';
import { plan, replacementCalendar, simulate } from '../../src/planner/index.js';

test('a plan says how many registers and why', () => {
  const small = plan({ peakPerSecond: 0.2, receiptsPerDay: 2000 });
  expect(small).toMatchObject({ working: 1, registers: 2, limit: 'throughput' });
  const large = plan({ peakPerSecond: 50, receiptsPerDay: 400_000, fnLifeDays: 60 });
  expect(large.working).toBe(53);
  expect(large.limit).toBe('fn');
  expect(large.fn.lifeDays).toBeGreaterThanOrEqual(60);
  const rush = plan({ peakPerSecond: 5, receiptsPerDay: 1000, burst: { perSecond: 100, seconds: 600 } });
  expect(rush.needs.burst).toBe(67);
  expect(rush.limit).toBe('burst');
  expect(plan({ peakPerSecond: 5, receiptsPerDay: 1000, availability: 0.9 }).limit).toBe('failures');
  expect(rush.burst?.longestWaitSeconds).toBeLessThanOrEqual(300);
});

test('what a plan promises is what a play shows', () => {
  const promise = plan({ peakPerSecond: 20, receiptsPerDay: 100_000, waitSeconds: 3, lateShare: 1e-3 });
  const played = simulate({
    ratePerSecond: 20,
    registers: promise.working,
    serviceSeconds: promise.serviceSeconds,
    seconds: 10_000,
  });
  expect(played.quantile(0.99)).toBeLessThanOrEqual(promise.waits.p99Seconds);
  expect(played.shareOver(3)).toBeLessThanOrEqual(1e-3);
});

test('an outage of a play ends as the formula says', () => {
  const played = simulate({
    ratePerSecond: 54,
    registers: 50,
    serviceSeconds: 0.9,
    seconds: 600,
    outages: [{ atSecond: 0, seconds: 600, registers: 5 }],
  });
  expect(played.longestWaitSeconds).toBeGreaterThan(40);
  expect(played.longestWaitSeconds).toBeLessThan(56);
});

test('numbers that make no sense are refused', () => {
  expect(() => plan({ peakPerSecond: -1, receiptsPerDay: 1 })).toThrow(/peakPerSecond/);
  expect(() => plan({ peakPerSecond: 1, receiptsPerDay: 1, lateShare: 0 })).toThrow(/lateShare/);
  expect(() => plan({ peakPerSecond: Number.NaN, receiptsPerDay: 1 })).toThrow(/peakPerSecond/);
});

test('replacements go in batches, do not overlap, and are early enough', () => {
  const registers = Array.from({ length: 10 }, (_, n) => ({ name: `r${n}`, daysLeft: 20 + n * 3 }));
  const visits = replacementCalendar(registers, { batch: 3 });
  expect(visits.map((visit) => visit.registers.length)).toEqual([3, 3, 3, 1]);
  for (const [index, { day, registers: names }] of visits.entries()) {
    const next = visits[index + 1];
    if (next) expect(next.day).toBeGreaterThanOrEqual(day + 2);
    for (const name of names) {
      const left = registers.find((one) => one.name === name)?.daysLeft ?? 0;
      expect(day + 2).toBeLessThanOrEqual(left - 4);
    }
  }
  expect(replacementCalendar([{ name: 'late', daysLeft: 3 }], { batch: 1 })[0]).toMatchObject({
    day: 0,
    overdue: true,
  });
  expect(replacementCalendar([{ name: 'far', daysLeft: 900 }], { batch: 1 })).toEqual([]);
});
