import { worded } from '../contract/host-texts.js';
import { type Fault, type Health, isKeyed, type Operation, type Result } from '../contract/types.js';

/** A result with words for the cashier where the host itself had only technical ones. */
export function wordedResult<O extends Operation>(
  operation: O,
  result: Result<O>,
  language: string,
): Result<O> {
  const told = result as Partial<Health> & { outcome?: string; fault?: Fault };
  if (operation === 'health') {
    return { ...told, problems: told.problems?.map((each) => worded(each, language)) } as Result<O>;
  }
  if (told.fault === undefined) return result;
  const makes = isKeyed(operation) || operation === 'resolve';
  const end = makes && (told.outcome === 'unknown' || told.outcome === 'refused') ? told.outcome : undefined;
  return { ...told, fault: worded(told.fault, language, end) } as Result<O>;
}
