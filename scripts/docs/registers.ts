import { type Register, registers } from '../../src/protocol/index.js';
import { type DeclarationText, readDeclarations } from './declarations.js';
import { code, generated, hex, table } from './markdown.js';

const intro = `# Registers

What command 91 reads: \`kkt.read(registers.NAME, p1, p2)\`, or by name \`kkt.counters.read('NAME', p1, p2)\`. Parameters that are
not named are 0. Sums are kopecks. Codecs as in [commands.md](commands.md); a value of raw bytes has no known layout. Firmware
refuses registers that it does not have with error 6C, and may append bytes to a value.`;

export function registersPage(): string {
  const url = new URL('../../src/protocol/classic/registers.ts', import.meta.url);
  const texts = readDeclarations(url, 'register');
  const rows = (Object.values(registers) as Register[]).map((register) => {
    const text = texts.get(register.name);
    if (!text) throw new Error(`The sources have no declaration of register ${register.name}`);
    const { number, name, title, p1, p2 } = register;
    return [hex(number), number, name, title, p1, p2, valueText(text)];
  });
  const head = ['hex', 'dec', 'name', 'Russian name', 'p1', 'p2', 'value'];
  return `${[generated, intro, table(head, rows)].join('\n\n')}\n`;
}

function valueText({ layouts }: DeclarationText): string {
  const fields = (layouts['value'] ?? []).flatMap((layout) => layout.fields);
  if (fields.length === 0) throw new Error('A register without a value');
  return fields
    .map(({ name, codec, comment }) => `${name} ${code(codec)}${comment ? `: ${comment}` : ''}`)
    .join('<br>');
}
