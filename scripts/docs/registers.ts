import { type Register, registers } from '../../src/protocol/index.js';
import { type DeclarationText, readDeclarations } from './declarations.js';
import { code, generated, hex, type PageLanguage, table } from './markdown.js';
import { inRussian } from './russian.js';

const intros = {
  en: `# Registers

[По-русски](registers.ru.md)

What command 91 reads: \`kkt.read(registers.NAME, p1, p2)\`, or by name \`kkt.counters.read('NAME', p1, p2)\`. Parameters without a
name are 0. Sums are in kopecks. Codecs are those of [commands.md](commands.md); the layout of a value of raw bytes is not known. Firmware
refuses registers that it does not have with error 6C, and may append bytes to a value.`,
  ru: `# Регистры

[In English](registers.md)

То, что читает команда 91: \`kkt.read(registers.NAME, p1, p2)\` или по имени \`kkt.counters.read('NAME', p1, p2)\`. Параметры, которые
не названы, — 0. Суммы в копейках. Кодеки те же, что в [commands.ru.md](commands.ru.md); у значения из сырых байтов строение неизвестно. На
регистр, которого у неё нет, прошивка отвечает ошибкой 6C, а к значению может добавлять байты.`,
};

const heads = {
  en: ['hex', 'dec', 'name', 'Russian name', 'p1', 'p2', 'value'],
  ru: ['шестн.', 'дес.', 'имя', 'название', 'p1', 'p2', 'значение'],
};

export function registersPage(language: PageLanguage): string {
  const say = language === 'ru' ? inRussian : (text: string) => text;
  const url = new URL('../../src/protocol/classic/registers.ts', import.meta.url);
  const texts = readDeclarations(url, 'register');
  const rows = (Object.values(registers) as Register[]).map((register) => {
    const text = texts.get(register.name);
    if (!text) throw new Error(`The sources have no declaration of register ${register.name}`);
    const { number, name, title, p1, p2 } = register;
    return [hex(number), number, name, title, say(p1), say(p2), valueText(text, say)];
  });
  return `${[generated, intros[language], table(heads[language], rows)].join('\n\n')}\n`;
}

function valueText({ layouts }: DeclarationText, say: (text: string) => string): string {
  const fields = (layouts['value'] ?? []).flatMap((layout) => layout.fields);
  if (fields.length === 0) throw new Error('A register without a value');
  return fields
    .map(({ name, codec, comment }) => `${name} ${code(codec)}${comment ? `: ${say(comment)}` : ''}`)
    .join('<br>');
}
