import { type CliCommand, commonOptions, type Options, usageOf } from './cli-command.js';
import { columns } from './format.js';
import type { Language } from './language.js';

const EXIT_CODES = [
  ['0', 'выполнено'],
  ['1', 'ККТ отказала: команда не выполнена'],
  ['2', 'ошибка в командной строке или во входных данных'],
  ['3', 'нет связи, ничего не сделано'],
  ['4', 'исход неизвестен: команда могла выполниться'],
] as const;

/** `atol --help` */
export function overview(commands: readonly CliCommand[]): string[] {
  return [
    'atol: работа с ККТ АТОЛ и её эмулятором',
    '',
    'Использование: atol КОМАНДА [аргументы] [параметры]',
    '',
    'Команды:',
    ...columns(commands.map(({ name, summary }) => [name, summary])),
    '',
    'atol help КОМАНДА  справка о команде',
    'atol --version     версия',
    '',
    'URL: адрес ККТ, например tcp://192.168.1.10:5555',
    '',
    'Коды возврата:',
    ...columns(EXIT_CODES),
    '',
    'Ошибка — одна строка в stderr; с --json ещё и объект {"error":{...}} в stdout.',
  ];
}

/** `atol COMMAND --help` */
export function helpOf(command: CliCommand, language: Language): string[] {
  const { summary, details, examples } = command;
  const described = command.arguments.filter(({ help }) => help !== undefined);
  const options = Object.entries<Options[string]>({ ...command.options, ...commonOptions });
  return [
    `atol ${command.name}: ${summary}`,
    '',
    usageOf(command),
    ...(details ? ['', typeof details === 'function' ? details(language) : details] : []),
    ...(described.length > 0
      ? ['', 'Аргументы:', ...columns(described.map(({ name, help = '' }) => [name, help]))]
      : []),
    '',
    'Параметры:',
    ...columns(options.map(([name, option]) => [optionName(name, option), optionHelp(option)])),
    '',
    'Примеры:',
    ...examples.map((example) => `  ${example}`),
  ];
}

function optionName(name: string, option: Options[string]): string {
  return option.type === 'string' ? `--${name} ${option.value}` : `--${name}`;
}

function optionHelp(option: Options[string]): string {
  const preset = option.type === 'string' ? option.default : undefined;
  return preset === undefined ? option.help : `${option.help}; без параметра ${preset}`;
}
