import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'rolldown';
import { afterAll } from 'vitest';

const here = fileURLToPath(new URL('.', import.meta.url));
const source = (path: string): string => join(here, '..', '..', 'src', path);

/** The plug-ins of `test/plugins` and the program of the child, each bundled to one file as an author's build does. */
export async function built(): Promise<{ child: string; plugin: (name: string) => string; folder: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'fiscal-plugin-built-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const plugins = join(here, '..', 'plugins');
  const inputs: [string, string][] = [
    ['child', source('child/index.ts')],
    ...readdirSync(plugins).map((name): [string, string] => [basename(name, '.ts'), join(plugins, name)]),
  ];
  // One build each: an artefact is one file that shares nothing with others.
  await Promise.all(inputs.map(([name, input]) => bundle(input, join(folder, `${name}.mjs`))));
  return {
    folder,
    child: join(folder, 'child.mjs'),
    plugin: (name) => join(folder, `${name}.mjs`),
  };
}

/** One file with everything inside. */
export async function bundle(input: string, file: string): Promise<string> {
  await build({
    input,
    platform: 'node',
    resolve: { alias: { 'fiscal-plugin': source('index.ts') } },
    logLevel: 'silent',
    output: { file, format: 'esm' },
  });
  return file;
}
