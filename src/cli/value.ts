import { formatKopecks, formatQuantity } from '../fiscal/index.js';
import type { Shape } from '../protocol/index.js';
import { toHex } from '../util/hex.js';
import { columns, dateTime } from './format.js';

/** Names and values of a decoded answer, for people. A value without fields has the name `значение`. */
export function describeValue(shape: Shape, value: unknown): Array<[string, string]> {
  const item = bare(shape);
  if (item.type !== 'struct') return [['значение', scalar(item, value)]];
  const fields = value === undefined ? {} : (value as Readonly<Record<string, unknown>>);
  return Object.entries(item.fields).flatMap(([name, field]) =>
    fields[name] === undefined ? [] : nested(name, field, fields[name]),
  );
}

function nested(name: string, shape: Shape, value: unknown): Array<[string, string]> {
  const item = bare(shape);
  if (item.type !== 'struct') return [[name, scalar(item, value)]];
  return describeValue(item, value).map(([inner, text]) => [`${name}.${inner}`, text]);
}

function bare(shape: Shape): Exclude<Shape, { type: 'optional' }> {
  return shape.type === 'optional' ? bare(shape.item) : shape;
}

function scalar(shape: Shape, value: unknown): string {
  if (value instanceof Uint8Array) return toHex(value) || '(пусто)';
  if (shape.type === 'localTime') return dateTime(String(value)) || '(нет)';
  if (typeof value !== 'number') return String(value);
  const unit = shape.type === 'integer' ? shape.unit : undefined;
  if (unit === 'kopecks') return `${formatKopecks(value)} руб.`;
  if (unit === 'thousandths') return formatQuantity(value);
  return shape.type === 'integer' && shape.max <= 0xff && value > 9
    ? `${value} (${value.toString(16).toUpperCase().padStart(2, '0')}h)`
    : String(value);
}

/** Names and values of a plain object, for people; inner objects by paths. What is not there is left out. */
export function describeObject(value: object): string[] {
  return columns(flatten(value, ''), 0);
}

function flatten(value: object, path: string): Array<[string, string]> {
  return Object.entries(value).flatMap(([name, item]): Array<[string, string]> => {
    const inner = path ? `${path}.${name}` : name;
    if (item === undefined || item === null || item === '') return [];
    if (Array.isArray(item)) return item.length > 0 ? [[inner, item.join(', ')]] : [];
    if (typeof item === 'object') return flatten(item as object, inner);
    if (typeof item === 'boolean') return [[inner, item ? 'да' : 'нет']];
    return [[inner, dateTime(String(item))]];
  });
}
