import { execFile } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { transformSync } from 'rolldown/utils';
import { afterAll, expect, it } from 'vitest';
import { readSettings } from '../src/settings.js';
import { emptyFolder } from './support/folder.js';

const own = fileURLToPath(new URL('..', import.meta.url));
const root = join(own, '..', '..');
const builder = join(root, 'scripts', 'build.mjs');
const read = (file: string): string => readFileSync(join(own, file), 'utf8');
const blocks = (file: string, language: string): string[] =>
  [...read(file).matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'gms'))].map(
    ([, code = '']) => code,
  );
const run = promisify(execFile);

/** Without the words for people. */
const shape = (code: string): string =>
  code.replace(
    /'(?:[А-Яа-яё ]*[А-Яа-яё]|en|ru|receipt|new version|still version|register|Ivanova Maria|Tea)'/g,
    "'~'",
  );

it('both languages show the same programs and settings', () => {
  for (const language of ['sh', 'ts', 'json']) {
    const [english, russian] = [blocks('README.md', language), blocks('README.ru.md', language)];
    expect(english.length).toBeGreaterThan(0);
    expect(russian.map(shape)).toEqual(english.map(shape));
  }
});

it('the settings that it shows are taken', () => {
  const shown = blocks('README.md', 'json').flatMap((block) => block.trim().split('\n'));
  expect(shown.length).toBeGreaterThan(5);
  for (const settings of shown)
    expect(readSettings(JSON.parse(settings)), settings).not.toHaveProperty('problems');
});

/** What `npm install` brings: packages of this repository, and those that are installed here already. */
function install(folder: string, names: readonly string[]): void {
  const modules = join(folder, 'node_modules');
  mkdirSync(join(modules, '.bin'), { recursive: true });
  const sources: Record<string, string> = {
    'fiscal-plugin': join(root, 'packages', 'fiscal-plugin'),
    'fiscal-plugin-atol': own,
    'atol-kkt': root,
  };
  for (const name of names) {
    const source = sources[name];
    // Those are packed into the artefact, which holds files.
    if (source === undefined)
      cpSync(join(root, 'node_modules', name), join(modules, name), { recursive: true });
    else symlinkSync(source, join(modules, name), 'dir');
  }
}

const folder = emptyFolder(afterAll);

it.skipIf(process.platform === 'win32')('from the package to a till, as it is printed', async () => {
  for (const built of [root, join(root, 'packages', 'fiscal-plugin'), own]) {
    await run(process.execPath, [builder, '--if-stale', '--no-declarations', built]);
  }
  for (const command of blocks('README.md', 'sh').flatMap((code) => code.trim().split('\n'))) {
    if (command.startsWith('npm install --prefix dist')) {
      install(join(folder, 'dist'), ['serialport', '@serialport', 'usb', 'debug', 'ms', 'node-gyp-build']);
    } else if (command.startsWith('npm install')) {
      install(folder, ['fiscal-plugin-atol', 'fiscal-plugin', 'atol-kkt']);
      const programs = {
        'fiscal-plugin': join(root, 'packages', 'fiscal-plugin', 'dist', 'cli.js'),
        esbuild: createRequire(createRequire(import.meta.url).resolve('tsx')).resolve('esbuild/bin/esbuild'),
      };
      for (const [name, file] of Object.entries(programs)) {
        chmodSync(file, 0o755);
        symlinkSync(file, join(folder, 'node_modules', '.bin', name));
      }
    } else if (command !== 'npx fiscal-plugin test') {
      // The kit has a test of its own.
      await run('sh', ['-c', command], { cwd: folder });
    }
  }
  const web = createServer((request, response) => {
    try {
      response.end(readFileSync(join(folder, 'artefacts', String(request.url).replace('/till/', ''))));
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((listening) => web.listen(0, '127.0.0.1', listening));
  const base = `http://127.0.0.1:${(web.address() as AddressInfo).port}/till/`;
  const said: string[] = [];
  // The Russian programs are the same but for the words.
  for (const code of blocks('README.md', 'ts')) {
    const program = transformSync('till.ts', code.replace('https://plugins.example.com/till/', base)).code;
    writeFileSync(join(folder, 'till.mjs'), program);
    const { stdout, stderr } = await run(process.execPath, ['till.mjs'], { cwd: folder });
    expect(stderr).toBe('');
    said.push(...stdout.trim().split('\n'));
  }
  web.close();
  expect(said).toEqual(['0.1.0 receipt 1', 'still version 0.1.0', 'register ready']);

  // The native packages came along in the artefact: what is missing is the port.
  const [code = ''] = blocks('README.md', 'ts');
  const serial = code.replace("{ emulate: true, taxation: 'osn' }", "{ url: 'serial:///dev/nowhere' }");
  writeFileSync(join(folder, 'till.mjs'), transformSync('till.ts', serial).code);
  const { stdout } = await run(process.execPath, ['till.mjs'], { cwd: folder });
  expect(stdout).toMatch(/^refused device .*nowhere/);
  expect(stdout).not.toContain('npm install');
});
