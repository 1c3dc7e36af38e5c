import { copyFile, mkdir, mkdtemp, readdir, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { translate } from '../support/program.js';

/** The package, as it is installed, and the programs; a second copy of it has a thread that dies, a third none. */
export async function installed(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'atol-wrapper-'));
  const own = join(folder, 'node_modules', 'atol-kkt');
  await mkdir(own, { recursive: true });
  await translate('src/wrapper/index.ts', join(own, 'wrapper.mjs'));
  await translate('src/wrapper/worker/index.ts', join(own, 'worker.mjs'));
  // As npm would put it beside the package.
  await symlink(resolve('node_modules/serialport'), join(folder, 'node_modules', 'serialport'), 'junction');
  const exports = { './wrapper': './wrapper.mjs', './wrapper/worker': './worker.mjs' };
  await writeFile(join(own, 'package.json'), JSON.stringify({ name: 'atol-kkt', exports }));
  const programs = await readdir('test/wrapper/programs');
  for (const name of programs) await copyFile(`test/wrapper/programs/${name}`, join(folder, name));
  // What a program in Electron imports, where there is none.
  const electron = join(folder, 'node_modules', 'electron');
  await mkdir(electron);
  await copyFile('test/wrapper/programs/electron.mjs', join(electron, 'index.mjs'));
  await writeFile(
    join(electron, 'package.json'),
    JSON.stringify({ name: 'electron', exports: './index.mjs' }),
  );
  const mortal = join(folder, 'mortal', 'node_modules', 'atol-kkt');
  await mkdir(mortal, { recursive: true });
  await copyFile(join(own, 'wrapper.mjs'), join(mortal, 'wrapper.mjs'));
  await copyFile(join(own, 'worker.mjs'), join(mortal, 'real.mjs'));
  await copyFile('test/wrapper/programs/mortal-worker.mjs', join(mortal, 'worker.mjs'));
  await writeFile(join(mortal, 'package.json'), JSON.stringify({ name: 'atol-kkt', exports }));
  return folder;
}
