import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';

/**
 * Why a request is refused; undefined for one that is welcome. Programs and our own page are; pages of others are not, nor is
 * one whose own name was made to point here (DNS rebinding), which is seen by that name.
 */
export function refusalOf({ headers, method }: IncomingMessage, listening: string): string | undefined {
  const { origin, host } = headers;
  if (origin !== undefined && origin !== `http://${host}`) return 'Не для страниц в браузере';
  if (!isOurs(host, listening)) return `Чужое имя узла: ${host ?? 'нет'}`;
  // What a page of another site embeds has no origin; browsers tell it by this. A link to our page may be followed.
  const site = headers['sec-fetch-site'] ?? 'none';
  const followed =
    method === 'GET' && headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document';
  if (site !== 'none' && site !== 'same-origin' && !followed) return 'Не для страниц в браузере';
  return undefined;
}

/** An address of numbers, `localhost`, or the name that we listen on. */
function isOurs(header: string | undefined, host: string): boolean {
  const name = header?.replace(/:\d*$/, '').replace(/^\[(.*)\]$/, '$1') ?? '';
  return name.toLowerCase() === host.toLowerCase() || name.toLowerCase() === 'localhost' || isIP(name) !== 0;
}
