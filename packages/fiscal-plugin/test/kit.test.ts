import { describe, expect, it } from 'vitest';
import { FINDINGS, type FindingCode, type KitSetup, kitText, runKit } from '../src/testing/index.js';
import { built } from './support/built.js';

const { child, plugin } = await built();

describe('the conformance kit', () => {
  it('passes a plug-in that keeps the contract', async () => {
    const setup: KitSetup = {
      id: 'xx-good',
      settings: { device: 'ok' },
      wrongSettings: [{ device: 'toaster' }, {}],
      noDevice: { device: 'off' },
      slowDevice: { device: 'slow' },
    };
    const report = await runKit({ file: plugin('good'), setup, child: { entry: child }, quick: true });
    expect(kitText(report)).toContain('13 passed, 0 failed, 0 skipped');
  });

  const faults: [how: string, code: FindingCode, only: string][] = [
    ['throws', 'threw', 'day'],
    ['hangs', 'hung', 'day'],
    ['loops', 'loops', 'day'],
    ['leaks', 'leaks', 'memory'],
    ['answers-twice', 'answered-twice', 'sums'],
    ['loses-keys', 'loses-keys', 'same-key'],
    ['floats', 'float-in-answer', 'sums'],
    ['numbers-as-ids', 'bad-answer', 'day'],
    ['wrong-version', 'wrong-version', 'describe'],
    ['exits', 'crashed', 'day'],
    ['mixes-keys', 'mixes-keys', 'different-keys'],
    ['changes-documents', 'changes-document', 'same-key'],
    ['prints-twice', 'prints-twice', 'day'],
  ];
  it.each(faults)('names the fault of a plug-in that %s: %s', async (how, code, only) => {
    const report = await runKit({
      file: plugin('broken'),
      setup: { id: 'xx-broken', settings: {} },
      only: ['describe', only],
      limits: {
        documentMs: how === 'hangs' || how === 'loops' ? 300 : 20_000,
        startMs: 20_000,
        // One that loops never answers; a healthy one of a busy computer must have its time.
        probeMs: how === 'loops' ? 500 : 20_000,
      },
      child: { entry: child, env: { BROKEN: how } },
    });
    const codes = report.cases.flatMap(({ findings }) => findings.map((finding) => finding.code));
    expect(codes, kitText(report)).toContain(code);
    for (const language of ['en', 'ru'] as const) {
      // Named before what came of it, once, in words.
      const [named] = kitText(report, language)
        .split('\n')
        .filter((line) => /^ {10}\S/.test(line));
      expect(named?.trim()).toBe(`${code}: ${FINDINGS[code][language]}`);
    }
  });
});
