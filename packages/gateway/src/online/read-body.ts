import type { FastifyRequest } from 'fastify';
import { Refusal } from './errors.js';

/** JSON of a request that may say so or nothing. @throws Refusal 41 for another type, 40 for what is no JSON in UTF-8 */
export function jsonOf({ headers, body }: FastifyRequest): unknown {
  const type = headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  if (type !== undefined && type !== '' && type !== 'application/json') throw new Refusal(41);
  return parse(body instanceof Uint8Array ? body : new Uint8Array());
}

/** A GET with a body: some clients ask for tokens so. Undefined without one. */
export async function bodyOfGet({ raw }: FastifyRequest, limit: number): Promise<unknown> {
  const length = raw.headers['content-length'];
  if ((length === undefined || length === '0') && raw.headers['transfer-encoding'] === undefined)
    return undefined;
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of raw as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > limit) throw new Refusal(40, { text: 'Слишком длинный запрос' });
    chunks.push(chunk);
  }
  return parse(Buffer.concat(chunks));
}

function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as unknown;
  } catch {
    throw new Refusal(40, { text: 'Тело запроса — не JSON в UTF-8' });
  }
}
