import { generateKeyPairSync } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { argumentsOf, UsageError } from './usage.js';

/** `fiscal-plugin keys`: Ed25519; an existing pair is never overwritten. */
export async function keys(args: string[]): Promise<number> {
  const { values } = argumentsOf(args, { folder: { type: 'string', default: '.' } });
  const folder = resolve(String(values.folder));
  await mkdir(folder, { recursive: true });
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const [secret, open] = [join(folder, 'publisher.key.pem'), join(folder, 'publisher.pub.pem')];
  for (const file of [secret, open]) {
    if (existsSync(file)) throw new UsageError(`${file} is there already and is kept: tills trust that pair`);
  }
  await writeFile(secret, privateKey.export({ type: 'pkcs8', format: 'pem' }), { flag: 'wx', mode: 0o600 });
  await writeFile(open, publicKey.export({ type: 'spki', format: 'pem' }), { flag: 'wx' });
  process.stdout.write(
    `${secret}: signs; keep it where only the release workflow reads it\n${open}: for the tills\n`,
  );
  return 0;
}
