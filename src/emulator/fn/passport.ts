import { type Problem, ValidationError } from '../../errors.js';
import { type FnModel, fnModels } from './key-life.js';
import type { FnPassport } from './state.js';

/** An FN to put into a register. Everything has a default. */
export interface FnOptions {
  /** 16 digits; numbers that begin with 9999 are test storages. */
  number?: string | undefined;
  /** Months of its keys: `13` lives 410 days, `15` 470, `36` 1110. Default `36`. A registration may shorten the life. */
  model?: FnModel | undefined;
  /** Life of the keys in days, whatever the model and the registration. */
  keyDays?: number | undefined;
  /** Documents it can hold. Default 250 000. */
  capacity?: number | undefined;
  /** Bytes of documents that may wait for the operator. No source tells it; default: 1 KiB for each document of `capacity`. */
  bufferBytes?: number | undefined;
  /** Positions in one document. No source tells it; default 1000: the size of a document (32 KiB) is reached before. */
  maxPositions?: number | undefined;
}

const VERSION = 'fn_v_1_05_debug';
const CAPACITY = 250_000;
const BYTES_PER_DOCUMENT = 1024;
const MAX_POSITIONS = 1000;

/** Fills in what is not given. `names` are those of the options in messages. Throws ValidationError. */
export function fnPassport(
  options: FnOptions & { number: string },
  names: Readonly<Partial<Record<keyof FnOptions, string>>> = {},
): FnPassport {
  const { number, model = '36', keyDays, capacity = CAPACITY, maxPositions = MAX_POSITIONS } = options;
  const { bufferBytes = capacity * BYTES_PER_DOCUMENT } = options;
  const given = options.bufferBytes !== undefined;
  const rules: ReadonlyArray<readonly [option: keyof FnOptions, holds: boolean, ru: string, en: string]> = [
    ['number', /^\d{16}$/.test(number), '16 цифр', '16 digits'],
    ['model', fnModels.includes(model), `одно из: ${fnModels.join(', ')}`, `one of ${fnModels.join(', ')}`],
    ['keyDays', keyDays === undefined || isCount(keyDays), 'целое больше 0', 'an integer above 0'],
    ['capacity', isCount(capacity), 'целое больше 0', 'an integer above 0'],
    ['bufferBytes', !given || isCount(bufferBytes), 'целое больше 0', 'an integer above 0'],
    ['maxPositions', isCount(maxPositions), 'целое больше 0', 'an integer above 0'],
  ];
  const problems: Problem[] = rules
    .filter(([, holds]) => !holds)
    .map(([name, , ru, en]) => ({ path: names[name] ?? name, code: 'OPTION', ru, en, value: options[name] }));
  if (problems.length > 0) throw new ValidationError(problems, 'Неверные параметры ФН');
  return { number, version: VERSION, capacity, bufferBytes, maxPositions, model, fixedKeyDays: keyDays };
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value > 0;
}
