/** The register of a measurement, in a process of its own: what it costs must not be paid by one of the drivers. */
import { Emulator } from '../src/emulator/index.js';
import { listenTcp } from '../src/transport/index.js';
import type { DeviceOptions, DeviceReply, DeviceRequest } from './device-process.js';
import { Meter } from './meter.js';
import { slowLine } from './slow-line.js';

const { link = 'v3', speed } = JSON.parse(process.argv[2] ?? '{}') as DeviceOptions;
const meter = new Meter(link);
const emulator = new Emulator({ latency: 0, ...(link === 'p5' && { link }) });
const listener = await listenTcp(
  { port: 0 },
  (connection) => void emulator.serve(meter.watch(speed ? slowLine(connection, speed) : connection)),
);

process.on('message', (request: DeviceRequest) => {
  if (request === 'reset') meter.reset();
  send({ counts: meter.counts });
});
process.on('disconnect', () => process.exit(0));
send({ port: listener.port });

function send(reply: DeviceReply): void {
  process.send?.(reply);
}
