import { createReadStream } from 'node:fs';
import { InputError } from './errors.js';
import type { Io } from './io.js';

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'нет такого файла',
  EISDIR: 'это каталог',
  EACCES: 'нет прав',
  EPERM: 'нет прав',
};

/** Encodings that Windows programs write, by the names of the option `--encoding`. */
export const encodings = {
  'utf-8': 'utf-8',
  'utf-16le': 'utf-16le',
  'utf-16be': 'utf-16be',
  'windows-1251': 'windows-1251',
  cp866: 'ibm866',
} as const;

export type Encoding = keyof typeof encodings;

/** No receipt and no table comes near it, bytes; a film that was given by mistake is not read to its end. */
const MAX_BYTES = 64 * 1024 * 1024;

/** Text of a file. Throws InputError that says why not. */
export async function readTextFile(file: string, encoding?: Encoding): Promise<string> {
  let bytes: Uint8Array;
  try {
    bytes = await readAll(createReadStream(file), file);
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError(`Не удалось прочитать ${file}: ${reasonOf(error)}`, 'FILE', error);
  }
  return decode(bytes, file, encoding);
}

/** Everything on the standard input. */
export async function readStdin({ stdin }: Io, encoding?: Encoding): Promise<string> {
  return decode(await readAll(stdin, STDIN), STDIN, encoding);
}

const STDIN = 'Стандартный ввод';

async function readAll(source: AsyncIterable<Uint8Array | string>, where: string): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of source) {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    length += bytes.length;
    if (length > MAX_BYTES) throw new InputError(`${where}: больше ${MAX_BYTES >> 20} МБ`, 'FILE');
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

/**
 * UTF-8, or UTF-16 that says so by its mark or by its zeros. What is neither is not guessed: in a wrong code page other letters
 * would be signed. The mark in front is no part of the text.
 */
function decode(bytes: Uint8Array, where: string, encoding: Encoding | undefined): string {
  const chosen = encoding ?? utf16Of(bytes) ?? 'utf-8';
  try {
    return new TextDecoder(encodings[chosen], { fatal: true }).decode(bytes);
  } catch (error) {
    const like = encoding === undefined ? likely(bytes) : undefined;
    const advice = like
      ? `не UTF-8, похоже на ${like}: сохраните текст в UTF-8 или укажите кодировку (--encoding ${like})`
      : `не ${chosen}`;
    throw new InputError(`${where}: ${advice}`, 'ENCODING', error);
  }
}

function utf16Of(bytes: Uint8Array): Encoding | undefined {
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first !== 0 && second === 0)) return 'utf-16le';
  if ((first === 0xfe && second === 0xff) || (first === 0 && second !== 0)) return 'utf-16be';
  return undefined;
}

/** By where the Russian letters stand. */
function likely(bytes: Uint8Array): Encoding {
  const windows = bytes.filter((byte) => byte >= 0xc0).length;
  const dos = bytes.filter((byte) => byte >= 0x80 && byte < 0xb0).length;
  return dos > windows ? 'cp866' : 'windows-1251';
}

function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return (code !== undefined && REASONS[code]) || message;
}
