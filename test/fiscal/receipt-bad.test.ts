import { describe, expect, it } from 'vitest';
import { ValidationError } from '../../src/errors.js';
import { checkReceipt, parseReceipt, type ReceiptInput } from '../../src/fiscal/index.js';
import { badAgentsAndCodes } from './bad/agents-and-codes.js';
import type { Bad } from './bad/bad.js';
import { sale, withItem } from './bad/bad.js';
import { badCorrections } from './bad/corrections.js';
import { badItems } from './bad/items.js';
import { badReceipts } from './bad/receipts.js';

const themes: Record<string, readonly Bad[]> = {
  items: badItems,
  'agents and product codes': badAgentsAndCodes,
  receipts: badReceipts,
  corrections: badCorrections,
};

describe.each(Object.entries(themes))('bad receipts: %s', (_, rows) => {
  it.each(rows)('%s', (_name, input, expected) => {
    const { problems, receipt } = checkReceipt(input);
    expect(problems.map(({ code, path }) => `${code} ${path}`).sort()).toEqual([...expected].sort());
    expect(receipt).toBeUndefined();
    for (const { ru, en } of problems) {
      expect(ru).toMatch(/[а-яё]/i);
      expect(en).toMatch(/^[\x20-\x7e«»°×—☕\u0400-\u04ff]+$/);
    }
    // Problems are for logs and for the network, whatever the input was.
    expect(() => JSON.stringify(problems)).not.toThrow();
    expect(() => parseReceipt(input as ReceiptInput)).toThrow(ValidationError);
  });
});

it('there are at least 120 of them', () => {
  expect(Object.values(themes).flat().length).toBeGreaterThanOrEqual(120);
});

describe('a problem tells', () => {
  it('the tag, the value and the place of each wrong character', () => {
    const [problem] = checkReceipt(withItem({ name: 'Кофе ☕ и чай 🍵' })).problems;
    expect(problem).toMatchObject({ tag: 1030, value: 'Кофе ☕ и чай 🍵', code: 'TEXT_CHARACTER' });
    expect(problem?.ru).toContain('«☕» U+2615 (позиция 6)');
    expect(problem?.ru).toContain('«🍵» U+1F375 (позиция 14)');
  });

  it('what a misspelt name may have meant', () => {
    const { problems } = checkReceipt(sale({ paymnts: [], taxation: 'osno' }));
    expect(problems.map(({ en }) => en).join()).toContain('did you mean "payments"');
    expect(problems.map(({ en }) => en).join()).toContain('did you mean "osn"');
  });

  it('why marked goods are refused', () => {
    expect(checkReceipt(withItem({ subject: 33 })).problems[0]?.ru).toContain('ФФД 1.2');
  });

  it('in one message of the thrown error, all of them', () => {
    const input = withItem({ price: -1, quantity: 0 }) as unknown as ReceiptInput;
    expect(() => parseReceipt(input)).toThrow(/items\[0\]\.price.*items\[0\]\.quantity/);
  });
});
