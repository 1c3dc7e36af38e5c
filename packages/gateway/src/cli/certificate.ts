import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { UsageError } from './usage-error.js';

/** Certificate and key of this computer for a day of trying, made by OpenSSL; clients trust the file `cert.pem`. */
export async function ownCertificate(
  folder: string,
): Promise<{ readonly cert: string; readonly key: string; readonly file: string }> {
  const file = join(folder, 'cert.pem');
  const keyFile = join(folder, 'key.pem');
  const args = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  args.push('-keyout', keyFile, '-out', file, '-days', '30', '-subj', '/CN=atol-gateway dev');
  args.push('-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1,IP:::1');
  try {
    await promisify(execFile)('openssl', args);
  } catch (error) {
    throw new UsageError(`Сертификат не создан, нужен openssl: ${(error as Error).message}`);
  }
  return { cert: await readFile(file, 'utf8'), key: await readFile(keyFile, 'utf8'), file };
}
