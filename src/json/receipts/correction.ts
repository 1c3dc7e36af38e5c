import type { CorrectionInput } from '../../fiscal/index.js';
import { driverError } from '../errors/driver-errors.js';
import { JsonTaskError } from '../errors/error.js';
import { type Fields, wrongValue } from '../reading/fields.js';
import { correctionNames } from './names.js';

const INTERNAL = 6;
const NO_REQUIRED_FISCAL_PROPERTY = 161;

/**
 * The basis of a correction. The driver sends what it is given, also a correction without its kind (1173), which the format
 * needs.
 */
export function readCorrection(task: Fields): CorrectionInput {
  const type = task.optionalChoice('correctionType', correctionNames);
  const date = task.optional('correctionBaseDate', 'string');
  const number = task.text('correctionBaseNumber');
  const description = task.text('correctionBaseName');
  // The driver finds these by an error of its own.
  if (date === undefined) throw required('correctionBaseDate', 1178, INTERNAL);
  if (type === 'order' && number === undefined) throw required('correctionBaseNumber', 1179, INTERNAL);
  if (type === undefined) throw required('correctionType', 1173, NO_REQUIRED_FISCAL_PROPERTY);
  return {
    type,
    date: day(date, task.at('correctionBaseDate')),
    ...(number && { number }),
    ...(description && { description }),
  };
}

/** `2026.11.30`, also with hyphens or slashes. */
export function day(text: string, path: string): string {
  const [, year, month, date] = /^(\d{4})[./-](\d{2})[./-](\d{2})$/.exec(text) ?? [];
  if (year === undefined) throw wrongValue(path, text, 'нужна дата вида 2026.11.30');
  return `${year}-${month}-${date}`;
}

function required(name: string, tag: number, code: number): JsonTaskError {
  const { description } = driverError(code);
  return new JsonTaskError(code, `${description} (поле "${name}", тег ${tag})`);
}
