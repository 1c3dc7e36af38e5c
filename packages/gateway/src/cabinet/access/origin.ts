import type { FastifyRequest } from 'fastify';

/**
 * Whether a page of another site makes this request: its Origin is not ours, or the browser says that it comes from elsewhere.
 * Programs send neither.
 */
export function isForeign({ headers, host }: FastifyRequest): boolean {
  const { origin } = headers;
  if (origin !== undefined && hostOf(origin) !== host) return true;
  const site = headers['sec-fetch-site'];
  return site !== undefined && site !== 'same-origin' && site !== 'none';
}

function hostOf(origin: string): string | undefined {
  try {
    return new URL(origin).host;
  } catch {
    return undefined;
  }
}

/** A path of ours to go back to; anything else leads to the first page. */
export function localPath(text: string | undefined): string {
  return text !== undefined && /^\/(?![/\\])[\x21-\x7e]*$/.test(text) ? text : '/';
}
