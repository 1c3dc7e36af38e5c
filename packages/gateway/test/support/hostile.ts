import { connect } from 'node:net';
import { envelope, sale } from './online.js';

/** Sends bytes as they are and gives what came back until the other side has closed, or has been silent for a while. */
export function rawCall(port: number, bytes: string | Uint8Array, silenceMs = 500): Promise<string> {
  return new Promise((resolve) => {
    let heard = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
    socket.setTimeout(silenceMs, () => socket.destroy());
    socket.on('data', (part) => {
      heard += part.toString('latin1');
    });
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(heard));
  });
}

/** Statuses of the answers in what was heard. */
export function statusesOf(heard: string): number[] {
  return [...heard.matchAll(/^HTTP\/1\.1 (\d{3})/gm)].map(([, status]) => Number(status));
}

const pathOf = (group: string): string => `/possystem/v4/${group}/sell`;

/** A receipt that must not get in: it stands where a front server would see the body of another request. */
export function hidden(group: string, token: string, id: string): string {
  const body = JSON.stringify(envelope({ receipt: sale() }, id));
  return [
    `POST ${pathOf(group)} HTTP/1.1`,
    'Host: a',
    `Token: ${token}`,
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    '',
    Buffer.from(body).toString('latin1'),
  ].join('\r\n');
}

/** Requests whose end two servers may see at different places, each with a receipt behind it. */
export function smuggling(
  group: string,
  token: string,
  id: (name: string) => string,
): readonly (readonly [string, string])[] {
  const shape = (name: string, headers: readonly string[], end = '\r\n'): readonly [string, string] => [
    name,
    [`POST ${pathOf(group)} HTTP/1.1`, 'Host: a', `Token: ${token}`, ...headers, '', ''].join(end) +
      hidden(group, token, id(name)),
  ];
  return [
    shape('length and chunks', ['Content-Length: 4', 'Transfer-Encoding: chunked']),
    shape('two lengths', ['Content-Length: 0', 'Content-Length: 5']),
    shape('length with a sign', ['Content-Length: +0']),
    shape('length below zero', ['Content-Length: -1']),
    shape('length in hex', ['Content-Length: 0x0']),
    shape('a list of lengths', ['Content-Length: 0, 0']),
    shape('blank before the colon', ['Content-Length : 0']),
    shape('unknown coding', ['Transfer-Encoding: xchunked']),
    shape('coding twice', ['Transfer-Encoding: chunked, identity']),
    shape('coding behind a tab', ['Transfer-Encoding:\tchunked, x']),
    shape('folded header', ['Content-Length:', ' 0']),
    shape('bare line feeds', ['Content-Length: 0'], '\n'),
    shape('zero byte in a header', ['X: a\0b', 'Content-Length: 0']),
    shape('carriage return in a header', ['X: a\rb', 'Content-Length: 0']),
    shape('chunk of a strange size', ['Transfer-Encoding: chunked', '', '0x0']),
  ];
}

const json = (length: number, group: string, token: string): string =>
  [
    `POST ${pathOf(group)} HTTP/1.1`,
    'Host: a',
    `Token: ${token}`,
    'Content-Type: application/json',
    `Content-Length: ${length}`,
    'Connection: close',
    '',
    '',
  ].join('\r\n');

/** Bodies that are no receipts, in one way or another. */
export function badBodies(group: string, token: string): readonly (readonly [string, Uint8Array])[] {
  const bytes = (body: string | Uint8Array): Uint8Array => {
    const text = typeof body === 'string' ? Buffer.from(body) : body;
    return Buffer.concat([Buffer.from(json(text.length, group, token)), text]);
  };
  const million = 900_000;
  return [
    ['nothing', bytes('')],
    ['no JSON', bytes('{')],
    [
      'bad UTF-8',
      bytes(Buffer.concat([Buffer.from('{"timestamp":"'), Uint8Array.of(0xc3, 0x28), Buffer.from('"}')])),
    ],
    ['half a character', bytes(Buffer.concat([Buffer.from('"'), Uint8Array.of(0xd0), Buffer.from('"')]))],
    ['UTF-16', bytes(Buffer.from('{"timestamp":"x"}', 'utf16le'))],
    ['deep lists', bytes('['.repeat(million / 2) + ']'.repeat(million / 2))],
    ['deep objects', bytes(`${'{"a":'.repeat(million / 6)}1${'}'.repeat(million / 6)}`)],
    ['a deep receipt', bytes(`{"receipt":${'{"client":'.repeat(80_000)}1${'}'.repeat(80_000)}}`)],
    ['many fields', bytes(`{${Array.from({ length: 80_000 }, (_, n) => `"k${n}":1`).join()}}`)],
    ['many items', bytes(`{"receipt":{"items":[${'{},'.repeat(300_000)}{}]}}`)],
    ['a long number', bytes(`{"receipt":{"total":${'9'.repeat(million)}}}`)],
    ['a prototype', bytes('{"__proto__":{"receipt":{}},"constructor":{"prototype":{}}}')],
  ];
}
