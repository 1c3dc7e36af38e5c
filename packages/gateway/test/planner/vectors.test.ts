import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import {
  erlangC,
  fnLifeDays,
  meanWait,
  meanWaitRandomService,
  outageOutcome,
  registersForAvailability,
  registersForBurst,
  registersForFnLife,
  registersForWait,
  simulate,
  singleRegisterWaitShare,
  tailRatePerSecond,
  waitBoundSeconds,
} from '../../src/planner/index.js';

interface Vectors {
  readonly D: number;
  readonly queue: readonly Record<
    | 'lambda_'
    | 'c'
    | 'rho'
    | 'erlangC'
    | 'wq_mmc'
    | 'wq_mdc_approx'
    | 'theta'
    | 'sim_mean'
    | 'sim_p99'
    | 'sim_p999',
    number
  >[];
  readonly min_c: readonly Record<'lambda_' | 'T' | 'eps' | 'c', number>[];
  readonly binomial: readonly Record<'need' | 'availability' | 'target' | 'N', number>[];
  readonly burst: readonly Record<'lambda_peak' | 'T' | 'Tp' | 'c', number>[];
  readonly fn: readonly Record<'receipts_per_day' | 'life_days' | 'N', number>[];
  readonly md1_cdf: readonly Record<'lambda_' | 't' | 'P', number>[];
}

const vectors = JSON.parse(readFileSync(new URL('./vectors.json', import.meta.url), 'utf8')) as Vectors;
const { D } = vectors;
const near = (value: number, expected: number): void => expect(Math.abs(value - expected)).toBeLessThan(1e-6);

test.each(vectors.queue)('$lambda_/s on $c registers: waits to 1e-6', (row) => {
  near((row.lambda_ * D) / row.c, row.rho);
  near(erlangC(row.c, row.lambda_ * D), row.erlangC);
  near(meanWaitRandomService(row.lambda_, row.c, D), row.wq_mmc);
  near(meanWait(row.lambda_, row.c, D), row.wq_mdc_approx);
  const theta = tailRatePerSecond(row.lambda_, row.c, D);
  near(theta, row.theta);
  // The bounds hold for the long simulations of the table.
  expect(row.sim_p99).toBeLessThanOrEqual(waitBoundSeconds(theta, 0.01));
  expect(row.sim_p999).toBeLessThanOrEqual(waitBoundSeconds(theta, 0.001));
});

test('registers for a promise of waits, for bursts, for failures, for the life of FNs', () => {
  for (const { lambda_: ratePerSecond, T: waitSeconds, eps: lateShare, c } of vectors.min_c) {
    expect(registersForWait({ ratePerSecond, serviceSeconds: D, waitSeconds, lateShare })).toBe(c);
  }
  for (const { need, availability, target, N } of vectors.binomial) {
    expect(registersForAvailability(need, availability, target)).toBe(N);
  }
  for (const { lambda_peak: peakPerSecond, T: waitSeconds, Tp: peakSeconds, c } of vectors.burst) {
    expect(registersForBurst({ peakPerSecond, peakSeconds, serviceSeconds: D, waitSeconds })).toBe(c);
  }
  for (const { receipts_per_day: receiptsPerDay, life_days, N } of vectors.fn) {
    expect(registersForFnLife({ receiptsPerDay }, life_days)).toBe(N);
  }
  for (const { lambda_, t, P } of vectors.md1_cdf) near(singleRegisterWaitShare(lambda_, D, t), P);
});

test('an outage, the life of an FN', () => {
  const outage = { ratePerSecond: 54, registers: 50, failed: 5, serviceSeconds: D, waitSeconds: 300 };
  const { growthPerSecond, backlog, waitSeconds, longestSeconds } = outageOutcome(outage, 600);
  near(growthPerSecond, 4);
  near(backlog, 2400);
  near(waitSeconds, 48);
  near(longestSeconds, 3750);
  expect(fnLifeDays({ receiptsPerDay: 10_000 }, 8, 470)).toBeCloseTo(199.68, 2);
  expect(fnLifeDays({ receiptsPerDay: 500 }, 1, 470)).toBe(466);
  expect(registersForFnLife({ receiptsPerDay: 50 * 86_400, serviceDocumentsPerDay: 0 }, 180)).toBe(3111);
});

test.each(vectors.queue.filter(({ rho }) => rho <= 0.9))(
  'played 200 000 receipts, $lambda_/s on $c registers: the mean within 10 %, the tail under its bound',
  ({ lambda_, c }) => {
    const played = simulate({
      ratePerSecond: lambda_,
      registers: c,
      serviceSeconds: D,
      seconds: 200_000 / lambda_,
    });
    const expected = vectors.queue.find((row) => row.lambda_ === lambda_ && row.c === c)?.sim_mean ?? 0;
    expect(Math.abs(played.meanWaitSeconds / expected - 1)).toBeLessThan(0.1);
    const theta = tailRatePerSecond(lambda_, c, D);
    for (const share of [0.1, 0.01, 0.001]) {
      const over = played.shareOver(waitBoundSeconds(theta, share));
      expect(over).toBeLessThanOrEqual(share + 3 * Math.sqrt((share * (1 - share)) / played.receipts));
    }
  },
);
