import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { transformSync } from 'rolldown/utils';
import { expect, it } from 'vitest';
import { temporary } from './support/tills.js';

const packageFolder = fileURLToPath(new URL('..', import.meta.url));
/** The workspace's own, as `prepack` runs it. */
const builder = join(packageFolder, '..', '..', 'scripts', 'build.mjs');
const read = (file: string): string => readFileSync(join(packageFolder, file), 'utf8');
const blocks = (file: string, language: string): string[] =>
  [...read(file).matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'gms'))].map(
    ([, code = '']) => code,
  );

/** Without the words for people. */
const shape = (code: string): string =>
  code.replace(/'(?:[А-Яа-яё ]+|receipt|Coffee|Jana|en|ru)'/g, "'~'").replace(/ prints | печатает /, ' ~ ');

it('both languages show the same programs', () => {
  for (const language of ['sh', 'ts']) {
    const [english, russian] = [blocks('README.md', language), blocks('README.ru.md', language)];
    expect(english.length).toBeGreaterThan(0);
    expect(russian.map(shape)).toEqual(english.map(shape));
  }
});

/** Packages and programs as `npm install` would bring them; the plug-in's types are checked where the package is packed. */
function installed(folder: string): void {
  const bin = join(folder, 'node_modules', '.bin');
  mkdirSync(bin, { recursive: true });
  symlinkSync(packageFolder, join(folder, 'node_modules', 'fiscal-plugin'), 'dir');
  const programs = {
    'fiscal-plugin': join(packageFolder, 'dist', 'cli.js'),
    esbuild: createRequire(createRequire(import.meta.url).resolve('tsx')).resolve('esbuild/bin/esbuild'),
  };
  for (const [name, file] of Object.entries(programs)) {
    chmodSync(file, 0o755);
    symlinkSync(file, join(bin, name));
  }
  writeFileSync(join(bin, 'tsc'), '#!/bin/sh\n', { mode: 0o755 });
}

it.skipIf(process.platform === 'win32')(
  'from nothing to a till that sells, with the commands and the program of the README as they are printed',
  async () => {
    await promisify(execFile)(process.execPath, [builder, '--if-stale', '--no-declarations', packageFolder]);
    const folder = temporary();
    installed(folder);
    let cwd = folder;
    for (const command of blocks('README.md', 'sh').flatMap((code) => code.trim().split('\n'))) {
      if (command.startsWith('cd ')) cwd = join(cwd, command.slice(3));
      else if (command === 'npm install') installed(cwd);
      // `npm run pack-version` begins with it.
      else if (command === 'npm test')
        expect(read('template/package.template.json')).toContain('"npm test && fiscal-plugin pack');
      else await promisify(execFile)('sh', ['-c', command], { cwd, timeout: 200_000 });
    }
    for (const [file, words] of [
      ['README.md', ['sk-demo prints Receipt 1', 'receipt 1']],
      ['README.ru.md', ['чек 1']],
    ] as const) {
      const [code = ''] = blocks(file, 'ts');
      writeFileSync(join(folder, 'till.mjs'), transformSync('till.ts', code).code);
      // The package holds a program that loads the file it is called with: not in a till, whatever that is called with.
      writeFileSync(join(folder, 'other.mjs'), 'console.log("loaded by nobody");');
      const called = ['till.mjs', 'other.mjs'];
      const { stdout, stderr } = await promisify(execFile)(process.execPath, called, { cwd: folder });
      // The second program sends the same key again: the same receipt, and no second sheet of paper.
      expect({ said: stdout.trim().split('\n'), stderr }).toEqual({ said: words, stderr: '' });
    }
  },
);
