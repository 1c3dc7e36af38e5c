import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { callProblems } from '../src/host/rules.js';
import { descriptionProblems, resultProblems, serviceProblems } from '../src/host/validate.js';
import {
  type Description,
  type Init,
  type Operation,
  SERVED_MAJORS,
  SERVICE_METHODS,
  type ServiceMethod,
  servedMajors,
} from '../src/index.js';
import { built } from './support/built.js';
import { tillOf } from './support/tills.js';

const { child } = await built();

const folder = fileURLToPath(new URL('./recorded/', import.meta.url));

interface Recorded {
  description: Description;
  services: { method: ServiceMethod; params: unknown }[];
  calls: { operation: Operation; params: unknown; result: unknown }[];
}

describe('recorded calls are understood for ever', () => {
  it('of every major version that this host serves, which is the one before its own as well', () => {
    expect(servedMajors('1.0')).toEqual([1]);
    expect(servedMajors('2.3')).toEqual([2, 1]);
    expect(servedMajors('7.0')).toEqual([7, 6]);
    expect(readdirSync(folder)).toEqual(expect.arrayContaining(SERVED_MAJORS.map((major) => `v${major}`)));
  });

  for (const version of readdirSync(folder)) {
    const { description, calls, services } = JSON.parse(
      readFileSync(`${folder}${version}/calls.json`, 'utf8'),
    ) as Recorded;
    it(`${version}: the description`, () => {
      expect(descriptionProblems(description)).toEqual([]);
    });
    it(`${version}: a plug-in of that time lives its day under this host, with every service it knew`, async () => {
      const init = calls.find(({ operation }) => operation === 'init');
      const { settings, language, till: who } = Object(init?.params) as Init;
      const secrets = new Map<string, string>();
      const { till, events } = await tillOf(
        child,
        { [description.id]: { file: `${folder}${version}/plugin.mjs`, settings } },
        {
          language,
          till: who,
          services: {
            print: async () => {},
            now: () => '2026-11-30T12:00:01.250+01:00',
            secrets: {
              get: async (_plugin, name) => secrets.get(name),
              set: async (_plugin, name, value) => void secrets.set(name, value),
              remove: async (_plugin, name) => void secrets.delete(name),
            },
          },
        },
      );
      for (const { operation, params, result } of calls) {
        const answer = await till.call(description.id, operation, params as never);
        expect(answer, operation).toEqual(result);
      }
      // Of what it asked for it was refused only what this till does not allow.
      const faults = events.flatMap((event) => (event.kind === 'fault' ? [event.fault.code] : []));
      expect(faults).toEqual(['not-allowed', 'not-allowed']);
    });
    it(`${version}: the services that it asked for`, () => {
      for (const { method, params } of services) expect(serviceProblems(method, params)).toEqual([]);
      const asked = new Set(services.map(({ method }) => method));
      // A path differs from computer to computer.
      expect(SERVICE_METHODS.filter((method) => !asked.has(method))).toEqual(['storage.folder']);
    });
    it.each(calls)(`${version}: $operation`, ({ operation, params, result }) => {
      expect(callProblems(description, operation, params)).toEqual([]);
      expect(resultProblems(operation, result)).toEqual([]);
    });
  }
});
