import { FiscalFault, fault } from '../../contract/fault.js';
import type { HttpAnswer } from '../../contract/services.js';

const MAX_BODY = 4 * 1024 * 1024;
const MAX_TIMEOUT_MS = 60_000;
const METHODS = ['GET', 'POST', 'PUT', 'DELETE'];

/**
 * One request to a host that the till's owner allows. Redirects are not followed, answers are cut off at 4 MiB with an
 * error, and the whole exchange has one limit.
 *
 * @param hosts `name` or `name:port`; `*` allows every host.
 */
export async function httpRequest(
  request: unknown,
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

function checked(request: unknown, hosts: readonly string[]) {
  const { method, url, headers = {}, body, timeoutMs = 10_000 } = (request ?? {}) as Record<string, unknown>;
  const problems: string[] = [];
  if (!METHODS.includes(String(method))) problems.push(`method must be one of ${METHODS.join(', ')}`);
  const address = URL.canParse(String(url)) ? new URL(String(url)) : undefined;
  if (address === undefined || !['http:', 'https:'].includes(address.protocol)) {
    problems.push('url must be an http or https address');
  }
  if (body !== undefined && typeof body !== 'string') problems.push('body must be text');
  if (typeof timeoutMs !== 'number' || !(timeoutMs >= 1 && timeoutMs <= MAX_TIMEOUT_MS)) {
    problems.push(`timeoutMs must be 1 to ${MAX_TIMEOUT_MS}`);
  }
  const named = Object.entries((headers ?? {}) as Record<string, unknown>);
  if (named.some(([, value]) => typeof value !== 'string')) problems.push('headers must be texts');
  if (problems.length > 0 || address === undefined) throw refusal('bad-request', problems.join('; '));
  if (!hosts.includes('*') && !hosts.includes(address.host) && !hosts.includes(address.hostname)) {
    throw refusal('not-allowed', `the till does not allow requests to ${address.host}`);
  }
  return {
    method: String(method),
    url: address,
    headers: Object.fromEntries(named) as Record<string, string>,
    body: body as string | undefined,
    timeoutMs: timeoutMs as number,
  };
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
