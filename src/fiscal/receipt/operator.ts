import { ValidationError } from '../../errors.js';
import { defined } from './defined.js';
import { readObject } from './fields.js';
import type { OperatorInput } from './input.js';
import type { Operator } from './receipt.js';
import { receiptFields } from './schema.js';
import { Report, Scope } from './scope.js';

/** The checked cashier. Throws ValidationError with all problems; paths begin with `operator`. */
export function readOperator(input: OperatorInput): Operator {
  const report = new Report();
  const scope = new Scope(report);
  const { operator } = receiptFields;
  const draft = readObject(
    { operator: { ...operator, required: true } },
    { operator: input },
    scope,
  )?.operator;
  if (report.problems.length > 0 || draft?.name === undefined) {
    throw new ValidationError(report.problems, 'Кассир задан неверно');
  }
  return defined({ name: draft.name, inn: draft.inn });
}
