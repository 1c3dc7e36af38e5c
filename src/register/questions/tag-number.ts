import { type Problem, ValidationError } from '../../errors.js';
import { isTagId, type TagId, tagById } from '../../fiscal/index.js';

/** Number of a tag that was given by number or by id. */
export function tagNumber(tag: number | TagId): number {
  if (typeof tag === 'number') return tag;
  if (isTagId(tag)) return tagById(tag).tag;
  const problem: Problem = {
    path: 'tag',
    code: 'TAG_UNKNOWN',
    ru: 'номер тега или его имя, например 1048 или userName',
    en: 'a number of a tag or its id, such as 1048 or userName',
    value: tag,
  };
  throw new ValidationError([problem], 'Нет такого тега');
}
