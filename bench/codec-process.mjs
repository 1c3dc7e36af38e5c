// Encodes and decodes with the protocol in a folder, and tells how fast.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [folder] = process.argv.slice(2);
const { commands, decodeRequest, encodeFrameV3, encodeRequest, FrameV3Decoder, openMessage } = await import(
  pathToFileURL(join(folder, 'protocol.mjs')).href
);

const ROUNDS = 100_000;
const item = {
  flags: 2,
  price: 10_050,
  quantity: 2000,
  total: 20_100,
  tax: 1,
  taxSum: 0,
  department: 0,
  subject: 1,
  method: 4,
  discountSign: 0,
  discount: 0,
  name: 'Товар первый',
};

function nanoseconds(work) {
  for (let index = 0; index < ROUNDS / 10; index++) work();
  const started = performance.now();
  for (let index = 0; index < ROUNDS; index++) work();
  return ((performance.now() - started) * 1e6) / ROUNDS;
}

/** Packets like those of receipts, in the chunks of a socket. */
function megabytesPerSecond() {
  const packet = (index) =>
    Uint8Array.from({ length: 5 + ((index * 7) % 90) }, (_, at) => (index * 31 + at * 17) & 0xff);
  const stream = Buffer.concat(
    Array.from({ length: 200 }, (_, index) => encodeFrameV3(index % 0xf0, packet(index))),
  );
  const decoder = new FrameV3Decoder();
  let bytes = 0;
  const started = performance.now();
  while (performance.now() - started < 1000) {
    for (let at = 0; at < stream.length; at += 1024) decoder.push(stream.subarray(at, at + 1024));
    bytes += stream.length;
  }
  return bytes / (performance.now() - started) / 1000;
}

const message = encodeRequest(commands.endPosition, item);
process.send(
  {
    encodeNs: nanoseconds(() => encodeRequest(commands.endPosition, item)),
    decodeNs: nanoseconds(() => decodeRequest(commands.endPosition, openMessage(message).reader)),
    megabytes: megabytesPerSecond(),
  },
  () => process.exit(),
);
