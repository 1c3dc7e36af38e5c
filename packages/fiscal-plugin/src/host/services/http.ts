import { FiscalFault, fault } from '../../contract/fault.js';
import type { HttpAnswer, HttpRequest } from '../../contract/services.js';

const MAX_BODY = 4 * 1024 * 1024;

/**
 * One request to a host that the till's owner allows. Redirects are not followed, answers are cut off at 4 MiB with an
 * error, and the whole exchange has one limit.
 *
 * @param hosts `name` or `name:port`; `*` allows every host.
 */
export async function httpRequest(
  request: HttpRequest,
  hosts: readonly string[],
  signal: AbortSignal,
): Promise<HttpAnswer> {
  const { method, url, headers, body, timeoutMs } = checked(request, hosts);
  const limit = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
  try {
    const response = await fetch(url, {
      method,
      headers,
      redirect: 'manual',
      signal: limit,
      ...(body === undefined ? {} : { body }),
    });
    return {
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: await textOf(response),
    };
  } catch (error) {
    if (error instanceof FiscalFault) throw error;
    const name = (error as { name?: unknown } | null)?.name;
    const cause = (error as { cause?: { message?: unknown } } | null)?.cause?.message;
    if (name === 'TimeoutError') throw refusal('timeout', `${url.host}: no answer within ${timeoutMs} ms`);
    throw refusal('unreachable', `${url.host}: ${String(cause ?? (error as Error).message)}`);
  }
}

/** The shape is right; the address is one that may be asked. */
function checked(
  { method, url, headers = {}, body, timeoutMs = 10_000 }: HttpRequest,
  hosts: readonly string[],
) {
  const address = URL.canParse(url) ? new URL(url) : undefined;
  if (address === undefined) throw refusal('bad-request', `${JSON.stringify(url)} is no address`);
  if (!hosts.includes('*') && !hosts.includes(address.host) && !hosts.includes(address.hostname)) {
    throw refusal('not-allowed', `the till does not allow requests to ${address.host}`);
  }
  return { method, url: address, headers, body, timeoutMs };
}

async function textOf(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    length += chunk.length;
    if (length > MAX_BODY) throw refusal('too-large', `the answer has more than ${MAX_BODY} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function refusal(code: string, message: string): FiscalFault {
  return new FiscalFault(fault('plugin', code, message));
}
