import { existsSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type ParseArgsConfig, parseArgs } from 'node:util';
import type { Programs } from '../host/index.js';
import { clockFrom } from '../testing/clock.js';
import type { KitSetup } from '../testing/index.js';

/** The command was called wrongly, or what it needs is not there. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  readonly code = 'USAGE';
}

/** Options and names of a command. @throws UsageError for what it does not know. */
export function argumentsOf<O extends NonNullable<ParseArgsConfig['options']>>(args: string[], options: O) {
  try {
    return parseArgs({ args, options, allowPositionals: true, strict: true });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

/** The folder of this package, wherever its files were built to. */
export function packageFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder);
  return folder;
}

export function ownVersion(): string {
  const { version } = JSON.parse(readFileSync(join(packageFolder(), 'package.json'), 'utf8'));
  return String(version);
}

/** Stands for a free port in the kit's file, the same one everywhere. */
const PORT = /\$\{port\}/g;

/** What `fiscal-plugin.kit.json` may hold. */
const KIT_FIELDS: readonly string[] = [
  'id',
  'settings',
  'wrongSettings',
  'noDevice',
  'slowDevice',
  'languages',
  'now',
  'extra',
  'httpHosts',
  'programs',
  'standIn',
] satisfies readonly (keyof KitSetup | 'standIn')[];

/** The built plug-in and what its author tells the kit about it. */
export async function pluginAndKit(
  file: string | undefined,
  kit: string | undefined,
): Promise<{ file: string; setup: KitSetup; standIn: Required<Programs[string]> | undefined }> {
  const built = resolve(file ?? join('dist', 'index.js'));
  if (!existsSync(built))
    throw new UsageError(`${built} is not there: build the plug-in first (npm run build)`);
  const path = resolve(kit ?? 'fiscal-plugin.kit.json');
  const written = await readFile(path, 'utf8').catch(() => {
    throw new UsageError(`${path} is not there: it tells the kit the plug-in's id and its settings`);
  });
  // A stand-in on a port of its own: `test` goes on while `host` runs.
  const text = written.search(PORT) >= 0 ? written.replace(PORT, String(await freePort())) : written;
  let setup: Partial<KitSetup> & { standIn?: Programs[string] };
  try {
    setup = JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${path} is no JSON: ${(error as Error).message}`);
  }
  if (typeof setup.id !== 'string' || typeof setup.settings !== 'object' || setup.settings === null) {
    throw new UsageError(`${path} needs "id" and "settings"`);
  }
  const unknown = Object.keys(setup).find((name) => !KIT_FIELDS.includes(name));
  if (unknown !== undefined) {
    throw new UsageError(`${path} has no field "${unknown}"; there are ${KIT_FIELDS.join(', ')}`);
  }
  try {
    if (setup.now !== undefined) clockFrom(setup.now);
  } catch (error) {
    throw new UsageError(`${path}: ${(error as Error).message}`);
  }
  const { programs = {}, standIn } = setup;
  const here = dirname(path);
  const found = Object.entries(programs).map(([name, program]) => [name, beside(here, program)]);
  return {
    file: built,
    setup: { ...(setup as KitSetup), programs: Object.fromEntries(found) },
    standIn: standIn === undefined ? undefined : beside(here, standIn),
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  await new Promise((closed) => server.close(closed));
  return port;
}

/** What begins with `./` lies beside the kit's file; programs themselves run in a folder of the storage. */
function beside(folder: string, { path, args = [] }: Programs[string]): Required<Programs[string]> {
  const found = (name: string): string => (name.startsWith('./') ? join(folder, name) : name);
  return { path: found(path), args: args.map(found) };
}
