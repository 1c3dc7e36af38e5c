import { describe, expect, it } from 'vitest';
import { measure, runCase, type Setting } from './case.js';
import type { Fault, FaultKind } from './flaky-line.js';

/** Every byte with EXHAUSTIVE=1; else every so many. */
const step = process.env['EXHAUSTIVE'] ? 1 : 41;

const settings: Setting[] = [true, false].flatMap((used) =>
  [true, false].flatMap((forgetful) =>
    (['async', 'sync'] as const).flatMap((answers) =>
      (['serial', 'buffered'] as const).map((exchange) => ({ used, forgetful, answers, exchange })),
    ),
  ),
);

describe.each(settings)('used $used, forgetful $forgetful, $answers, $exchange', (setting) => {
  it.each<FaultKind>(['cut', 'silent', 'down'])(
    '%s at sampled bytes leaves one document or none',
    async (kind) => {
      const total = await measure(setting);
      const wrong: string[] = [];
      for (const dir of ['out', 'in'] as const) {
        for (let at = 0; at < total[dir]; at += step) {
          const fault: Fault = { kind, dir, at };
          const verdict = await runCase(setting, fault);
          if (verdict.wrong) wrong.push(`${dir} ${at}: ${verdict.outcome}, ${verdict.wrong}`);
        }
      }
      expect(wrong).toEqual([]);
    },
  );
});
