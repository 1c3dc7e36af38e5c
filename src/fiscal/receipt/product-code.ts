import type { Field } from './fields.js';
import type { ProductCode } from './receipt.js';

export const productCode: Field<ProductCode> = {
  tag: 1162,
  read: (value, scope) => scope.problem('TYPE', ['-', '-'], value, 1162),
};
