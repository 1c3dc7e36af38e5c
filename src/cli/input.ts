import { readFile } from 'node:fs/promises';
import { InputError } from './errors.js';
import type { Io } from './io.js';

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'нет такого файла',
  EISDIR: 'это каталог',
  EACCES: 'нет прав',
  EPERM: 'нет прав',
};

/** Text of a file. Throws InputError that says why not. */
export async function readTextFile(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new InputError(`Не удалось прочитать ${file}: ${reasonOf(error)}`, 'FILE', error);
  }
}

/** Everything on the standard input. */
export async function readStdin({ stdin }: Io): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stdin) chunks.push(typeof chunk === 'string' ? Buffer.from(chunk) : chunk);
  return Buffer.concat(chunks).toString('utf8');
}

function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return (code !== undefined && REASONS[code]) || message;
}
