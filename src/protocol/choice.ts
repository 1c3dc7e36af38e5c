import { ProtocolError } from '../errors.js';
import type { Codec } from './codec.js';

/**
 * Layouts that begin alike; one byte in the common part, the field `by` at offset `at`, says which layout it is.
 * A value of `by` that no layout has is refused when it is written and MALFORMED when it is read.
 */
export function choice<T extends object>(
  by: keyof T & string,
  at: number,
  layouts: Readonly<Record<number, Codec<T>>>,
): Codec<T> {
  const rule = Object.keys(layouts).join(', ');
  const shapes = Object.entries(layouts).map(([value, { shape }]) => ({ value: Number(value), shape }));
  return {
    shape: { type: 'choice', by, layouts: shapes },
    encode(writer, value) {
      const chosen = (value as Readonly<Record<string, unknown>> | undefined)?.[by];
      const layout = layouts[chosen as number];
      if (!layout) throw wrongChoice('RANGE', by, rule, chosen);
      layout.encode(writer, value);
    },
    decode(reader) {
      const chosen = reader.peek(at);
      const layout = layouts[chosen];
      if (!layout) throw wrongChoice('MALFORMED', by, rule, chosen);
      return layout.decode(reader);
    },
  };
}

function wrongChoice(
  code: 'RANGE' | 'MALFORMED',
  field: string,
  rule: string,
  value: unknown,
): ProtocolError {
  return new ProtocolError(code, `${field}: недопустимое значение ${String(value)}: ${rule}`, {
    field,
    rule,
    value,
  });
}
