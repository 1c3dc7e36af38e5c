import { execFile } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { pluginAndKit } from '../src/cli/usage.js';
import { clockFrom } from '../src/testing/clock.js';
import { built, bundle } from './support/built.js';
import { temporary } from './support/tills.js';

const { child, plugin, folder } = await built();
const cli = await bundle(
  fileURLToPath(new URL('../src/cli/main.ts', import.meta.url)),
  join(folder, 'cli.mjs'),
);

/** An author's repository with a built plug-in. */
function repository(kit: Record<string, unknown>): string {
  const cwd = temporary();
  mkdirSync(join(cwd, 'dist'));
  writeFileSync(join(cwd, 'dist', 'index.js'), readFileSync(plugin('good')));
  writeFileSync(join(cwd, 'package.json'), JSON.stringify({ version: '1.0.0', type: 'module' }));
  writeFileSync(
    join(cwd, 'fiscal-plugin.kit.json'),
    JSON.stringify({ id: 'xx-good', settings: { device: 'ok' }, ...kit }),
  );
  return cwd;
}

/** The bundled command looks for the plug-ins' program where a package has it. */
const packages = join(folder, 'node_modules', 'fiscal-plugin');
mkdirSync(packages, { recursive: true });
writeFileSync(join(packages, 'package.json'), JSON.stringify({ exports: { './child': './child.mjs' } }));
copyFileSync(child, join(packages, 'child.mjs'));

async function run(
  cwd: string,
  ...args: string[]
): Promise<{ code: number; stdout: string; stderr: string }> {
  return await promisify(execFile)(process.execPath, [cli, ...args], { cwd }).then(
    (said) => ({ code: 0, ...said }),
    ({ code, stdout, stderr }) => ({ code, stdout, stderr }),
  );
}

describe('what an author may write wrongly', () => {
  it.each<[string, Record<string, unknown>, string[], RegExp]>([
    [
      'a field of the kit that there is not',
      { noDevices: {} },
      ['test'],
      /no field "noDevices"; there are id, settings/,
    ],
    ['a clock that is none', { now: 'nine' }, ['test'], /"now" takes a moment such as 2030-/],
    ['a stand-in that is not there', { standIn: { path: './office' } }, ['test'], /could not be started/],
    [
      'a stand-in that falls',
      { standIn: { path: process.execPath, args: ['-e', 'process.exit(7)'] } },
      ['host'],
      /ended before it was ready \(7\)/,
    ],
    [
      'a case that there is not',
      {},
      ['test', '--only', 'dya'],
      /no case dya; did you mean day\? there are describe, settings, day/,
    ],
    ['a language that the report has not', {}, ['test', '--language', 'xx'], /--language takes en or ru/],
  ])('%s', async (_what, kit, args, words) => {
    const { code, stderr } = await run(repository(kit), ...args);
    expect(stderr).toMatch(words);
    // In words, not as the stack of an error.
    expect(stderr).not.toMatch(/^ {4}at /m);
    expect(code).toBe(2);
  });
});

it('--help behind any command tells how it is called', async () => {
  for (const args of [['--help'], ['test', '--help'], ['new', '-h']]) {
    const { code, stdout } = await run(temporary(), ...args);
    expect(stdout).toContain('fiscal-plugin test [FILE]');
    expect(code).toBe(0);
  }
});

it('a stand-in of the kit gets a free port, the same as the settings', async () => {
  const play = 'console.log("ready on " + process.argv[1]); setInterval(() => {}, 1000)';
  const free = ['$', '{port}'].join('');
  const cwd = repository({
    standIn: { path: process.execPath, args: ['-e', play, free] },
    settings: { device: 'ok', port: free },
  });
  const { code, stdout, stderr } = await run(cwd, 'test', '--only', 'describe', '--only', 'never-seen');
  expect({ code, stderr }).toEqual({ code: 0, stderr: 'passed describe\npassed never-seen\n' });
  expect(stdout).toContain('2 passed, 0 failed');
  const { setup, standIn } = await pluginAndKit(
    join(cwd, 'dist', 'index.js'),
    join(cwd, 'fiscal-plugin.kit.json'),
  );
  expect(setup.settings['port']).toMatch(/^[1-9]\d{2,4}$/);
  expect(standIn?.args.at(-1)).toBe(setup.settings['port']);
});

it('an artefact holds what npm put beside the plug-in, and nothing that a till would refuse', async () => {
  const cwd = repository({});
  const beside = join(cwd, 'dist', 'node_modules', '@native', 'port');
  mkdirSync(join(cwd, 'dist', 'node_modules', '.bin'), { recursive: true });
  mkdirSync(beside, { recursive: true });
  writeFileSync(join(cwd, 'dist', 'package.json'), '{ "dependencies": { "@native/port": "1" } }');
  writeFileSync(join(cwd, 'dist', 'node_modules', '.package-lock.json'), '{}');
  writeFileSync(join(cwd, 'dist', 'node_modules', '.bin', 'tool'), '');
  writeFileSync(join(beside, 'index.js'), '');
  await run(cwd, 'keys');
  const pack = ['pack', '--key', 'publisher.key.pem', '--name', 'publisher', '--out', 'artefacts'];
  expect(await run(cwd, ...pack)).toMatchObject({ code: 0 });
  const zip = unzipSync(readFileSync(join(cwd, 'artefacts', 'xx-good', '1.0.0.zip')));
  expect(Object.keys(zip).sort()).toEqual(['index.js', 'node_modules/@native/port/index.js', 'package.json']);
  const manifest = new TextDecoder().decode(zip['package.json']);
  // What npm wrote does not say that index.js is an ES module.
  expect(JSON.parse(manifest)).toEqual({ type: 'module', dependencies: { '@native/port': '1' } });

  const refused = async (words: string, ...more: string[]) =>
    expect(await run(cwd, ...pack, ...more)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(words),
    });
  await refused('1.0.0.zip is there already');
  expect(await run(cwd, ...pack, '--if-new')).toMatchObject({ code: 0 });
  writeFileSync(join(cwd, 'dist', 'aux.js'), '');
  await refused('"aux.js" is no path', '--out', 'others');
  writeFileSync(join(cwd, 'package.json'), JSON.stringify({ version: '1.0.1' }));
  await refused('package.json says "1.0.1", the built plug-in 1.0.0');
  writeFileSync(join(cwd, 'dist', 'index.js'), 'half a build');
  await refused('the plug-in does not start');
});

it('the clock of the kit begins where it is told, and keeps its offset', () => {
  expect(clockFrom('2030-01-01T23:30:00+05:30')()).toMatch(/^2030-01-01T23:3\d:\d{2}\+05:30$/);
  expect(clockFrom('2030-06-01T00:00:00-03:00')()).toMatch(/^2030-06-01T00:0\d:\d{2}-03:00$/);
  for (const moment of ['2030-01-01', '2030-13-01T00:00:00Z', '2030-01-01T09:00:00', '']) {
    expect(() => clockFrom(moment)).toThrow(RangeError);
  }
});
