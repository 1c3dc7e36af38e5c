import { encodeFrameV3, FrameV3Decoder } from '../src/protocol/classic/frame-v3.js';

const SECONDS = 1;
const CHUNK = 1024;

/** Packets like those of receipts, in the chunks of a socket. */
export function decoderThroughput(): { megabytes: number; packets: number } {
  const stream = Buffer.concat(
    Array.from({ length: 200 }, (_, i) =>
      encodeFrameV3(
        i % 0xf0,
        Uint8Array.from({ length: 5 + ((i * 7) % 90) }, (_, j) => (i * 31 + j * 17) & 0xff),
      ),
    ),
  );
  const decoder = new FrameV3Decoder();
  const end = performance.now() + SECONDS * 1000;
  let [bytes, packets] = [0, 0];
  while (performance.now() < end) {
    for (let at = 0; at < stream.length; at += CHUNK) {
      const chunk = stream.subarray(at, at + CHUNK);
      packets += decoder.push(chunk).length;
      bytes += chunk.length;
    }
  }
  if (decoder.discarded > 0) throw new Error(`${decoder.discarded} bytes were discarded`);
  return { megabytes: bytes / SECONDS / 1e6, packets: packets / SECONDS };
}
