import { relative, sep } from 'node:path';
import { BaseSequencer, type TestSpecification, type Vitest } from 'vitest/node';
import { root } from '../../scripts/lib.mjs';

/** Files of more than five seconds, with one test that takes most of them. */
const LONGEST = [
  'packages/plugin-atol/test/devices.test.ts',
  'packages/fiscal-plugin/test/countries.test.ts',
  'packages/fiscal-plugin/test/page.test.ts',
  'packages/plugin-atol/test/plugin.test.ts',
  'packages/fiscal-plugin/test/readme.test.ts',
  'packages/plugin-atol/test/readme.test.ts',
  'test/browser/register.test.ts',
  'test/site/site.test.ts',
  'test/emulator/page.test.ts',
  'packages/gateway/test/cabinet/walk.test.ts',
  'test/browser/tabs.test.ts',
  'packages/gateway/test/online/api.test.ts',
  'test/once/kill.test.ts',
  'test/examples/languages.test.ts',
  'packages/gateway/test/cabinet/hostile.test.ts',
  'test/cli/pty.test.ts',
  'test/register/limits.test.ts',
  'test/emulator/store/kill.test.ts',
  'packages/gateway/test/fleet/crash.test.ts',
  'test/journal/crash.test.ts',
];

/**
 * A long file that begins last is waited for by all others. Where the suite has run before, vitest knows how long each took; in a
 * fresh clone it does not.
 */
export class LongestFirst extends BaseSequencer {
  readonly #vitest: Vitest;

  constructor(vitest: Vitest) {
    super(vitest);
    this.#vitest = vitest;
  }

  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    if (sorted.some(({ project, moduleId }) => this.#isKnown(project.name, moduleId))) return sorted;
    const rank = ({ moduleId }: TestSpecification): number => {
      const place = LONGEST.indexOf(relative(root, moduleId).split(sep).join('/'));
      return place < 0 ? LONGEST.length : place;
    };
    // Projects stay apart: files of one share what they have loaded.
    const projects = [...new Set(sorted.map(({ project }) => project))];
    return projects.flatMap((project) =>
      sorted.filter((file) => file.project === project).toSorted((left, right) => rank(left) - rank(right)),
    );
  }

  #isKnown(project: string, moduleId: string): boolean {
    const path = relative(this.#vitest.config.root, moduleId);
    return this.#vitest.cache.getFileTestResults(`${project}:${path}`) !== undefined;
  }
}
