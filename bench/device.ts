/** The register of a measurement, in a process of its own: what it costs must not be paid by one of the drivers. */
import { readFileSync } from 'node:fs';
import { Emulator } from '../src/emulator/index.js';
import { ConnectionError } from '../src/errors.js';
import { type Connection, listenTcp } from '../src/transport/index.js';
import type { DeviceOptions, DeviceReply, DeviceRequest } from './device-process.js';
import { Meter } from './meter.js';
import { Recorder, Replay } from './recording.js';
import { slowLine } from './slow-line.js';

const { link = 'v3', speed, bare, record, replay } = JSON.parse(process.argv[2] ?? '{}') as DeviceOptions;
const meter = new Meter(link);
const emulator = new Emulator({ latency: 0, ...(link === 'p5' && { link }) });
const recorder = new Recorder();
const replayed = replay === undefined ? undefined : new Replay(JSON.parse(readFileSync(replay, 'utf8')));
const serve = (line: Connection): void => {
  if (bare) void answer(line, bare);
  else if (replayed) replayed.serve(line).catch(unlessGone);
  else void emulator.serve(record ? recorder.watch(line) : meter.watch(line));
};
const listener = await listenTcp({ port: 0 }, (line) => serve(speed ? slowLine(line, speed) : line));
/** The same register without a delay, to warm up over. */
const fast = await listenTcp({ port: 0 }, serve);

process.on('message', (request: DeviceRequest) => {
  if (request === 'reset') meter.reset();
  send(request === 'recording' ? { recording: recorder.lines } : { counts: meter.counts });
});
process.on('disconnect', () => process.exit(0));
send({ port: listener.port, fastPort: fast.port });

/** A request that was not recorded is an unhandled rejection, and ends the process; a host that leaves is none. */
function unlessGone(error: unknown): void {
  if (!(error instanceof ConnectionError)) throw error;
}

async function answer(line: Connection, lengths: ReadonlyArray<readonly number[]>): Promise<void> {
  let next = 0;
  for await (const _chunk of line)
    for (const length of lengths[next++ % lengths.length] ?? []) await line.write(new Uint8Array(length));
}

function send(reply: DeviceReply): void {
  process.send?.(reply);
}
