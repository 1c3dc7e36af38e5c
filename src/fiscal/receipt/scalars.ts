import { readMoney, readQuantity } from '../money.js';
import type { Field } from './fields.js';

export const flag: Field<boolean> = {
  read(value, scope) {
    if (typeof value === 'boolean') return value;
    return scope.problem('TYPE', ['нужно true или false', 'true or false is needed'], value);
  },
};

export function money(tag?: number): Field<number> {
  return {
    tag,
    read(value, scope) {
      const found = readMoney(value);
      if ('ok' in found) return found.ok;
      const { code, ru, en } = found.fault;
      return scope.problem(code, [ru, en], value, tag);
    },
  };
}

export const quantity: Field<number> = {
  tag: 1023,
  read(value, scope) {
    const found = readQuantity(value);
    if ('ok' in found) return found.ok;
    const { code, ru, en } = found.fault;
    return scope.problem(code, [ru, en], value, 1023);
  },
};

export function integer(min: number, max: number, code: string): Field<number> {
  return {
    read(value, scope) {
      if (typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max) return value;
      return scope.problem(
        code,
        [`нужно целое число ${min}..${max}`, `an integer ${min}..${max} is needed`],
        value,
      );
    },
  };
}
