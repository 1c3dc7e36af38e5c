import { ProtocolError } from '../../errors.js';
import {
  commands,
  decodeRegister,
  type Register,
  registerByNumber,
  registers,
} from '../../protocol/index.js';
import { closest } from '../../util/closest.js';
import { toHex } from '../../util/hex.js';
import { defineCliCommand } from '../cli-command.js';
import { InputError } from '../errors.js';
import { columns } from '../format.js';
import { type Language, titleIn } from '../language.js';
import { readInteger, registerOptions, urlArgument, withRegister } from '../register.js';
import { describeValue } from '../value.js';

const MAX_BYTE = 0xff;

const list = (language: Language): Array<[string, string]> =>
  Object.values(registers)
    .map((one): [string, string] => {
      const { number, name, p1, p2 } = one;
      const title = titleIn(language, one);
      const parameters = [p1 && `P1: ${p1}`, p2 && `P2: ${p2}`].filter(Boolean).join('; ');
      return [`${hexByte(number)} ${name}`, parameters ? `${title} (${parameters})` : title];
    })
    .sort(([a], [b]) => a.localeCompare(b));

export const register = defineCliCommand({
  name: 'register',
  summary: 'прочитать регистр ККТ по имени или номеру',
  details: (language) => ['Регистры:', ...columns(list(language))].join('\n'),
  arguments: [
    urlArgument,
    { name: 'РЕГИСТР', help: 'имя или номер: две шестнадцатеричные цифры, 10 — это 16' },
    { name: 'P1', help: 'первый параметр, число 0..255', optional: true },
    { name: 'P2', help: 'второй параметр', optional: true },
  ],
  options: registerOptions,
  examples: ['atol register tcp://192.168.1.10:5555 cashSum', 'atol register tcp://192.168.1.10:5555 03 1 1'],
  readOnly: true,
  async run(context) {
    const [url = '', name = '', first = '0', second = '0'] = context.args;
    const { number, known } = findRegister(name);
    const note = hexNote(name, number);
    if (note !== undefined && !context.json) context.io.stderr(`${context.text(note)}\n`);
    const [p1, p2] = [readInteger('P1', first, 0, MAX_BYTE), readInteger('P2', second, 0, MAX_BYTE)];
    const { value: bytes } = await withRegister(context, url, (device) =>
      device.call(commands.readRegister, { register: number, p1, p2 }, { signal: context.io.signal }),
    );
    const decoded = known && decode(known, bytes);
    context.print(
      [
        `${hexByte(number)}${known ? ` ${known.name}: ${titleIn(context.language, known)}` : ''}`,
        ...columns([
          ['байты', toHex(bytes) || '(пусто)'],
          ...(known && decoded ? describeValue(known.value.shape, decoded) : []),
        ]),
      ],
      { register: number, name: known?.name ?? null, bytes, value: decoded ?? null },
    );
  },
});

function findRegister(text: string): { number: number; known: Register | undefined } {
  if (Object.hasOwn(registers, text)) {
    const known = registers[text as keyof typeof registers] as Register;
    return { number: known.number, known };
  }
  if (!/^[0-9a-f]{1,2}$/i.test(text)) {
    const like = closest(text, Object.keys(registers));
    const hint = like === undefined ? '' : `, возможно, «${like}»`;
    throw new InputError(
      `Нет регистра «${text}»${hint}; имена: atol register --help, номер шестнадцатеричный, например 0A`,
    );
  }
  const number = Number.parseInt(text, 16);
  return { number, known: registerByNumber(number) };
}

/** The register is the judge of its layout: a value of another one is shown as bytes. */
function decode(known: Register, bytes: Uint8Array): unknown {
  try {
    return decodeRegister(known, bytes);
  } catch (error) {
    if (error instanceof ProtocolError) return undefined;
    throw error;
  }
}

/** Digits that look like a decimal number deserve a word. */
function hexNote(text: string, number: number): string | undefined {
  if (!/^\d{2}$/.test(text) || number < 0x10) return undefined;
  return `${text}: номер шестнадцатеричный, в десятичной записи ${number}`;
}

function hexByte(value: number): string {
  return value.toString(16).toUpperCase().padStart(2, '0');
}
