import { type OfdBehaviour, type OfdMessage, OfdServer } from '../../emulator/index.js';
import { fiscalSignNumber } from '../../fiscal/fiscal-sign.js';
import {
  type FiscalDocument,
  fieldValue,
  renderReceipt,
  settlementTypes,
  toNamed,
} from '../../fiscal/index.js';
import { defineCliCommand } from '../cli-command.js';
import { InputError } from '../errors.js';
import { roubles } from '../format.js';
import { readListenAddress, untilAborted } from '../listening.js';
import { readMilliseconds } from '../register.js';

const PAPER_WIDTH = 42;
/** Tag 1022: the operator's format control refused the document. */
const FORMAT_CONTROL = 14;

export const ofd = defineCliCommand({
  name: 'ofd',
  summary: 'эмулятор ОФД: принимает документы эмулятора ККТ и показывает их',
  details: [
    'Печатает «listening tcp://АДРЕС:ПОРТ», когда готов, затем каждый принятый документ, и работает до SIGINT (Ctrl+C)',
    'или SIGTERM. Подключить к нему эмулятор ККТ: atol emulate --ofd tcp://127.0.0.1:7777.',
    'С --json каждая строка — один объект. Настоящий ФН таким квитанциям не верит.',
  ].join('\n'),
  arguments: [],
  options: {
    listen: {
      type: 'string',
      value: 'URL',
      help: 'где ждать документов',
      default: 'tcp://127.0.0.1:7777',
    },
    delay: { type: 'string', value: 'МС', help: 'задержка ответа, мс', default: '0' },
    refuse: { type: 'boolean', help: 'отказывать: ошибка форматно-логического контроля (код 14)' },
    vanish: { type: 'boolean', help: 'принимать документы и не отвечать' },
  },
  examples: ['atol ofd', 'atol ofd --listen tcp://127.0.0.1:0 --delay 3000', 'atol ofd --refuse --json'],
  readOnly: true,
  async run({ io, options, print, text }) {
    const address = readListenAddress(options.listen);
    const delay = readMilliseconds('--delay', options.delay);
    if (options.refuse && options.vanish) throw new InputError('Либо --refuse, либо --vanish');
    const behaviour: OfdBehaviour = {
      delay,
      ...(options.refuse ? { refuse: FORMAT_CONTROL } : {}),
      ...(options.vanish ? { vanish: 'silent' } : {}),
    };
    await using server = new OfdServer(behaviour);
    server.onMessage((message) => print(linesOf(message, text), objectOf(message), { verbatim: true }));
    await server.listen(address);
    print(`listening ${server.url}`, { listening: server.url });
    await untilAborted(io.signal);
  },
});

function linesOf(message: OfdMessage, text: (russian: string) => string): string[] {
  const { receivedAt, fnNumber, documentNumber, document, problems } = message;
  const what = document ? `: ${describe(document)}` : '';
  const title = `ФН ${fnNumber || '?'} ФД ${documentNumber || '?'}${what} — ${verdict(message)}`;
  return [
    text(`${receivedAt.slice(11)} ${title}`),
    ...problems.map((problem) => `  ! ${problem}`),
    ...(document
      ? renderReceipt(document, { width: PAPER_WIDTH }).map((line) => `  | ${line}`.trimEnd())
      : []),
  ];
}

/** `кассовый чек, ПРИХОД 330.30 руб., ФП 123456789` */
function describe(document: FiscalDocument): string {
  const type = fieldValue(document, 'settlementType');
  const total = fieldValue(document, 'totalSum');
  const sign = fieldValue(document, 'fiscalSign');
  return [
    document.name,
    ...(total === undefined ? [] : [`${settlementTypes.find(type)?.print ?? type} ${roubles(total)}`]),
    ...(sign === undefined ? [] : [`ФП ${fiscalSignNumber(sign)}`]),
  ].join(', ');
}

function verdict({ answer, repeated }: OfdMessage): string {
  const again = repeated ? ' (ещё раз)' : '';
  if (answer === undefined) return `без ответа${again}`;
  return `${answer === 0 ? 'принят' : `отказ, код ${answer}`}${again}`;
}

function objectOf({
  receivedAt,
  fnNumber,
  documentNumber,
  answer,
  repeated,
  problems,
  document,
}: OfdMessage) {
  return {
    receivedAt,
    fnNumber,
    documentNumber,
    answer: answer ?? null,
    repeated,
    problems,
    document: document ? toNamed(document) : null,
  };
}
