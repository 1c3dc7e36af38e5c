// Bundlers and test runners that people use, on a program that talks over TCP only, without externals, banners or settings.
// They are fetched for this run: together they are larger than everything else here.
import { cpSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../lib.mjs';

const PACKAGES = ['esbuild@0.28', 'webpack@5', 'vite@8', 'jest@30', 'vitest@4'];

export async function bundlers({ folder, tarball, step, install }) {
  const project = join(folder, 'bundled');
  mkdirSync(project);
  writeFileSync(join(project, 'package.json'), '{ "name": "user", "private": true, "type": "module" }');
  let installed = false;
  await step('npm install of the bundlers', async () => {
    const result = await install(project, tarball, ...PACKAGES);
    installed = result.code === 0;
    return installed ? result : { skipped: `no registry at hand: ${result.output.split('\n')[0]}` };
  });
  if (!installed) return;
  write(project, FILES);
  const node = (...args) => run(process.execPath, args, { cwd: project });
  const tool = (...path) => join(project, 'node_modules', ...path);
  // `required.cjs` takes the CommonJS form of the package, `till.mjs` the ES modules.
  for (const [from, format] of [
    ['till.mjs', 'esm'],
    ['till.mjs', 'cjs'],
    ['required.cjs', 'cjs'],
  ]) {
    const out =
      from === 'till.mjs' ? `out/esbuild.${format === 'esm' ? 'mjs' : 'cjs'}` : 'out/esbuild-required.cjs';
    const args = [
      from,
      '--bundle',
      '--platform=node',
      `--format=${format}`,
      `--outfile=${out}`,
      '--log-level=warning',
    ];
    await step(`esbuild, ${from}, ${format}`, () =>
      quiet(run(tool('esbuild', 'bin', 'esbuild'), args, { cwd: project })),
    );
  }
  await step('webpack, esm and cjs, of both forms', () => node('webpack.mjs'));
  await step('vite, all in one', () =>
    node(
      tool('vite', 'bin', 'vite.js'),
      'build',
      '--ssr',
      'till.mjs',
      '--outDir',
      'out/vite',
      '--logLevel',
      'warn',
    ),
  );
  // Away from node_modules: everything must be inside.
  const alone = join(folder, 'alone');
  cpSync(join(project, 'out'), alone, { recursive: true });
  writeFileSync(join(alone, 'package.json'), '{ "type": "module" }');
  const bundles = [
    'esbuild.mjs',
    'esbuild.cjs',
    'esbuild-required.cjs',
    'webpack.mjs',
    'webpack.cjs',
    'webpack-required.cjs',
    join('vite', 'till.js'),
  ];
  for (const file of bundles)
    await step(`the bundle ${file} runs alone`, () => run(process.execPath, [file], { cwd: alone }));
  if (readdirSync(alone).length < bundles.length) throw new Error('bundles are missing');
  await step('Jest', () => node(tool('jest', 'bin', 'jest.js'), '--rootDir', 'jest'));
  await step('vitest', () => node(tool('vitest', 'vitest.mjs'), 'run', '--root', 'vitest'));
}

/** A warning is a failure. */
async function quiet(running) {
  const { code, output } = await running;
  return { code: code || (output.trim() === '' ? 0 : 1), output };
}

function write(project, files) {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(project, name, '..'), { recursive: true });
    writeFileSync(join(project, name), text);
  }
}

const SALE = `receipt('sell').taxation('osn').item('Чай', { price: 50, vat: 'none' }).cash(50)`;

const TILL = `
async function main() {
  const emulator = await Emulator.listen({ latency: 0 });
  const kkt = await connect(emulator.url, { journal: './journal-' + process.pid });
  const { documentNumber } = await kkt.issue(${SALE}, { key: 'order-1', shift: 'auto' });
  assert.equal(emulator.receipts.length, 1);
  await kkt.close();
  await emulator.close();
  await assert.rejects(connect('serial:///dev/ttyACM0'), { message: /npm install serialport/ });
  console.log('document', documentNumber);
}
main().catch((error) => {
  console.error(error);
  process.exit(1);
});
`;

const FILES = {
  'till.mjs': `
import assert from 'node:assert/strict';
import { connect, receipt } from 'atol-kkt';
import { Emulator } from 'atol-kkt/emulator';
${TILL}`,
  'required.cjs': `
const assert = require('node:assert/strict');
const { connect, receipt } = require('atol-kkt');
const { Emulator } = require('atol-kkt/emulator');
${TILL}`,
  'webpack.mjs': `
import webpack from 'webpack';
const formats = [
  { entry: './till.mjs', output: { filename: 'webpack.cjs' } },
  { entry: './required.cjs', output: { filename: 'webpack-required.cjs' } },
  { entry: './till.mjs', output: { filename: 'webpack.mjs', module: true, chunkFormat: 'module' }, experiments: { outputModule: true } },
];
for (const { entry, output, experiments } of formats) {
  const config = { mode: 'production', target: 'node20', entry, output: { ...output, path: process.cwd() + '/out' }, experiments };
  const stats = await new Promise((resolve, reject) => webpack(config, (error, done) => (error ? reject(error) : resolve(done))));
  // jsbarcode is optional: webpack says that it is not there, and goes on.
  const { errors, warnings } = stats.toJson({ errors: true, warnings: true });
  const others = warnings.filter(({ message }) => !message.includes("Can't resolve 'jsbarcode'"));
  if (errors.length + others.length > 0) throw new Error(JSON.stringify([errors, others], null, 2));
}
`,
  'vite.config.mjs': 'export default { ssr: { noExternal: true } };\n',
  'jest/package.json': '{ "name": "jest-user" }\n',
  'jest/till.test.js': `
const { connect, receipt } = require('atol-kkt');
const { Emulator } = require('atol-kkt/emulator');
test('twice', async () => {
  const emulator = new Emulator({ latency: 0 });
  const kkt = await connect(emulator.transport());
  await kkt.openShift();
  await kkt.issue(${SALE});
  await kkt.issue(${SALE});
  expect(emulator.receipts.length).toBe(2);
  await kkt.close();
  await emulator.close();
});
`,
  'jest/wrapper.test.js': `
const { spawn } = require('node:child_process');
const { dirname, join } = require('node:path');
const { Fptr10 } = require('atol-kkt/wrapper');
test('the class of node-atol-wrapper, both of its ways', async () => {
  const cli = join(dirname(require.resolve('atol-kkt')), '..', 'cli.js');
  const words = ['emulate', '--listen', 'tcp://127.0.0.1:0', '--latency', '0'];
  // In a process of its own: synchronous calls block this one.
  const emulator = spawn(process.execPath, [cli, ...words]);
  try {
    const said = await new Promise((resolve) => emulator.stdout.once('data', resolve));
    const { port } = new URL(String(said).split(/\\s/)[1]);
    const fptr = new Fptr10();
    fptr.create();
    fptr.setSettings({ ...fptr.getSettings(), Port: 2, IPAddress: '127.0.0.1', IPPort: port });
    fptr.open();
    expect(fptr.processJson({ type: 'openShift' }).fiscalParams.shiftNumber).toBe(1);
    const asked = new Promise((resolve, reject) => {
      const told = (error, answer) => (error ? reject(error) : resolve(answer));
      fptr.processJsonAsync({ type: 'getDeviceStatus' }, told);
    });
    expect((await asked).deviceStatus.shift).toBe('opened');
    expect(() => fptr.processJson({ type: 'nothing' })).toThrow(expect.objectContaining({ code: 501 }));
    fptr.close();
    fptr.destroy();
  } finally {
    emulator.kill();
  }
});
`,
  'vitest/till.test.js': `
import { connect, receipt } from 'atol-kkt';
import { Emulator } from 'atol-kkt/emulator';
import { expect, test } from 'vitest';
test('twice', async () => {
  const emulator = new Emulator({ latency: 0 });
  const kkt = await connect(emulator.transport());
  await kkt.openShift();
  await kkt.issue(${SALE});
  await kkt.issue(${SALE});
  expect(emulator.receipts.length).toBe(2);
  await kkt.close();
  await emulator.close();
});
`,
};
