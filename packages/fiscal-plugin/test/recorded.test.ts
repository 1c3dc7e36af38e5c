import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { callProblems } from '../src/host/rules.js';
import { descriptionProblems, resultProblems } from '../src/host/validate.js';
import type { Description, Operation } from '../src/index.js';

const folder = fileURLToPath(new URL('./recorded/', import.meta.url));

interface Recorded {
  description: Description;
  calls: { operation: Operation; params: unknown; result: unknown }[];
}

describe('recorded calls are understood for ever', () => {
  for (const version of readdirSync(folder)) {
    const { description, calls } = JSON.parse(
      readFileSync(`${folder}${version}/calls.json`, 'utf8'),
    ) as Recorded;
    it(`${version}: the description`, () => {
      expect(descriptionProblems(description)).toEqual([]);
    });
    it.each(calls)(`${version}: $operation`, ({ operation, params, result }) => {
      expect(callProblems(description, operation, params)).toEqual([]);
      expect(resultProblems(operation, result)).toEqual([]);
    });
  }
});
