import { createPrivateKey } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join, resolve, sep } from 'node:path';
import { type Zippable, zipSync } from 'fflate';
import { faultOf } from '../contract/fault.js';
import { signArtefact } from '../host/install/signature.js';
import { PLUGIN_PATTERN, VERSION_PATTERN } from '../host/install/source.js';
import { checkZip } from '../host/install/unpack.js';
import { type KitSetup, Stand } from '../testing/index.js';
import { argumentsOf, pluginAndKit, UsageError } from './usage.js';

/** `fiscal-plugin pack` */
export async function pack(args: string[]): Promise<number> {
  const { values } = argumentsOf(args, {
    folder: { type: 'string', default: '.' },
    key: { type: 'string' },
    name: { type: 'string' },
    out: { type: 'string' },
    'if-new': { type: 'boolean', default: false },
  });
  const folder = resolve(String(values.folder));
  const { key, name, out } = values;
  if (key === undefined || name === undefined || out === undefined) {
    throw new UsageError(
      'pack needs --key FILE (the private key), --name NAME (as tills know it), --out DIR',
    );
  }
  const { file, setup } = await pluginAndKit(
    join(folder, 'dist', 'index.js'),
    join(folder, 'fiscal-plugin.kit.json'),
  );
  const version = await versionOf(file, setup, folder);
  const target = join(resolve(out), setup.id);
  const artefact = join(target, `${version}.zip`);
  if (existsSync(artefact)) {
    if (values['if-new'] !== true)
      throw new UsageError(`${artefact} is there already: give package.json a new version`);
    process.stdout.write(`${artefact} is there already\n`);
    return 0;
  }
  const zip = zipSync(await filesOf(join(folder, 'dist')), {
    level: 9,
    mtime: new Date('2000-01-01T12:00:00Z'),
  });
  try {
    checkZip(zip);
  } catch (error) {
    throw new UsageError(`no till would unpack dist: ${faultOf(error).message}`);
  }
  const signature = signArtefact(
    zip,
    { plugin: setup.id, version, key: name },
    createPrivateKey(await readFile(key, 'utf8')),
  );
  await mkdir(target, { recursive: true });
  await writeFile(`${artefact}.sig`, `${JSON.stringify(signature, null, 2)}\n`);
  await writeFile(artefact, zip, { flag: 'wx' });
  process.stdout.write(`${artefact}: ${zip.length} bytes, SHA-256 ${signature.sha256}\n`);
  return 0;
}

/**
 * The version that the plug-in says of itself: tills refuse an artefact under another one.
 *
 * @throws UsageError where package.json says another one, too.
 */
async function versionOf(file: string, setup: KitSetup, folder: string): Promise<string> {
  const stand = await Stand.open({ file, setup });
  try {
    const { version } = await stand.describe();
    const manifest = await readFile(join(folder, 'package.json'), 'utf8').catch(() => '{}');
    const { version: said = version } = JSON.parse(manifest) as { version?: unknown };
    if (said === version) return version;
    throw new UsageError(
      `package.json says ${JSON.stringify(said)}, the built plug-in ${version}: no till would take that`,
    );
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`the plug-in does not start: ${faultOf(error).message}`);
  } finally {
    await stand.close();
  }
}

/** `fiscal-plugin release`: what tills without a pin take from now on. */
export async function release(args: string[]): Promise<number> {
  const { values, positionals } = argumentsOf(args, { plugin: { type: 'string' }, out: { type: 'string' } });
  const [version = ''] = positionals;
  const { plugin, out } = values;
  if (
    !VERSION_PATTERN.test(version) ||
    plugin === undefined ||
    !PLUGIN_PATTERN.test(plugin) ||
    out === undefined
  ) {
    throw new UsageError('release needs VERSION, --plugin ID and --out DIR');
  }
  const folder = join(resolve(out), plugin);
  for (const file of [`${version}.zip`, `${version}.zip.sig`]) {
    if (!existsSync(join(folder, file)))
      throw new UsageError(`${join(folder, file)} is not there: pack it first`);
  }
  await writeFile(join(folder, 'version.new'), `${version}\n`);
  await rename(join(folder, 'version.new'), join(folder, 'version'));
  process.stdout.write(`${plugin}: ${version} is in production\n`);
  return 0;
}

async function filesOf(folder: string): Promise<Zippable> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && !entry.name.endsWith('.map'));
  const names = files
    .map((entry) => join(entry.parentPath, entry.name))
    // Notes of tools, such as those of npm in node_modules, which no plug-in reads.
    .filter((path) => !path.slice(folder.length).includes(`${sep}.`))
    .sort();
  const zippable: Zippable = {};
  for (const name of names) {
    zippable[
      name
        .slice(folder.length + 1)
        .split(sep)
        .join('/')
    ] = new Uint8Array(await readFile(name));
  }
  // The artefact lies in a folder of its own; this says that its index.js is an ES module. What npm left there does not.
  const manifest = zippable['package.json'] as Uint8Array | undefined;
  const said = manifest === undefined ? {} : (JSON.parse(new TextDecoder().decode(manifest)) as object);
  zippable['package.json'] = new TextEncoder().encode(`${JSON.stringify({ type: 'module', ...said })}\n`);
  return zippable;
}
