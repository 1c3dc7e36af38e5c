import { ValidationError } from '../../errors.js';
import type { Settings } from '../device/settings.js';
import type { EmulatorOptions } from '../options.js';
import { ETHERNET, type OfdWay, THROUGH_HOST } from './exchange.js';

/** Reads the option `ofd`; an address goes into table 19, as whoever sets a register up would write it. */
export function readOfdWay(
  option: EmulatorOptions['ofd'],
  { tables }: Settings,
  through: EmulatorOptions['ofdThrough'] = 'network',
): OfdWay {
  if (option === undefined || option === 'tables') return option;
  if (typeof option !== 'string') return option;
  const url = /^tcp:\/\/[^/?#@]+$/i.test(option) && URL.canParse(option) ? new URL(option) : undefined;
  const port = Number(url?.port);
  if (!url || url.hostname === '' || port === 0) throw wrong(option);
  tables.set('ofdAddress', url.hostname.replace(/^\[(.*)\]$/, '$1'));
  tables.set('ofdPort', port);
  tables.set('ofdChannel', through === 'host' ? THROUGH_HOST : ETHERNET);
  return 'tables';
}

function wrong(value: string): ValidationError {
  const problem = {
    path: 'ofd',
    code: 'OPTION',
    ru: 'нужен tcp://адрес:порт, «tables» или транспорт',
    en: 'tcp://host:port, "tables" or a transport is needed',
    value,
  };
  return new ValidationError([problem], 'Неверные параметры эмулятора');
}
