import type { ServerResponse } from 'node:http';
import type { Emulator } from '../emulator.js';
import { toJson } from './json.js';
import { commandOf, View } from './view.js';

/** Commands that a page sees of the time before it was opened. */
const BEFORE = 80;
/** A busy register has hundreds of events a second; people see ten. */
const PAUSE_MS = 100;
/** The clock goes on without events. */
const TICK_MS = 1000;
/** A reader that is this far behind gets no more until it has read. */
const BACKLOG = 1_000_000;

/** Sends what the page shows, as events of HTML's EventSource, until the reader goes. */
export function sendLive(emulator: Emulator, response: ServerResponse): void {
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
  });
  const view = new View(emulator);
  let since = (emulator.events.recent.at(-1)?.sequence ?? 0) - BEFORE;
  let timer: NodeJS.Timeout | undefined;
  const push = (): void => {
    timer = undefined;
    if (response.writableLength > BACKLOG) return;
    const commands = emulator.events.recent.filter(({ sequence }) => sequence > since);
    since = commands.at(-1)?.sequence ?? since;
    const body = { ...view.read(), commands: commands.flatMap((event) => commandOf(event) ?? []) };
    response.write(`data: ${toJson(body)}\n\n`);
  };
  const soon = (): void => {
    timer ??= setTimeout(push, PAUSE_MS);
  };
  const off = emulator.events.on('*', soon);
  const ticks = setInterval(soon, TICK_MS);
  ticks.unref();
  response.on('close', () => {
    off();
    clearInterval(ticks);
    clearTimeout(timer);
  });
  push();
}
