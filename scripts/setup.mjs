// Installs the exact dependencies of package-lock.json when they are missing or outdated; otherwise does nothing.
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isMain, npm, root, withLock } from './lib.mjs';

const OLDEST_NODE = [20, 19];
const stampFile = join(root, 'node_modules', '.setup-stamp');

export async function setup() {
  requireNode();
  if (isReady()) return;
  await withLock('.setup.lock', async () => {
    if (isReady()) return;
    process.stderr.write('Installing the dependencies (npm ci)...\n');
    const env = { ...process.env };
    // `npm --prefix DIR test` hands its prefix down; the folder of this project is the one that counts.
    delete env['npm_config_prefix'];
    const { code, output } = await npm(
      ['ci', '--no-audit', '--no-fund', '--prefer-offline', '--include=dev', '--loglevel=error'],
      { env },
    );
    if (code !== 0) throw new Error(`npm ci failed with exit code ${code}\n${output}`);
    writeStamp();
  });
}

function requireNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  const [oldestMajor, oldestMinor] = OLDEST_NODE;
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return;
  throw new Error(`Node ${OLDEST_NODE.join('.')} or newer is needed, this is ${process.versions.node}`);
}

/** The stamp names the lock file and the platform, since some packages hold native code. */
function isReady() {
  const platform = platformName();
  const stamp = read(stampFile);
  if (stamp === `${platform} ${lockHash()}`) return true;
  if (stamp !== undefined && !stamp.startsWith(`${platform} `)) return false;
  if (!isInstalledByHand()) return false;
  writeStamp();
  return true;
}

/** Whether `npm ci` or `npm install` run by hand has left exactly what the lock file asks for. */
function isInstalledByHand() {
  const installed = JSON.parse(read(join(root, 'node_modules', '.package-lock.json')) ?? '{}').packages ?? {};
  const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
  return Object.entries(wanted).every(
    ([path, entry]) =>
      path === '' ||
      (path in installed ? installed[path].version === entry.version : entry.optional || entry.peer),
  );
}

function writeStamp() {
  writeFileSync(stampFile, `${platformName()} ${lockHash()}`);
}

function platformName() {
  return `${process.platform}-${process.arch}`;
}

function lockHash() {
  return createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
}

function read(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}

if (isMain(import.meta.url)) {
  await setup().catch((error) => {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  });
}
