import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { driverErrors, toTaskError } from '../../src/json/index.js';
import { deviceError } from '../../src/protocol/index.js';
import { p5Error } from '../../src/protocol/p5/index.js';

interface Said {
  readonly status?: number;
  readonly extended?: number;
  readonly deviceCode?: string;
  readonly code: number;
  readonly text: string;
}

const said = readFileSync('test/golden/driver-errors.jsonl', 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Said);
/** Its texts of a tag that was refused say what was wrong with it; ours too, in other words. */
const FISCAL_PROPERTY_WRITE = 148;

it('tells errors of a register by the numbers and in the words of the driver', () => {
  expect(said.length).toBe(332);
  for (const { status = 0, extended, deviceCode, code, text } of said) {
    const error = toTaskError(deviceCode === undefined ? deviceError(status, extended) : p5Error(deviceCode));
    const which = deviceCode ?? `${status.toString(16)} ${extended?.toString(16)}`;
    expect([which, error.code], which).toEqual([which, code]);
    if (code !== FISCAL_PROPERTY_WRITE || deviceCode)
      expect([which, error.description]).toEqual([which, text]);
  }
});

it('has Russian words for every number, one text each', () => {
  const texts = driverErrors().map(({ description }) => description);
  expect(texts.length).toBeGreaterThan(300);
  for (const text of texts) expect(text).toMatch(/^[А-ЯЁ]/);
  // The driver itself has one text for two of its numbers.
  const twice = texts.filter((text, index) => texts.indexOf(text) !== index);
  expect(twice).toEqual(['Товар не найден']);
});
