import { AtolError } from '../../errors.js';
import type { OfdEvent } from '../../register/p5/index.js';
import type { CashRegister } from '../../register/register.js';
import { defineCliCommand } from '../cli-command.js';
import { oneLine } from '../format.js';
import { untilAborted } from '../listening.js';
import { registerOptions, urlArgument, withRegister } from '../register.js';

export const ofdProxy = defineCliCommand({
  name: 'ofd-proxy',
  summary: 'передавать документы ККТ её ОФД через этот компьютер',
  details: [
    'Второй протокол, касса без своей сети: в её настройках канал обмена с ОФД — через компьютер (ofdChannel = 5) и адрес ОФД.',
    'Соединяет только с этим адресом. Печатает, что происходит, и работает до SIGINT (Ctrl+C) или SIGTERM.',
    'Кассовая программа может делать то же сама: connect(url, { ofd: "host" }).',
  ].join('\n'),
  arguments: [urlArgument],
  options: registerOptions,
  examples: ['atol ofd-proxy usb://2912:0005', 'atol ofd-proxy serial:///dev/ttyACM0 --json'],
  readOnly: true,
  async run(context) {
    const [url = ''] = context.args;
    const { io, print, language } = context;
    let useless: AtolError | undefined;
    const onOfd = (event: OfdEvent): void => {
      if (event.type === 'elsewhere') useless = elsewhere(event.channel);
      else if (event.type === 'failed') useless = event.error;
      else
        print(
          textOf(event, (error) => oneLine(language === 'ru' ? error.message : error.english)),
          event,
        );
    };
    const carry = async (kkt: CashRegister): Promise<void> => {
      kkt.onOfd(onOfd);
      if (useless) throw useless;
      await untilAborted(io.signal);
    };
    await withRegister(context, url, carry, { ofd: 'host' });
  },
});

function elsewhere(channel: number): AtolError {
  const message = `В настройках ККТ другой канал обмена с ОФД (ofdChannel = ${channel}), через компьютер — 5`;
  return new AtolError('OFD_UNAVAILABLE', message, { outcome: 'not-sent' });
}

type Told = Exclude<OfdEvent, { type: 'elsewhere' | 'failed' }>;

const ends = {
  register: 'закрыла ККТ',
  ofd: 'закрыл ОФД',
  limit: 'слишком много данных или тишина',
  line: 'пропала связь с ККТ',
  unreachable: 'нет связи с ОФД',
} as const;

function textOf(event: Told, reason: (error: AtolError) => string): string {
  if (event.type === 'version') return `ККТ просит обмен версии ${event.version}, такая неизвестна`;
  const address = `${event.host}:${event.port}`;
  switch (event.type) {
    case 'ready':
      return `готово: ОФД ${address}`;
    case 'connecting':
      return `соединение с ${address}`;
    case 'connected':
      return `есть связь с ${address}`;
    case 'refused':
      return `отказано: ${address} нет в настройках ККТ`;
    case 'closed':
      return event.error
        ? `нет связи с ${address}: ${reason(event.error)}`
        : `конец связи с ${address}: ${ends[event.by]}, в ОФД ${event.toOfd}, из ОФД ${event.toRegister} байт`;
  }
}
