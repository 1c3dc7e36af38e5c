import { renderReceipt, toNamed } from '../../fiscal/index.js';
import type { FnQueries } from '../../register/questions/fn.js';
import type { CallOptions } from '../../register/session/call-options.js';
import { defineCliCommand } from '../cli-command.js';
import { InputError, NotFoundError } from '../errors.js';
import { columns } from '../format.js';
import { registerOptions, urlArgument, withRegister } from '../register.js';
import { describeObject } from '../value.js';

const PAPER_WIDTH = 48;

interface Answer {
  /** For people, when there is something better than the fields of the object. */
  readonly lines?: readonly string[];
  /** The lines are those of a document. */
  readonly verbatim?: boolean;
  readonly value: object;
}

interface Question {
  readonly title: string;
  /** Whether the number after it is needed. */
  readonly number?: 'required' | 'optional';
  ask(fn: FnQueries, number: number | undefined, options: CallOptions): Promise<Answer>;
}

const questions: Readonly<Record<string, Question>> = {
  state: {
    title: 'фаза жизни, предупреждения, последний документ',
    ask: async (fn, _number, options) => ({ value: await fn.state(options) }),
  },
  number: {
    title: 'номер ФН',
    ask: async (fn, _number, options) => {
      const number = await fn.number(options);
      return { lines: [number], value: { number } };
    },
  },
  version: {
    title: 'версия ФН',
    ask: async (fn, _number, options) => ({ value: await fn.version(options) }),
  },
  validity: {
    title: 'срок действия и сколько осталось регистраций',
    ask: async (fn, _number, options) => ({ value: await fn.validity(options) }),
  },
  shift: {
    title: 'смена, как её считает ФН',
    ask: async (fn, _number, options) => ({ value: await fn.shift(options) }),
  },
  ofd: {
    title: 'обмен с ОФД: что ждёт отправки и последние ошибки',
    ask: async (fn, _number, options) => ({
      value: { ...(await fn.ofdStatus(options)), errors: await fn.ofdErrors(options) },
    }),
  },
  registration: {
    title: 'параметры регистрации; N — номер отчёта, без него последний',
    number: 'optional',
    ask: async (fn, number, options) => {
      const { fields, ...registration } = found(
        await fn.registration(number, options),
        'Регистрации нет в ФН',
      );
      return { lines: describeObject(registration), value: { ...registration, fields } };
    },
  },
  document: {
    title: 'документ N со всеми реквизитами',
    number: 'required',
    ask: async (fn, number = 0, options) => {
      const index = found(await fn.findDocument(number, options), `Документа ${number} в ФН нет`);
      const document = await fn.readDocument(number, options);
      return {
        lines: document ? renderReceipt(document, { width: PAPER_WIDTH }) : describeObject(index),
        verbatim: document !== undefined,
        value: { ...index, document: document ? toNamed(document) : null },
      };
    },
  },
  ticket: {
    title: 'квитанция ОФД на документ N',
    number: 'required',
    ask: async (fn, number = 0, options) => ({
      value: found(await fn.ticket(number, options), `Квитанции на документ ${number} в ФН нет`),
    }),
  },
};

export const fn = defineCliCommand({
  name: 'fn',
  summary: 'спросить фискальный накопитель',
  details: ['Вопросы:', ...columns(Object.entries(questions).map(([name, { title }]) => [name, title]))].join(
    '\n',
  ),
  arguments: [
    urlArgument,
    { name: 'ВОПРОС', help: 'один из названных выше', choices: Object.keys(questions) },
    { name: 'N', help: 'номер документа или отчёта', optional: true },
  ],
  options: registerOptions,
  examples: ['atol fn tcp://192.168.1.10:5555 state', 'atol fn tcp://192.168.1.10:5555 document 3 --json'],
  readOnly: true,
  async run(context) {
    const [url = '', name = '', text = ''] = context.args;
    const question = questions[name] as Question;
    const number = readNumber(name, question, text);
    const {
      lines,
      value,
      verbatim = false,
    } = await withRegister(context, url, (register) =>
      question.ask(register.fn, number, { signal: context.io.signal }),
    );
    context.print(lines ?? describeObject(value), value, { verbatim });
  },
});

function readNumber(name: string, question: Question, text: string): number | undefined {
  if (question.number === undefined && text !== '') throw new InputError(`После ${name} номер не нужен`);
  if (question.number === 'required' && text === '')
    throw new InputError(`После ${name} нужен номер документа`);
  if (text === '') return undefined;
  if (/^\d{1,10}$/.test(text) && Number(text) > 0) return Number(text);
  throw new InputError(`Номер — целое число больше нуля, а не «${text}»`);
}

/** The FN says no by having nothing. */
function found<T>(value: T | undefined, message: string): T {
  if (value === undefined) throw new NotFoundError(message);
  return value;
}
