import { type FiscalResult, parseReceipt, type ReceiptInput } from '../../fiscal/index.js';
import { defineCliCommand, type Options } from '../cli-command.js';
import { InputError } from '../errors.js';
import { columns, dateTime, oneLine, roubles } from '../format.js';
import { readStdin, readTextFile } from '../input.js';
import { jsonErrorPlace } from '../json-position.js';
import { registerOptions, urlArgument, withRegister } from '../register.js';

const receiptOptions = {
  key: { type: 'string', value: 'КЛЮЧ', help: 'имя чека, например номер заказа' },
  journal: { type: 'string', value: 'КАТАЛОГ', help: 'где помнить ключи и результаты, свой у каждой ККТ' },
  'auto-shift': { type: 'boolean', help: 'открыть смену, если закрыта; истёкшую закрыть и открыть новую' },
} as const satisfies Options;

export const receipt = defineCliCommand({
  name: 'receipt',
  summary: 'оформить чек из файла JSON',
  details: [
    'Чек проверяется целиком до того, как в ККТ уйдёт первый байт. Смена должна быть открыта.',
    'После кода 4 чек может быть оформлен. С --journal и --key ту же команду можно повторять, пока не',
    'получится: один ключ — один документ. Без них сначала сверьте последний документ: atol status.',
  ].join('\n'),
  arguments: [urlArgument, { name: 'FILE', help: 'файл с чеком в JSON; «-»: стандартный ввод' }],
  options: { ...receiptOptions, ...registerOptions },
  examples: [
    'atol receipt tcp://192.168.1.10:5555 receipt.json',
    'atol receipt tcp://192.168.1.10:5555 receipt.json --journal ./journal --key order-1017',
    'echo \'{"type":"sell","items":[{"name":"Хлеб","price":45.5,"vat":"vat10"}],"payments":[{"type":"cash","sum":45.5}]}\' | atol receipt tcp://192.168.1.10:5555 -',
  ],
  readOnly: false,
  async run(context) {
    const [url = '', file = ''] = context.args;
    const { journal, key, 'auto-shift': autoShift } = context.options;
    if (key !== undefined && journal === undefined) throw new InputError('К --key нужен --journal');
    const input = parseJson(file === '-' ? await readStdin(context.io) : await readTextFile(file), file);
    const checked = parseReceipt(input as ReceiptInput);
    for (const { path, ru, en } of checked.warnings) {
      const warning = `${path ? `${path}: ` : ''}${oneLine(context.language === 'ru' ? ru : en)}`;
      context.io.stderr(`${context.text(`Предупреждение: ${warning}`)}\n`);
    }
    const result = await withRegister(
      context,
      url,
      (register) =>
        register.issue(checked, { signal: context.io.signal, key, shift: autoShift ? 'auto' : 'manual' }),
      { journal },
    );
    context.print(describeResult(result), result);
  },
});

/** The fiscal data of a receipt for people. */
export function describeResult(result: FiscalResult): string[] {
  return [
    `Чек ${result.receiptNumber} смены ${result.shiftNumber}: ${roubles(result.totalKopecks)}`,
    ...columns([
      ['Документ', `${result.documentNumber} от ${dateTime(result.dateTime)}`],
      ['ФП', String(result.fiscalSign)],
      ['ФН', result.fnNumber],
      ['РН ККТ', result.registrationNumber],
      ['QR', result.qr],
    ]),
  ];
}

function parseJson(text: string, file: string): unknown {
  // Windows editors put a mark in front.
  const json = text.replace(/^\uFEFF/, '');
  try {
    return JSON.parse(json);
  } catch (error) {
    const where = file === '-' ? 'Стандартный ввод' : file;
    if (json.trim() === '') throw new InputError(`${where}: пусто, нужен чек в JSON`, 'JSON', error);
    const { line, column } = jsonErrorPlace(json);
    throw new InputError(`${where}: неверный JSON, строка ${line}, позиция ${column}`, 'JSON', error);
  }
}
