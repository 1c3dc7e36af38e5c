import { FiscalFault, fault } from '../../contract/fault.js';
import type { HttpAnswer, HttpRequest } from '../../contract/services.js';
import { bodyOf, limited, within } from '../limited.js';

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
  const limit = limited(timeoutMs, signal);
  try {
    const asked = { method, headers, redirect: 'manual', signal: limit } as const;
    const response = await within(limit, fetch(url, body === undefined ? asked : { ...asked, body }));
    const text = await bodyOf(response, limit, MAX_BODY, tooLarge);
    return {
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: text.toString('utf8'),
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

function tooLarge(): FiscalFault {
  return refusal('too-large', `the answer has more than ${MAX_BODY} bytes`);
}

function refusal(code: string, message: string): FiscalFault {
  return new FiscalFault(fault('plugin', code, message));
}
