import { InputError } from './errors.js';
import { readStdin, readTextFile } from './input.js';
import type { Io } from './io.js';
import { jsonErrorPlace } from './json-position.js';

/** JSON of a file, or of the standard input for `-`. Throws InputError that names the place. */
export async function readJson(io: Io, file: string): Promise<unknown> {
  const text = await (file === '-' ? readStdin(io) : readTextFile(file));
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
