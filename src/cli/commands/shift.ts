import { defineCliCommand, type Options } from '../cli-command.js';
import { InputError } from '../errors.js';
import { columns, dateTime } from '../format.js';
import { registerOptions, urlArgument, withRegister } from '../register.js';

const operatorOptions = {
  operator: { type: 'string', value: 'ИМЯ', help: 'должность и фамилия кассира (тег 1021)' },
  inn: { type: 'string', value: 'ИНН', help: 'ИНН кассира, 12 цифр (тег 1203)' },
} as const satisfies Options;

export const shift = defineCliCommand({
  name: 'shift',
  summary: 'открыть или закрыть смену',
  arguments: [{ name: 'действие', choices: ['open', 'close'] }, urlArgument],
  options: { ...operatorOptions, ...registerOptions },
  examples: [
    'atol shift open tcp://192.168.1.10:5555 --operator "Кассир Иванова И. И."',
    'atol shift close tcp://192.168.1.10:5555',
  ],
  readOnly: false,
  async run(context) {
    const [action, url = ''] = context.args;
    const operator = readOperator(context.options.operator, context.options.inn);
    const options = { signal: context.io.signal, ...(operator && { operator }) };
    const report = await withRegister(context, url, (register) =>
      action === 'open' ? register.openShift(options) : register.closeShift(options),
    );
    context.print(
      [
        `Смена ${report.shiftNumber} ${action === 'open' ? 'открыта' : 'закрыта'}`,
        ...columns([
          ['Документ', `${report.documentNumber} от ${dateTime(report.dateTime)}`],
          ['ФП', String(report.fiscalSign)],
          ['ФН', report.fnNumber],
          ['РН ККТ', report.registrationNumber],
        ]),
      ],
      report,
    );
  },
});

function readOperator(name: string | undefined, inn: string | undefined) {
  if (name === undefined && inn !== undefined) throw new InputError('К --inn нужен --operator');
  return name === undefined ? undefined : { name, ...(inn !== undefined && { inn }) };
}
