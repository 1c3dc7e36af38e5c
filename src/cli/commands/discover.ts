import { discover as search } from '../../register/discover.js';
import type { Discovery } from '../../register/discovery.js';
import { defineCliCommand } from '../cli-command.js';
import { InputError } from '../errors.js';
import { columns, oneLine } from '../format.js';
import type { Language } from '../language.js';
import { readMilliseconds, readPassword, registerOptions } from '../register.js';

export const discover = defineCliCommand({
  name: 'discover',
  summary: 'найти кассы на USB, последовательных портах и указанных узлах сети',
  details: [
    'Ищет всюду сразу. Тому, кто отвечает не как касса, посылаются только пробный кадр второго протокола, один C4',
    'протокола v3 и один ENQ протокола v2.',
  ].join('\n'),
  arguments: [
    {
      name: 'УЗЕЛ',
      help: 'адреса в сети: 192.168.1.10 или 192.168.1.10:5555',
      optional: true,
      rest: true,
    },
  ],
  options: {
    'network-only': { type: 'boolean', help: 'не искать на этом компьютере' },
    serial: { type: 'string', value: 'ПОРТЫ', help: 'только эти порты, через запятую' },
    'baud-rate': { type: 'string', value: 'СКОРОСТЬ', help: 'скорость портов или auto', default: '115200' },
    timeout: { type: 'string', value: 'МС', help: 'предел всего поиска, мс', default: '5000' },
    password: registerOptions.password,
  },
  examples: ['atol discover', 'atol discover 192.168.1.10 192.168.1.11 --network-only --json'],
  readOnly: true,
  async run({ args, options, io, language, print }) {
    const [hosts = ''] = args;
    const local = !options['network-only'];
    const found = await search({
      tcp: hosts.split(' ').filter(Boolean),
      usb: local && options.serial === undefined,
      serial: options.serial?.split(',').filter(Boolean) ?? local,
      baudRate: readBaudRate(options['baud-rate']),
      accessPassword: readPassword(options.password),
      timeoutMs: readMilliseconds('--timeout', options.timeout),
      signal: io.signal,
    });
    print(describe(found, language), found);
  },
});

function readBaudRate(text: string): number | 'auto' {
  if (text === 'auto') return text;
  if (/^\d+$/.test(text)) return Number(text);
  throw new InputError(`--baud-rate — число или auto, а не «${text}»`);
}

function describe({ registers, errors }: Discovery, language: Language): string[] {
  return [
    registers.length > 0 ? `Найдено касс: ${registers.length}` : 'Касс не найдено',
    ...columns(
      registers.map(({ url, modelName, serialNumber, firmware, link }) => [
        url,
        `${modelName} № ${serialNumber || 'нет'}, прошивка ${firmware}, протокол ${link}`,
      ]),
    ),
    ...(errors.length > 0 ? ['Не касса или нет связи:'] : []),
    ...columns(
      errors.map(({ url, error }) => [url, oneLine(language === 'ru' ? error.message : error.english)]),
    ),
  ];
}
