import { type Problem, ValidationError } from '../errors.js';
import { needText } from '../util/arguments.js';
import { BAUD_RATES } from './baud-rates.js';
import { serial } from './serial.js';
import { DEFAULT_TCP_PORT, tcp } from './tcp.js';
import type { Transport } from './transport.js';
import { usb } from './usb.js';

interface Scheme {
  readonly example: string;
  /** Names of `?name=value` options that the scheme knows. */
  readonly options: readonly string[];
  /** Turns the address into one that URL can read, where it cannot. */
  readable?(url: string): string;
  /** `text` is the address as it was given. */
  make(url: URL, text: string): Transport;
}

const SCHEMES: Readonly<Record<string, Scheme>> = {
  tcp: {
    example: `tcp://192.168.1.10:${DEFAULT_TCP_PORT}`,
    options: ['connectTimeoutMs'],
    make(url, text) {
      if (url.hostname === '') throw wrongUrl(text, 'URL_HOST', 'нет адреса узла', 'the host is missing');
      if (url.pathname !== '' && url.pathname !== '/') {
        throw wrongUrl(text, 'URL_PATH', 'после порта ничего быть не должно', 'nothing may follow the port');
      }
      if (url.port === '0')
        throw wrongUrl(text, 'URL_PORT', 'порт — число 1..65535', 'the port is a number 1..65535');
      return tcp({
        host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
        port: url.port === '' ? DEFAULT_TCP_PORT : Number(url.port),
        connectTimeoutMs: positiveOption(url, text, 'connectTimeoutMs'),
      });
    },
  },
  serial: {
    example: 'serial:///dev/ttyACM0?baudRate=115200',
    options: ['baudRate'],
    make(url, text) {
      const path = url.hostname === '' ? decodeURIComponent(url.pathname) : url.host;
      const windowsPort = /^COM\d+$/i.test(url.host) && url.pathname.replace('/', '') === '';
      if (!windowsPort && !(url.hostname === '' && path.length > 1)) {
        throw wrongUrl(
          text,
          'URL_PATH',
          'нужен полный путь порта или COM с номером: serial:///dev/ttyACM0, serial://COM3',
          'a full path or COM with a number is needed: serial:///dev/ttyACM0, serial://COM3',
        );
      }
      return serial({ path: windowsPort ? path.toUpperCase() : path, baudRate: baudRateOption(url, text) });
    },
  },
  usb: {
    example: 'usb://2912:0005',
    options: ['serial', 'interface'],
    // The product id is hexadecimal and no port.
    readable: (url) => url.replace(/^(usb:\/\/[0-9a-f]{1,4}):/i, '$1/'),
    make(url, text) {
      const [vendorId, productId] = [url.host, url.pathname.slice(1)].map((id) =>
        /^[0-9a-f]{1,4}$/i.test(id) ? Number.parseInt(id, 16) : undefined,
      );
      if (vendorId === undefined || productId === undefined) {
        throw wrongUrl(
          text,
          'URL_USB_IDS',
          'нужны номера изготовителя и изделия, по 4 шестнадцатеричные цифры: usb://2912:0005',
          'vendor and product ids are needed, 4 hex digits each: usb://2912:0005',
        );
      }
      const selector = { vendorId, productId, serial: url.searchParams.get('serial') ?? undefined };
      return usb(selector, { interface: numberOption(url, text, 'interface') });
    },
  },
};

/**
 * The transport that a URL names: `tcp://host[:port][?connectTimeoutMs=5000]` (port 5555 by default),
 * `serial:///dev/ttyACM0[?baudRate=115200]`, `serial://COM3`, `usb://2912:0005[?serial=...][&interface=0]`.
 * A speed of `auto` lets the link try the usual ones.
 *
 * @throws ValidationError that names the broken rule.
 */
export function transportFor(url: string): Transport {
  needText(url, 'url');
  const name = /^([a-z][a-z0-9+.-]*):\/\//i.exec(url)?.[1]?.toLowerCase();
  const examples = Object.values(SCHEMES).map((scheme) => scheme.example);
  if (name === undefined) {
    throw wrongUrl(
      url,
      'URL_SYNTAX',
      `нужен адрес вида ${examples.join(', ')}`,
      `write it like ${examples.join(', ')}`,
    );
  }
  const scheme = Object.hasOwn(SCHEMES, name) ? SCHEMES[name] : undefined;
  if (scheme === undefined) {
    const known = Object.keys(SCHEMES).join(', ');
    throw wrongUrl(
      url,
      'URL_SCHEME',
      `неизвестная схема «${name}», известны: ${known}`,
      `unknown scheme "${name}", known: ${known}`,
    );
  }
  const readable = scheme.readable?.(url) ?? url;
  const parsed = URL.canParse(readable) ? new URL(readable) : undefined;
  if (parsed === undefined) {
    const port = /:([^:\]/?#]*)(?:[/?#].*)?$/.exec(url.slice(name.length + 3))?.[1];
    if (port !== undefined && !(/^\d+$/.test(port) && Number(port) <= 65_535)) {
      throw wrongUrl(url, 'URL_PORT', 'порт — число 1..65535', 'the port is a number 1..65535');
    }
    throw wrongUrl(
      url,
      'URL_SYNTAX',
      `нужен адрес вида ${scheme.example}`,
      `write it like ${scheme.example}`,
    );
  }
  if (parsed.username !== '' || parsed.password !== '') {
    throw wrongUrl(
      url,
      'URL_USER',
      'имя и пароль в адресе не нужны',
      'an address has no user name and no password',
    );
  }
  for (const option of parsed.searchParams.keys()) {
    if (scheme.options.includes(option)) continue;
    const known = scheme.options.join(', ');
    throw wrongUrl(
      url,
      'URL_OPTION',
      `неизвестный параметр «${option}», известны: ${known}`,
      `unknown option "${option}", known: ${known}`,
    );
  }
  return scheme.make(parsed, url);
}

function positiveOption(url: URL, address: string, name: string): number | undefined {
  const text = url.searchParams.get(name);
  if (text === null) return undefined;
  const value = Number(text);
  if (/^\d+$/.test(text) && value > 0) return value;
  throw wrongUrl(
    address,
    'URL_OPTION',
    `${name} — целое число больше нуля`,
    `${name} is a whole number above zero`,
  );
}

function numberOption(url: URL, address: string, name: string): number | undefined {
  const text = url.searchParams.get(name);
  if (text === null) return undefined;
  if (/^\d+$/.test(text)) return Number(text);
  throw wrongUrl(
    address,
    'URL_OPTION',
    `${name} — целое число от нуля`,
    `${name} is a whole number from zero`,
  );
}

function baudRateOption(url: URL, address: string): number | 'auto' | undefined {
  const text = url.searchParams.get('baudRate');
  if (text === null || text === 'auto') return text ?? undefined;
  const value = BAUD_RATES.find((rate) => String(rate) === text);
  if (value !== undefined) return value;
  throw wrongUrl(
    address,
    'URL_OPTION',
    `baudRate — auto или одна из скоростей ${BAUD_RATES.join(', ')}`,
    `baudRate is auto or one of ${BAUD_RATES.join(', ')}`,
  );
}

function wrongUrl(value: string, code: string, ru: string, en: string): ValidationError {
  const problem: Problem = { path: 'url', code, ru, en, value };
  return new ValidationError([problem], 'Неверный адрес ККТ');
}
