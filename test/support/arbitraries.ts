import fc from 'fast-check';
import type { Shape, TimePattern } from '../../src/protocol/index.js';

const wireCharacters = 'АБВЯабвяёЁ№$€—■ABCxyz0123456789 .,;!?"%()*+-/:='.split('');
const asciiCharacters = 'ABCxyz0123456789 .-'.split('');

const two = (value: number) => String(value).padStart(2, '0');

function localTime(pattern: TimePattern): fc.Arbitrary<string> {
  const date = pattern.includes('y');
  const time = pattern.includes('h');
  const seconds = pattern.endsWith('s');
  return fc
    .record({
      day: fc.integer({ min: 0, max: 36_523 }),
      second: fc.integer({ min: 0, max: 86_399 }),
    })
    .map(({ day, second }) => {
      const iso = new Date(Date.UTC(2000, 0, 1) + day * 86_400_000).toISOString().slice(0, 10);
      const hms = [Math.floor(second / 3600), Math.floor(second / 60) % 60, second % 60].map(two);
      return [date ? iso : '', time ? hms.slice(0, seconds ? 3 : 2).join(':') : ''].filter(Boolean).join('T');
    });
}

/** Values that a codec takes, made from its own description. */
export function arbitraryOf(shape: Shape): fc.Arbitrary<unknown> {
  switch (shape.type) {
    case 'integer':
      return fc.integer({ min: shape.min, max: shape.max });
    case 'digits':
      return fc.string({
        unit: fc.constantFrom(...'0123456789'),
        minLength: shape.length,
        maxLength: shape.length,
      });
    case 'text': {
      const characters = shape.page === 'atol' ? wireCharacters : asciiCharacters;
      const limit = shape.length ?? shape.maxLength ?? 40;
      const value = fc.string({ unit: fc.constantFrom(...characters), maxLength: limit });
      // Padding is blanks, so that blanks at the end of a fixed field do not survive.
      return shape.length === undefined ? value : value.map((text) => text.trimEnd());
    }
    case 'bytes': {
      const length = shape.length;
      return fc.uint8Array({ minLength: length ?? 0, maxLength: length ?? shape.maxLength ?? 40 });
    }
    case 'localTime':
      return localTime(shape.pattern);
    case 'optional':
      return fc.option(arbitraryOf(shape.item), { nil: undefined });
    case 'choice':
      return fc.oneof(
        ...shape.layouts.map((layout) =>
          arbitraryOf(layout.shape).map((value) => ({ ...(value as object), [shape.by]: layout.value })),
        ),
      );
    case 'struct':
      return structOf(shape.fields);
  }
}

/** An optional field can only be absent when all behind it are absent too: the wire has no names. */
function structOf(fields: Record<string, Shape>): fc.Arbitrary<unknown> {
  const names = Object.keys(fields);
  if (names.length === 0) return fc.constant({});
  const arbitraries = names.map((name) => {
    const shape = fields[name] as Shape;
    // A text that is present is never empty: its absence says the same.
    return shape.type === 'optional'
      ? arbitraryOf(shape.item).filter((value) => value !== '')
      : arbitraryOf(shape);
  });
  const firstOptional = names.findIndex((name) => fields[name]?.type === 'optional');
  const required = firstOptional < 0 ? names.length : firstOptional;
  return fc
    .tuple(fc.tuple(...arbitraries), fc.integer({ min: required, max: names.length }))
    .map(([values, kept]) => Object.fromEntries(names.slice(0, kept).map((name, i) => [name, values[i]])));
}
