import type { Options } from './cli-command.js';
import { InputError } from './errors.js';
import { type Encoding, encodings, readStdin, readTextFile } from './input.js';
import type { Io } from './io.js';
import { jsonErrorPlace } from './json-position.js';
import { readChoice } from './register.js';

/** Every command that reads text of people has it: the error of a wrong encoding advises it. */
export const encodingOption = {
  encoding: {
    type: 'string',
    value: Object.keys(encodings).join('|'),
    help: 'кодировка файла; UTF-8 и UTF-16 узнаются сами',
  },
} as const satisfies Options;

/** JSON of a file, or of the standard input for `-`. Throws InputError that names the place. */
export async function readJson(io: Io, file: string, encoding?: string): Promise<unknown> {
  const chosen =
    encoding === undefined
      ? undefined
      : readChoice('--encoding', encoding, Object.keys(encodings) as Encoding[]);
  const text = await (file === '-' ? readStdin(io, chosen) : readTextFile(file, chosen));
  return parseJson(text, file === '-' ? 'Стандартный ввод' : file);
}

export function parseJson(text: string, where: string): unknown {
  // Windows editors put a mark in front.
  const json = text.replace(/^\uFEFF/, '');
  try {
    return JSON.parse(json);
  } catch (error) {
    if (json.trim() === '') throw new InputError(`${where}: пусто, нужен JSON`, 'JSON', error);
    const { line, column } = jsonErrorPlace(json);
    throw new InputError(`${where}: неверный JSON, строка ${line}, позиция ${column}`, 'JSON', error);
  }
}
