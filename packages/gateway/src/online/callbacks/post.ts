import { type LookupAddress, lookup } from 'node:dns';
import { request } from 'node:http';
import { request as secureRequest } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { forbidden } from './addresses.js';

export interface PostOptions {
  readonly url: string;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Loopback and private addresses are allowed. */
  readonly allowInside: boolean;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Posts JSON to an address that a stranger has chosen. Addresses are checked after DNS, at the moment of connecting;
 * redirects are not followed; of the answer only the status is read. Resolves with the status, rejects when there is none.
 */
export function post({ url, body, headers, allowInside, timeoutMs, signal }: PostOptions): Promise<number> {
  const target = new URL(url);
  const secure = target.protocol === 'https:';
  if (!secure && target.protocol !== 'http:') return Promise.reject(new Error(`не http: ${target.protocol}`));
  const host = target.hostname.replace(/^\[(.*)\]$/, '$1');
  const why = isIP(host) ? forbidden(host, allowInside) : undefined;
  if (why !== undefined) return Promise.reject(new Error(`адрес запрещён: ${why}`));
  return new Promise<number>((resolve, reject) => {
    const timeout = AbortSignal.timeout(timeoutMs);
    const call = (secure ? secureRequest : request)(target, {
      method: 'POST',
      agent: false,
      lookup: checkedLookup(allowInside),
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
      headers: {
        'content-type': 'application/json; charset=utf-8',
        'content-length': Buffer.byteLength(body),
        'user-agent': 'atol-gateway',
        ...headers,
      },
    });
    call.on('response', (response) => {
      resolve(response.statusCode ?? 0);
      // Whatever else is said is of no interest, and may have no end.
      response.destroy();
    });
    call.on('error', (error) => reject(timeout.aborted ? new Error(`нет ответа за ${timeoutMs} мс`) : error));
    call.end(body);
  });
}

/** One forbidden address among those of a name forbids the name. */
function checkedLookup(allowInside: boolean): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, addresses: LookupAddress[]) => {
      if (error) return callback(error, '', 0);
      for (const { address } of addresses) {
        const why = forbidden(address, allowInside);
        if (why !== undefined) return callback(new Error(`адрес запрещён: ${hostname} → ${why}`), '', 0);
      }
      const [first] = addresses;
      if (options.all)
        return (callback as unknown as (error: null, all: LookupAddress[]) => void)(null, addresses);
      return callback(null, first?.address ?? '', first?.family ?? 0);
    });
  };
}
