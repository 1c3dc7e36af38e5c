import { readFileSync } from 'node:fs';
import { type KitSetup, kitText, runKit } from 'fiscal-plugin/testing';
import { describe, expect, it } from 'vitest';
import { built } from './support/built.js';

const { file, child } = await built();

const setup: KitSetup = JSON.parse(
  readFileSync(new URL('../fiscal-plugin.kit.json', import.meta.url), 'utf8'),
);

describe('Russia over the contract', () => {
  it('passes the whole conformance kit', async () => {
    const report = await runKit({ file, setup, child: { entry: child }, quick: true });
    expect(kitText(report)).toContain('13 passed, 0 failed, 0 skipped');
  });
});
