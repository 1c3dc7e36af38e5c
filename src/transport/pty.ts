import { late } from '../util/late.js';
import type { ListenPtyOptions, PtyListener } from './pty-listener.js';
import type { Connection } from './transport.js';

/**
 * The register's side of a virtual serial port: `onConnection` is called once, with a line that lasts until `close()`
 * whoever opens and closes the port meanwhile, as on a real serial cable. Needs the program `socat` (not on Windows).
 *
 * @throws ConnectionError `CONNECT_FAILED` when socat is missing, the name is taken, or no port comes about.
 */
export async function listenPty(
  options: ListenPtyOptions,
  onConnection: (connection: Connection) => void,
): Promise<PtyListener> {
  const { openPty } = await late(() => import('./pty-socat.js'));
  return openPty(options, onConnection);
}
