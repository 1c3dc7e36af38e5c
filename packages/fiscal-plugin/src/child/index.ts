/**
 * The program that a plug-in runs in: a child process or a worker thread of the host. Not for import by anybody.
 *
 * argv: the plug-in's main file, the till's process.
 */
import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import type { Port } from '../bridge/port.js';
import { type AnyMessagePort, portOf } from '../bridge/port.js';
import { pluginOf, servePlugin } from '../runtime/serve.js';
import { endWithTill } from './watch.js';

const MAX_TEXT = 2000;

const port = parentPort === null ? parentProcess() : portOf(parentPort as unknown as AnyMessagePort);
const file = String(parentPort === null ? process.argv[2] : (workerData as { file: string }).file);

try {
  const peer = servePlugin(port, pluginOf(await import(pathToFileURL(file).href)));
  peer.emit('ready', {});
} catch (error) {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  port.send({ kind: 'event', name: 'load-failed', data: { text: text.slice(0, MAX_TEXT) } });
}

function parentProcess(): Port {
  endWithTill();
  return {
    send: (message) => {
      process.send?.(message);
    },
    onMessage: (listener) => {
      process.on('message', listener);
    },
    // A plug-in without its till has nothing to do.
    onClose: () => {
      process.on('disconnect', () => process.exit(0));
    },
    close: () => process.disconnect?.(),
  };
}
