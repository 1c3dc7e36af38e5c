import { describe, expect, it } from 'vitest';
import { checkReceipt } from '../../src/fiscal/index.js';
import { replacements } from '../../src/fiscal/receipt/text.js';
import { type Command, decodeText, encodeRequest, encodeText } from '../../src/protocol/index.js';
import { planReceipt } from '../../src/register/classic/plan.js';

function named(name: string) {
  return checkReceipt({
    type: 'sell',
    items: [{ name, price: 1, vat: 'none' }],
    payments: [{ type: 'cash', sum: 1 }],
  });
}

describe('characters of a receipt', () => {
  it.each([
    ['№', 0x24],
    ['$', 0xfc],
    ['■', 0xff],
    ['«', 0x22],
    ['»', 0x22],
    ['Ё', 0xf0],
    ['ё', 0xf1],
    ['Я', 0x9f],
    ['я', 0xef],
    ['│', 0xb3],
  ])('%s goes out as the register has it, without a word', (char, byte) => {
    const { receipt, warnings } = named(`А${char}Б`);
    expect(warnings).toEqual([]);
    const calls = receipt ? planReceipt(receipt) : [];
    const messages = calls.map(({ command, request }) => encodeRequest(command as Command<unknown>, request));
    expect(messages.find(([, , code]) => code === 0xeb)?.slice(-3)).toEqual(Uint8Array.of(0x80, byte, 0x81));
  });

  it.each([...replacements])('%s is replaced by %s, and the warning says so', (char, by) => {
    const { receipt, warnings, problems } = named(`А${char}Б`);
    expect(problems).toEqual([]);
    expect(receipt?.items[0]?.name).toBe(`А${by}Б`);
    expect(warnings).toMatchObject([{ code: 'TEXT_REPLACED', path: 'items[0].name', tag: 1030 }]);
    expect(receipt?.warnings).toEqual(warnings);
  });

  it('a replacement can be printed', () => {
    for (const by of replacements.values()) expect(decodeText(encodeText(by))).toBe(by);
  });

  it('a character comes out the same whether the text has others that need a closer look or not', () => {
    const kept: string[] = [];
    for (let code = 1; code < 0x2700; code++) {
      const char = String.fromCharCode(code);
      const { receipt, warnings } = named(`А${char}Б`);
      if (warnings.length > 0) continue;
      const closely = named(`А${char}Б…`).receipt;
      expect(closely?.items[0]?.name, char).toBe(receipt && `${receipt.items[0]?.name}...`);
      if (receipt) kept.push(char);
    }
    expect(kept.length).toBeGreaterThan(150);
  });

  it('letters in two parts are put together', () => {
    expect(named('И\u0306од е\u0308лка').receipt?.items[0]?.name).toBe('Йод ёлка');
  });

  it.each([
    [/в CP866 эти символы есть, но в кодировке ККТ их нет/, ['¤', '°', '·', '∙', '√', 'Є', 'Ї', 'Ў']],
    [/ККТ эти символы напечатает, но в кодировке документов ФН \(CP866\) их нет/, ['€']],
    [/в кодировке ККТ и чека \(CP866\) нет символов/, ['☕', '中', '²', '₽', '\u200b', '\u0000']],
  ] as const)(
    'what one of the two code pages lacks is refused, and the message names it: %s',
    (lack, chars) => {
      for (const char of chars) {
        const { problems } = named(`А${char}Б`);
        expect(problems, char).toMatchObject([{ code: 'TEXT_CHARACTER', ru: expect.stringMatching(lack) }]);
      }
    },
  );

  it('an ellipsis is the one character that was typed', () => {
    expect(named('Торт…').receipt?.items[0]?.name).toBe('Торт...');
    const { receipt, warnings } = named(`${'Н'.repeat(127)}…`);
    expect(receipt?.items[0]?.name).toBe(`${'Н'.repeat(127)}.`);
    expect(warnings).toMatchObject([{ code: 'TEXT_REPLACED' }]);
    expect(named(`${'Н'.repeat(128)}…`).problems).toMatchObject([{ code: 'TEXT_LENGTH' }]);
  });

  it('a name that is too long is cut when that was asked for, as tills do', () => {
    const input = {
      type: 'sell',
      items: [{ name: `${'Н'.repeat(124)} ${'Я'.repeat(20)}`, price: 1, vat: 'none' }],
      payments: [{ type: 'cash', sum: 1 }],
    };
    expect(checkReceipt(input).problems).toMatchObject([{ code: 'TEXT_LENGTH', path: 'items[0].name' }]);
    const { receipt, warnings } = checkReceipt(input, { cutNames: true });
    expect(receipt?.items[0]?.name).toBe(`${'Н'.repeat(124)}...`);
    expect(warnings).toMatchObject([{ code: 'NAME_CUT', path: 'items[0].name', tag: 1030 }]);
  });

  it('positions count characters, not halves of them', () => {
    expect(named('🍵☕').problems[0]?.en).toContain('U+1F375 (position 1), «☕» U+2615 (position 2)');
  });
});
