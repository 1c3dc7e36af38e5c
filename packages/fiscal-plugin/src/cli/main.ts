#!/usr/bin/env node
import { host } from './host.js';
import { keys } from './keys.js';
import { newPlugin } from './new.js';
import { pack, release } from './pack.js';
import { test } from './test.js';
import { UsageError } from './usage.js';

const USAGE = `fiscal-plugin: fiscal plug-ins for tills

  fiscal-plugin new NAME [--country XX] [--folder DIR] [--package FILE]
                                                         a repository with a working plug-in; FILE is a packed
                                                         fiscal-plugin instead of the one of the registry
  fiscal-plugin test [FILE] [--kit FILE] [--only CASE] [--quick] [--json] [--language en|ru]
                                                         the conformance kit; exit code 1 where a case fails
  fiscal-plugin host [FILE] [--kit FILE] [--port N]      a page to click through every operation
  fiscal-plugin keys [--folder DIR]                      a publisher's pair of keys
  fiscal-plugin pack [--folder DIR] --key FILE --name NAME --out DIR [--if-new]
                                                         <plugin>/<version>.zip and its signature; one that is there
                                                         already is an error, or left alone (--if-new)
  fiscal-plugin release VERSION --plugin ID --out DIR    makes a version the one in production

FILE is the built plug-in, dist/index.js by default. The kit reads fiscal-plugin.kit.json.
`;

const COMMANDS: Readonly<Record<string, (args: string[]) => Promise<number>>> = {
  new: newPlugin,
  test,
  host,
  keys,
  pack,
  release,
};

async function main([name = 'help', ...args]: string[]): Promise<number> {
  if (['help', '--help', '-h'].includes(name) || args.some((arg) => arg === '--help' || arg === '-h')) {
    process.stdout.write(USAGE);
    return 0;
  }
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command === undefined) throw new UsageError(`there is no command ${name}; see fiscal-plugin help`);
  return await command(args);
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  const known = error instanceof UsageError || (error as { code?: unknown }).code !== undefined;
  process.stderr.write(
    `fiscal-plugin: ${known ? (error as Error).message : ((error as Error).stack ?? error)}\n`,
  );
  process.exitCode = 2;
}
