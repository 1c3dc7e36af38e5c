// The packed fiscal-plugin and fiscal-plugin-atol in empty projects: a plug-in from `new`, and the whole kit on all four countries.
import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { npm, root } from '../lib.mjs';

const packages = ['fiscal-plugin', 'plugin-atol'].map((name) => join(root, 'packages', name));
const manifestOf = (folder) => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
/** The one that tsx brings: authors' repositories have their own. */
const { build } = createRequire(createRequire(import.meta.url).resolve('tsx'))('esbuild');
/** What is not bundled: native code and what only comes along by request. */
const beside = ['serialport', 'usb', 'jsbarcode'];

export async function plugins({ folder, tarball, step, install }) {
  const tarballs = packages.map((source) => {
    const { name, version } = manifestOf(source);
    return join(folder, `${name}-${version}.tgz`);
  });
  for (const source of packages) {
    await step(`npm pack of ${manifestOf(source).name}`, () =>
      npm(['pack', '--pack-destination', folder], { cwd: source }),
    );
  }
  const project = join(folder, 'plug-ins');
  mkdirSync(project);
  writeFileSync(join(project, 'package.json'), '{ "name": "chain", "version": "1.0.0", "private": true }');
  await step('npm install of fiscal-plugin-atol, fiscal-plugin and the driver', () =>
    install(project, tarball, ...tarballs),
  );
  await step('fiscal-plugin new: types, build, tests of the law, kit', async () => {
    const author = join(project, 'xx-new');
    const [contract] = tarballs;
    await passed(
      npm(['exec', '--offline', '--', 'fiscal-plugin', 'new', 'xx-new', '--package', contract], {
        cwd: project,
      }),
    );
    await passed(install(author));
    return await npm(['test'], { cwd: author });
  });

  const inside = (...path) => join(project, 'node_modules', ...path);
  // Paper has no setting that means "no device", and none that makes it slow.
  const countries = { 'country-paper': 2, 'country-program': 0, 'country-http': 0, 'plugin-atol': 0 };
  for (const [name, skipped] of Object.entries(countries)) {
    await step(`the whole kit on ${name}`, async () => {
      const country = join(project, name);
      const example = inside('fiscal-plugin', 'examples', name);
      const source = existsSync(example) ? example : inside('fiscal-plugin-atol');
      // As an author has it: a repository that is no part of the package, in the project that installed it.
      const main = existsSync(example) ? 'plugin.ts' : join('dist', 'index.js');
      cpSync(source, country, { recursive: true });
      writeFileSync(join(country, 'package.json'), '{ "type": "module" }');
      await bundle(country, main, 'dist/index.js');
      const kit = ['exec', '--offline', '--', 'fiscal-plugin', 'test', '--language', 'en'];
      const result = await npm(kit, { cwd: country });
      const [told, cases] = /^(\d+) passed, 0 failed, (?:\d+) skipped$/m.exec(result.output) ?? [];
      assert.ok(told?.endsWith(`, ${skipped} skipped`) && Number(cases) > 10, result.output);
      return { ...result, note: `${cases} cases` };
    });
  }
}

function bundle(country, input, output) {
  return build({
    entryPoints: [join(country, input)],
    outfile: join(country, output),
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    external: beside,
    allowOverwrite: true,
    logLevel: 'error',
  });
}

async function passed(running) {
  const { code, output } = await running;
  assert.equal(code, 0, output);
}
