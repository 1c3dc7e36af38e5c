import { type Problem, ValidationError } from '../errors.js';
import { SUBJECT } from './options.js';
import { presentable } from './presentable.js';

// What JavaScript lets through although no type does, at functions that anybody may call. These cost a comparison, and nothing is made.

/** @throws ValidationError */
export function needBytes(value: unknown, path: string): void {
  if (!isBytes(value))
    throw wrongArgument(path, 'нужны байты (Uint8Array)', 'bytes (Uint8Array) are needed', value);
}

/** @throws ValidationError */
export function needText(value: unknown, path: string): void {
  if (typeof value !== 'string') throw wrongArgument(path, 'нужна строка', 'a string is needed', value);
}

/** @throws ValidationError */
export function needNumber(value: unknown, path: string): void {
  if (typeof value !== 'number') throw wrongArgument(path, 'нужно число', 'a number is needed', value);
}

/** @throws ValidationError */
export function needInteger(value: unknown, path: string): void {
  if (!Number.isInteger(value)) throw wrongArgument(path, 'нужно целое число', 'an integer is needed', value);
}

/** @throws ValidationError */
export function needObject(value: unknown, path: string): void {
  if (typeof value !== 'object' || value === null)
    throw wrongArgument(path, 'нужен объект', 'an object is needed', value);
}

/** @throws ValidationError */
export function needList(value: unknown, path: string): void {
  if (!isList(value)) throw wrongArgument(path, 'нужен список', 'a list is needed', value);
}

function isList(value: unknown): boolean {
  try {
    return Array.isArray(value);
  } catch {
    return false;
  }
}

/** Also those of another realm, as test runners and pages with frames have them. */
function isBytes(value: unknown): boolean {
  return ArrayBuffer.isView(value) && (value as Uint8Array).BYTES_PER_ELEMENT === 1;
}

export function wrongArgument(path: string, ru: string, en: string, value: unknown): ValidationError {
  const problem: Problem = { path, code: 'OPTION_TYPE', ru, en, value: presentable(value) };
  return new ValidationError([problem], SUBJECT);
}
