import { describe, expect, it } from 'vitest';
import { p5RecordedScenarios } from '../../../conformance/p5/recorded.js';
import { recordedScenarios } from '../../../conformance/scenarios/recorded.js';

const second = new Map(p5RecordedScenarios().map((scenario) => [scenario.name, scenario]));
const fiscal = recordedScenarios().filter(({ name }) => name.startsWith('fiscal-'));

const keyOf = ({ operation, params, task }: { operation: string; params?: object; task?: object }): string =>
  JSON.stringify([operation, params, task]);

describe('scenarios recorded in both protocols', () => {
  it.each(fiscal)(
    '$name comes to the same, or the record says why not',
    ({ name, shift, documents, calls }) => {
      const twin = second.get(name) ?? expect.fail('it is not played over the second protocol');
      const rest = [...twin.calls];
      const reasons: string[] = [];
      for (const call of calls) {
        const index = rest.findIndex((other) => keyOf(other) === keyOf(call));
        const [other] = index < 0 ? [] : rest.splice(index, 1);
        if (!other) expect.fail(`${keyOf(call)} is not called`);
        const { code, read, otherwise } = other;
        if (otherwise === undefined)
          expect({ code, read }, keyOf(call)).toEqual({ code: call.code, read: call.read });
        else {
          expect({ code, read }, `${keyOf(call)}: ${otherwise}`).not.toEqual({
            code: call.code,
            read: call.read,
          });
          reasons.push(otherwise);
        }
      }
      expect(twin.shift).toBe(shift);
      expect(twin.documents).toBe(documents);
      expect(reasons.every((reason) => reason.length > 10)).toBe(true);
    },
  );
});
