import { execFile, spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { folderSource } from '../src/host/index.js';
import { built, bundle } from './support/built.js';
import { sale, temporary, tillOf } from './support/tills.js';

const { child, plugin, folder } = await built();
const template = fileURLToPath(new URL('../template/', import.meta.url));
const run = promisify(execFile);

/** What a workflow of a new repository runs after npm, as its author's server would. */
function commandsOf(name: string): string[] {
  const text = readFileSync(join(template, '.github', 'workflows', `${name}.yml`), 'utf8');
  const steps = text.replaceAll('__NAME__', 'xx-good').split(/^ {6}- /m);
  const commands = steps.flatMap((step) => {
    const [, block, line] = /^ *run: (?:\|\n((?: {10}.*\n)+)|(.*))/m.exec(step) ?? [];
    return block ?? line ?? [];
  });
  expect(commands.length).toBeGreaterThan(0);
  return commands.filter((command) => !command.startsWith('npm '));
}

const hasGit = spawnSync('git', ['--version']).status === 0;

it.skipIf(process.platform === 'win32' || !hasGit)(
  'the workflows of a new repository bring versions to the tills, each when it is told to',
  async () => {
    const cli = await bundle(
      fileURLToPath(new URL('../src/cli/main.ts', import.meta.url)),
      join(folder, 'cli.mjs'),
    );
    const origin = temporary();
    await run('git', ['init', '--quiet', '--bare', '--initial-branch=main', origin]);
    const author = temporary();
    const sh = (command: string, env: Record<string, string> = {}) =>
      run('sh', ['-euc', command], { cwd: author, env: { ...process.env, ...env } });
    // `npx fiscal-plugin`, as npm install leaves it.
    const installed = join(author, 'node_modules');
    mkdirSync(join(installed, '.bin'), { recursive: true });
    mkdirSync(join(installed, 'fiscal-plugin'));
    writeFileSync(
      join(installed, 'fiscal-plugin', 'package.json'),
      '{ "exports": { "./child": "./child.mjs" } }',
    );
    copyFileSync(child, join(installed, 'fiscal-plugin', 'child.mjs'));
    copyFileSync(cli, join(installed, 'fiscal-plugin', 'cli.mjs'));
    writeFileSync(
      join(installed, '.bin', 'fiscal-plugin'),
      `#!/bin/sh\nexec "${process.execPath}" "${installed}/fiscal-plugin/cli.mjs" "$@"\n`,
      { mode: 0o755 },
    );
    mkdirSync(join(author, '.github'));
    copyFileSync(join(template, '.github', 'artefacts.sh'), join(author, '.github', 'artefacts.sh'));
    copyFileSync(join(template, 'gitignore'), join(author, '.gitignore'));
    writeFileSync(
      join(author, 'fiscal-plugin.kit.json'),
      '{ "id": "xx-good", "settings": { "device": "ok" } }',
    );
    await sh(`git init -q -b main . && git remote add origin "${origin}"`);
    await sh('npx fiscal-plugin keys');
    // The other times what npx has found, at once: looking for it takes longer than the program.
    const found = temporary();
    writeFileSync(
      join(found, 'npx'),
      '#!/bin/sh\nprogram=$1\nshift\nexec "node_modules/.bin/$program" "$@"\n',
      {
        mode: 0o755,
      },
    );
    const near = { PATH: `${found}${delimiter}${process.env['PATH']}` };
    const key = readFileSync(join(author, 'publisher.key.pem'), 'utf8');
    const commit =
      'git add -A && git -c user.name=a -c user.email=a@a commit -qm . --allow-empty && git push -q origin main';

    /** A push to main: what the author changed, and what the server does. */
    const push = async (version: string) => {
      mkdirSync(join(author, 'dist'), { recursive: true });
      writeFileSync(join(author, 'package.json'), JSON.stringify({ version, type: 'module' }));
      writeFileSync(
        join(author, 'dist', 'index.js'),
        readFileSync(plugin('good'), 'utf8').replaceAll('"1.0.0"', JSON.stringify(version)),
      );
      await sh(`${commit}`);
      for (const command of commandsOf('build')) await sh(command, { ...near, PUBLISHER_KEY: key });
    };
    const release = async (version: string) => {
      for (const command of commandsOf('production')) await sh(command, { ...near, VERSION: version });
    };
    /** What the tills see: the branch as it is given out. */
    const seen = async (): Promise<string> => {
      const copy = temporary();
      await run('git', ['clone', '--quiet', '--branch', 'artefacts', origin, copy]);
      return copy;
    };
    const till = async () => {
      const { till: opened } = await tillOf(
        child,
        { 'xx-good': { settings: { device: 'ok' } } },
        {
          source: folderSource(await seen()),
          publishers: { publisher: readFileSync(join(author, 'publisher.pub.pem'), 'utf8') },
        },
      );
      return opened;
    };

    await push('1.0.0');
    const before = await till();
    expect(before.version('xx-good')).toBeUndefined();
    await release('1.0.0');
    const first = await till();
    expect(await first.call('xx-good', 'sale', sale('k'))).toMatchObject({ outcome: 'done' });
    const { stdout: head } = await sh(`git ls-remote "${origin}" artefacts`);
    // Another push under the same version changes nothing for anybody.
    await push('1.0.0');
    expect((await sh(`git ls-remote "${origin}" artefacts`)).stdout).toBe(head);
    await push('1.1.0');
    expect((await till()).version('xx-good')).toBe('1.0.0');
    await expect(release('7.0.0')).rejects.toMatchObject({
      stderr: expect.stringContaining('pack it first'),
    });
    await release('1.1.0');
    expect((await till()).version('xx-good')).toBe('1.1.0');
    expect(readFileSync(join(author, '.gitignore'), 'utf8')).toContain('*.key.pem');
    const { stdout: files } = await run('git', ['ls-tree', '-r', '--name-only', 'artefacts'], {
      cwd: origin,
    });
    expect(files.trim().split('\n')).toEqual(
      ['1.0.0.zip', '1.0.0.zip.sig', '1.1.0.zip', '1.1.0.zip.sig', 'version'].map(
        (name) => `xx-good/${name}`,
      ),
    );
  },
);
