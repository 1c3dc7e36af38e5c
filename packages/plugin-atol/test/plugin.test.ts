import { type KitSetup, kitText, runKit } from 'fiscal-plugin/testing';
import { describe, expect, it } from 'vitest';
import { built } from './support/built.js';

const { file, child } = await built();

const setup: KitSetup = {
  id: 'ru-atol',
  settings: { emulate: true, taxation: 'osn', signMs: 0 },
  wrongSettings: [{ url: 'ftp://x' }, { emulate: 'yes' }, { taxation: 'none' }, { port: 1 }],
  noDevice: { url: 'tcp://127.0.0.1:1' },
  slowDevice: { emulate: true, taxation: 'osn', signMs: 400 },
  languages: ['ru', 'en'],
};

describe('Russia over the contract', () => {
  it('passes the whole conformance kit', async () => {
    const report = await runKit({ file, setup, child: { entry: child }, quick: true });
    expect(kitText(report)).toContain('12 passed, 0 failed, 0 skipped');
  });
});
