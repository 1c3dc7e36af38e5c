import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Layout, layOut } from '../../../src/register/print/text-layout.js';

const plain: Layout = { chars: 32, align: 'left', wrap: 'words', doubleWidth: false };
const with_ = (changes: Partial<Layout>): Layout => ({ ...plain, ...changes });

describe('lines of a text', () => {
  it.each<[name: string, text: string, layout: Partial<Layout>, lines: string[]]>([
    ['fits', 'Спасибо', {}, ['Спасибо']],
    ['is empty', '', {}, [' ']],
    ['has line ends of every kind', 'а\nб\r\nв\rг', {}, ['а', 'б', 'в', 'г']],
    ['has an empty line', 'а\n\nб', {}, ['а', ' ', 'б']],
    ['breaks between words', 'раз два три', { chars: 7 }, ['раз два', 'три']],
    ['breaks at a word that ends with the line', 'раз два три', { chars: 8 }, ['раз два', 'три']],
    ['drops blanks at a break only', '  раз   два', { chars: 5 }, ['  раз', 'два']],
    ['cuts a word that is too long', 'длинноеслово', { chars: 5 }, ['длинн', 'оесло', 'во']],
    ['cuts after a blank start', '  длинное', { chars: 5 }, ['  дли', 'нное']],
    ['fills lines by characters', 'раз два три', { chars: 5, wrap: 'chars' }, ['раз д', 'ва тр', 'и']],
    ['is not wrapped', 'раз два три', { chars: 5, wrap: 'none' }, ['раз два три']],
    ['stands in the middle', 'раз', { chars: 8, align: 'center' }, ['  раз']],
    ['stands at the right', 'раз', { chars: 8, align: 'right' }, ['     раз']],
    ['does not count blanks at its end', 'раз  ', { chars: 8, align: 'right' }, ['     раз']],
    ['aligns every line', 'раз два', { chars: 5, align: 'right' }, ['  раз', '  два']],
    ['is wide', 'раз', { chars: 8, doubleWidth: true }, ['\tр\tа\tз']],
    [
      'is wide and wraps at half the columns',
      'раз два',
      { chars: 8, doubleWidth: true },
      ['\tр\tа\tз', '\tд\tв\tа'],
    ],
    ['is wide in the middle', 'раз', { chars: 10, align: 'center', doubleWidth: true }, ['  \tр\tа\tз']],
    ['has some wide characters', 'И\tтог', { chars: 6, align: 'right' }, [' И\tтог']],
    ['wraps some wide characters', '\tа\tб\tв г', { chars: 5 }, ['\tа\tб', '\tв г']],
    ['is wider than the paper', 'аб', { chars: 1, doubleWidth: true }, ['\tа', '\tб']],
  ])('%s', (_name, text, layout, lines) => {
    expect(layOut(text, with_(layout))).toEqual(lines);
  });

  it('break where the vendor driver breaks them', () => {
    const text = '  lead and   inner spaces that are long enough   to wrap';
    expect(layOut(text, with_({}))[1]).toBe('are long enough   to wrap');
    const long = 'Абв where longlonglonglonglonglonglonglong  text goes and goes further';
    expect(layOut(long, with_({ align: 'right' })).slice(0, 2)).toEqual([
      '                       Абв where',
      'longlonglonglonglonglonglonglong',
    ]);
  });

  const words = fc.array(fc.string({ unit: fc.constantFrom(...'абв \t1'), maxLength: 12 }), { maxLength: 8 });
  const layouts = fc.record<Layout>({
    chars: fc.integer({ min: 2, max: 40 }),
    align: fc.constantFrom('left', 'center', 'right'),
    wrap: fc.constantFrom('words', 'chars'),
    doubleWidth: fc.boolean(),
  });

  it('lose no character and are never wider than the paper', () => {
    fc.assert(
      fc.property(words, layouts, (parts, layout) => {
        const text = parts.join(' ');
        const lines = layOut(text, layout);
        const ink = (value: string) => value.replace(/[\t ]/g, '');
        expect(ink(lines.join(''))).toBe(ink(text));
        for (const line of lines) {
          const columns = line.replace(/\t(.)/g, '$1$1').replace(/\t/g, '').length;
          expect(columns).toBeLessThanOrEqual(layout.chars);
        }
      }),
    );
  });
});
