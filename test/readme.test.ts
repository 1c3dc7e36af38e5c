import { readFileSync } from 'node:fs';
import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cliCommands } from '../src/cli/commands/index.js';
import { Emulator } from '../src/emulator/index.js';
import { declaredNames, programs } from './docs/programs.js';
import {
  execute,
  executeShell,
  executeTypeScript,
  folder,
  moduleOf,
  packedProject,
  REAL_URL,
  type Result,
  root,
} from './readme/run.js';
import { type Snippet, shapeOf, snippetsOf } from './readme/snippets.js';

const runners: Readonly<Record<string, (snippet: Snippet, url: string) => Promise<Result>>> = {
  sh: executeShell,
  async ts(snippet, url) {
    await using work = await folder();
    return await executeTypeScript(moduleOf(snippet, url), work.path);
  },
};

const files = ['README.md', 'README.ru.md'];
const texts = files.map((file) => ({ file, snippets: snippetsOf(join(root, file)) }));

describe.each(texts)('$file', ({ file, snippets }) => {
  it('opens with what a user types, and ends with what a cloner does', () => {
    const [first] = snippets;
    expect(first?.code).toMatch(/^npx atol-kkt demo\b.*\n$/);
    expect(first?.line).toBeLessThan(6);
    expect(snippets.at(-1)?.code).toMatch(/^npm run demo\b.*\nnpm test\b.*\n$/);
  });

  it('hides nothing from its readers', () => {
    expect(snippets.filter(({ before, after }) => before + after !== '')).toEqual([]);
  });

  it('has no block in a language that nobody runs', () => {
    const languages = snippets.map(({ language }) => language);
    expect(languages.filter((language) => language !== 'text' && !(language in runners))).toEqual([]);
    expect(languages.filter((language) => language === 'ts').length).toBeGreaterThan(4);
    expect(languages.filter((language) => language === 'sh').length).toBeGreaterThan(3);
  });

  it('lists every command of the command line', () => {
    const listed = new Set(
      [...readFileSync(join(root, file), 'utf8').matchAll(/`atol ([\w-]+)/g)].map(([, name]) => name),
    );
    expect([...listed].sort()).toEqual(cliCommands.map(({ name }) => name).sort());
  });

  it('names only files that are there', async () => {
    const text = readFileSync(join(root, file), 'utf8');
    const links = [...text.matchAll(/\]\((?!https?:)([^)#]+)/g)];
    const paths = [...text.matchAll(/`((?:src|test|examples|bench|conformance)\/[\w./-]*)`/g)];
    for (const [, path = ''] of [...links, ...paths]) await stat(join(root, path));
    expect(links.length).toBeGreaterThan(1);
    expect(paths.length).toBeGreaterThan(1);
  });
});

/** The English text is run; the Russian one shows the same but for words: see docs/twins.test.ts. */
const [englishText] = texts;
const runnable = (englishText?.snippets ?? [])
  .filter(({ language }) => language in runners)
  .map((snippet) => ({ file: 'README.md', snippet }));

/** It takes the compiler several seconds, so that only `npm run check:package` does it, against the packed declarations. */
it.runIf(packedProject !== undefined)('shows TypeScript that compiles', async () => {
  await using work = await folder();
  const names: string[] = [];
  for (const { file, snippet } of runnable) {
    if (snippet.language !== 'ts') continue;
    const name = `${file}-${snippet.line}.mts`;
    names.push(name);
    await writeFile(join(work.path, name), moduleOf(snippet, REAL_URL));
  }
  for (const { page, line, snippet } of programs) {
    const name = `${page}-${line}.mts`;
    names.push(name);
    await writeFile(join(work.path, name), `${snippet.code}\nexport {};\n`);
  }
  names.push('names.d.mts');
  await writeFile(join(work.path, 'names.d.mts'), declaredNames());
  const config = {
    extends: join(root, 'tsconfig.json'),
    compilerOptions: {
      // What is packed is found as anybody finds it.
      paths: {},
      // The pages of docs/ show what there is, not a use for it.
      noUnusedLocals: false,
      typeRoots: [join(root, 'node_modules/@types')],
    },
    files: names,
    include: [],
  };
  await writeFile(join(work.path, 'tsconfig.json'), JSON.stringify(config));
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  const { code, stdout } = await execute(process.execPath, [tsc, '-p', work.path]);
  expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
});

describe.concurrent('what the texts show', () => {
  it.each(runnable.map(({ file, snippet }) => [file, snippet.line, snippet] as const))(
    '%s, line %i',
    async (_file, _line, snippet) => {
      await using emulator = await Emulator.listen({ latency: 0 });
      const result = await runners[snippet.language]?.(snippet, emulator.url);
      expect(result, result?.stdout).toMatchObject({ code: 0, stderr: '' });
      if (snippet.output !== undefined) expect(shapeOf(result?.stdout ?? '')).toBe(shapeOf(snippet.output));
    },
  );
});
