import { defineCliCommand } from '../cli-command.js';
import { readStdin } from '../input.js';
import { readChoice, readInteger, registerOptions, urlArgument, withRegister } from '../register.js';

/** Fonts are numbered; 0 is the register's own choice. */
const MAX_FONT = 0xff;

export const print = defineCliCommand({
  name: 'print',
  summary: 'напечатать текст',
  details: 'Строки длиннее ленты переносятся. Символы, которых в ККТ нет, отвергаются до печати.',
  arguments: [urlArgument, { name: 'ТЕКСТ', help: 'текст; «-»: стандартный ввод', rest: true }],
  options: {
    align: { type: 'string', value: 'left|center|right', help: 'выравнивание', default: 'left' },
    wrap: { type: 'string', value: 'words|chars|none', help: 'перенос', default: 'words' },
    'double-width': { type: 'boolean', help: 'двойная ширина' },
    'double-height': { type: 'boolean', help: 'двойная высота' },
    font: { type: 'string', value: 'N', help: 'номер шрифта, 0 — как настроено в ККТ', default: '0' },
    document: { type: 'boolean', help: 'закончить нефискальный документ: клише и отрезка' },
    ...registerOptions,
  },
  examples: [
    'atol print tcp://192.168.1.10:5555 "Добро пожаловать" --align center --double-width',
    'cat slip.txt | atol print tcp://192.168.1.10:5555 - --document',
  ],
  readOnly: false,
  async run(context) {
    const [url = '', given = ''] = context.args;
    const { options, io } = context;
    const layout = {
      align: readChoice('--align', options.align, ['left', 'center', 'right']),
      wrap: readChoice('--wrap', options.wrap, ['words', 'chars', 'none']),
      doubleWidth: options['double-width'],
      doubleHeight: options['double-height'],
      font: readInteger('--font', options.font, 0, MAX_FONT),
    };
    // The end of the last line is no line of its own.
    const text = given === '-' ? (await readStdin(io)).replace(/\r?\n$/, '') : given;
    const { signal } = io;
    await withRegister(context, url, (register) =>
      options.document
        ? register.print.document((page) => page.text(text, layout), { signal })
        : register.print.text(text, { ...layout, signal }),
    );
    context.print('Напечатано', { printed: text });
  },
});
