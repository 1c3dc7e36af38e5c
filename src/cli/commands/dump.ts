import { dumpRegister } from '../../dump/dump.js';
import { defineCliCommand } from '../cli-command.js';
import { readInteger, registerOptions, urlArgument, withRegister } from '../register.js';

const MOST_DOCUMENTS = 1_000_000;

export const dump = defineCliCommand({
  name: 'dump',
  summary: 'описать кассу, чтобы эмулятор мог её изобразить',
  details: [
    'Модель, прошивка, таблицы, регистрация, счётчики, ФН — JSON в stdout: atol emulate --from его примет.',
    'Только читает. Без паролей, владельца и кассиров, если о них не попросить; номера ККТ и ФН входят.',
    'На время чтения, около минуты, оставьте кассу в покое.',
  ].join('\n'),
  arguments: [urlArgument],
  options: {
    ...registerOptions,
    personal: { type: 'boolean', help: 'с владельцем, кассирами и клише' },
    secrets: { type: 'boolean', help: 'с паролями' },
    documents: {
      type: 'string',
      value: 'СКОЛЬКО|all',
      help: 'столько последних документов целиком; в них могут быть данные покупателей, поэтому только с --personal',
    },
  },
  examples: [
    'atol dump tcp://192.168.1.10:5555 > register.json',
    'atol dump tcp://192.168.1.10:5555 --personal --documents 100 > register.json',
    'atol emulate --from register.json',
  ],
  readOnly: true,
  async run(context) {
    const [url = ''] = context.args;
    const { personal, secrets, documents } = context.options;
    const newest =
      documents === undefined || documents === 'all'
        ? documents
        : readInteger('--documents', documents, 0, MOST_DOCUMENTS);
    const found = await withRegister(context, url, (register) =>
      dumpRegister(register, { personal, secrets, documents: newest, signal: context.io.signal }),
    );
    context.print(JSON.stringify(found, null, 2), found);
  },
});
