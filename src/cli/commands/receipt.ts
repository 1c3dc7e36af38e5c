import { type Problem, ValidationError } from '../../errors.js';
import { type Capabilities, checkReceipt, type FiscalResult } from '../../fiscal/index.js';
import { type Context, defineCliCommand, type Options } from '../cli-command.js';
import { InputError } from '../errors.js';
import { columns, dateTime, oneLine, roubles } from '../format.js';
import { encodingOption, parseJson, readJson } from '../json-file.js';
import { registerOptions, urlArgument, withRegister } from '../register.js';

const receiptOptions = {
  key: { type: 'string', value: 'КЛЮЧ', help: 'ключ чека, например номер заказа' },
  journal: { type: 'string', value: 'КАТАЛОГ', help: 'каталог для ключей и результатов, у каждой ККТ свой' },
  'cut-names': { type: 'boolean', help: 'сокращать наименования длиннее 128 символов' },
  capabilities: {
    type: 'string',
    value: 'JSON',
    help: 'что умеет ККТ, если сама она сообщает неверно: {"vatRates":{"vat22":11},"taxations":["osn"]}',
  },
  ...encodingOption,
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
    'echo \'{"type":"sell","taxation":"osn","items":[{"name":"Хлеб","price":45.5,"vat":"vat10"}],"payments":[{"type":"cash","sum":45.5}]}\' | atol receipt tcp://192.168.1.10:5555 -',
  ],
  readOnly: false,
  async run(context) {
    const [url = '', file = ''] = context.args;
    const { journal, key, 'auto-shift': autoShift, 'cut-names': cutNames } = context.options;
    if (key !== undefined && journal === undefined) throw new InputError('К --key нужен --journal');
    const capabilities = readCapabilities(context.options.capabilities);
    const input = await readJson(context.io, file, context.options.encoding);
    const { receipt: checked, problems, warnings } = checkReceipt(input, { cutNames });
    if (!checked) throw new ValidationError(problems, 'Чек неверен');
    warn(context, warnings);
    const result = await withRegister(
      context,
      url,
      (register) =>
        register.issue(checked, { signal: context.io.signal, key, shift: autoShift ? 'auto' : 'manual' }),
      { journal, ...(capabilities && { capabilities }) },
    );
    // What the register's day and registration add.
    const told = new Set(warnings.map(({ path, code }) => `${path} ${code}`));
    warn(
      context,
      (result.warnings ?? []).filter(({ path, code }) => !told.has(`${path} ${code}`)),
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

function warn({ io, language, text }: Context, warnings: readonly Problem[]): void {
  for (const { path, ru, en } of warnings) {
    const warning = `${path ? `${path}: ` : ''}${oneLine(language === 'ru' ? ru : en)}`;
    io.stderr(`${text(`Предупреждение: ${warning}`)}\n`);
  }
}

/** Its content is checked where the options of a connection are. */
function readCapabilities(text: string | undefined): Capabilities | undefined {
  return text === undefined ? undefined : (parseJson(text, '--capabilities') as Capabilities);
}
