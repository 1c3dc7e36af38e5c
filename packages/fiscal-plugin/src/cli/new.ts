import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { PLUGIN_PATTERN } from '../host/install/source.js';
import { argumentsOf, ownVersion, packageFolder, UsageError } from './usage.js';

/** `fiscal-plugin new` */
export async function newPlugin(args: string[]): Promise<number> {
  const { values, positionals } = argumentsOf(args, {
    country: { type: 'string', default: 'XX' },
    folder: { type: 'string' },
    package: { type: 'string' },
  });
  const [name = ''] = positionals;
  if (!PLUGIN_PATTERN.test(name)) {
    throw new UsageError(`new needs a name of small letters, digits and "-" such as sk-ekasa (got ${name})`);
  }
  const country = String(values.country);
  if (!/^[A-Z]{2}$/.test(country)) {
    throw new UsageError(
      `--country takes two capital letters of ISO 3166; XA to XZ are free for tests (got ${country})`,
    );
  }
  const folder = resolve(values.folder ?? name);
  if (existsSync(folder) && (await readdir(folder)).length > 0)
    throw new UsageError(`${folder} is not empty`);
  await mkdir(folder, { recursive: true });
  await cp(join(packageFolder(), 'template'), folder, { recursive: true });
  // npm leaves files of these names out of tarballs, so they travel under others.
  await rename(join(folder, 'gitignore'), join(folder, '.gitignore'));
  await rename(join(folder, 'package.template.json'), join(folder, 'package.json'));
  const words: Record<string, string> = {
    __NAME__: name,
    __COUNTRY__: country,
    // A file is one of this computer, wherever the new repository lies.
    __FISCAL_PLUGIN__: values.package === undefined ? `^${ownVersion()}` : `file:${packed(values.package)}`,
  };
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const text = await readFile(path, 'utf8');
    const filled = text.replace(/__[A-Z_]+__/g, (word) => words[word] ?? word);
    if (filled !== text) await writeFile(path, filled);
  }
  process.stdout.write(`${folder} is ready:\n\n  cd ${values.folder ?? name}\n  npm install\n  npm test\n`);
  return 0;
}

function packed(file: string): string {
  const path = resolve(file);
  if (!existsSync(path)) throw new UsageError(`--package ${path} is not there`);
  return path;
}
