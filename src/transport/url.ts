import { type Problem, ValidationError } from '../errors.js';
import { DEFAULT_TCP_PORT, tcp } from './tcp.js';
import type { Transport } from './transport.js';

interface Scheme {
  readonly example: string;
  /** Names of `?name=value` options that the scheme knows. */
  readonly options: readonly string[];
  make(url: URL): Transport;
}

const SCHEMES: Readonly<Record<string, Scheme>> = {
  tcp: {
    example: `tcp://192.168.1.10:${DEFAULT_TCP_PORT}`,
    options: ['connectTimeoutMs'],
    make(url) {
      if (url.hostname === '') throw wrongUrl(url.href, 'URL_HOST', 'нет адреса узла', 'the host is missing');
      if (url.pathname !== '' && url.pathname !== '/') {
        throw wrongUrl(
          url.href,
          'URL_PATH',
          'после порта ничего быть не должно',
          'nothing may follow the port',
        );
      }
      if (url.port === '0')
        throw wrongUrl(url.href, 'URL_PORT', 'порт — число 1..65535', 'the port is a number 1..65535');
      return tcp({
        host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
        port: url.port === '' ? DEFAULT_TCP_PORT : Number(url.port),
        connectTimeoutMs: positiveOption(url, 'connectTimeoutMs'),
      });
    },
  },
};

/**
 * The transport that a URL names: `tcp://host[:port][?connectTimeoutMs=5000]`, port 5555 by default.
 *
 * @throws ValidationError that names the broken rule.
 */
export function transportFor(url: string): Transport {
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
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
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
      'no user name or password belongs here',
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
  return scheme.make(parsed);
}

function positiveOption(url: URL, name: string): number | undefined {
  const text = url.searchParams.get(name);
  if (text === null) return undefined;
  const value = Number(text);
  if (/^\d+$/.test(text) && value > 0) return value;
  throw wrongUrl(
    url.href,
    'URL_OPTION',
    `${name} — целое число больше нуля`,
    `${name} is a whole number above zero`,
  );
}

function wrongUrl(value: string, code: string, ru: string, en: string): ValidationError {
  const problem: Problem = { path: 'url', code, ru, en, value };
  return new ValidationError([problem], 'Неверный адрес ККТ');
}
