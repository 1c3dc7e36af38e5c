import { InputError } from './errors.js';

/** Where to listen: `tcp://127.0.0.1:5555`, port 0 for any free one. Throws InputError. */
export function readListenAddress(text: string): { host: string; port: number } {
  const url = /^tcp:\/\/[^/?#@]+$/i.test(text) && URL.canParse(text) ? new URL(text) : undefined;
  const wrong = new InputError(`Неверный адрес «${text}», нужен вида tcp://127.0.0.1:5555`);
  if (!url || url.hostname === '' || url.port === '') throw wrong;
  return { host: url.hostname.replace(/^\[(.*)\]$/, '$1'), port: Number(url.port) };
}

/** Settles when the signal fires. */
export function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
