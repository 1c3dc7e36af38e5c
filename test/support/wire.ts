import { decodeBufferRequest } from '../../src/protocol/classic/buffer-v3.js';
import { ASYNC_PACKET_ID, encodeFrameV3, FrameV3Decoder } from '../../src/protocol/classic/frame-v3.js';
import type { Connection, Transport } from '../../src/transport/transport.js';
import { AsyncQueue } from '../../src/util/queue.js';

type Pass = (direction: 'out' | 'in', chunk: Uint8Array) => Uint8Array;

/** A transport whose bytes are seen, and may be changed, on their way. `reply` puts bytes in front of the host. */
function tapped(transport: Transport, tap: (reply: (bytes: Uint8Array) => void) => Pass): Transport {
  return {
    name: transport.name,
    async connect(signal) {
      const line = await transport.connect(signal);
      const inbox = new AsyncQueue<Uint8Array>();
      const pass = tap((bytes) => inbox.push(bytes));
      void (async () => {
        try {
          for await (const chunk of line) inbox.push(pass('in', chunk));
          inbox.end();
        } catch (error) {
          inbox.fail(error);
        }
      })();
      return {
        write: (chunk) => line.write(pass('out', chunk)),
        close: () => line.close(),
        [Symbol.asyncIterator]: () => inbox[Symbol.asyncIterator](),
      } satisfies Connection;
    },
  };
}

/** Counts how a host of link v3 makes the register wait, and what it puts into it. */
export class WireTap {
  /** How often the host wrote after it had read. */
  turns = 0;
  /** Most tasks, and bytes of their packets, that were in the register at a time. */
  mostTasks = 0;
  mostBytes = 0;
  readonly #running = new Map<number, number>();
  #read = true;

  reset(): void {
    this.turns = this.mostTasks = this.mostBytes = 0;
    this.#read = true;
  }

  watch(transport: Transport): Transport {
    return tapped(transport, () => {
      const decoders = { out: new FrameV3Decoder(), in: new FrameV3Decoder() };
      return (direction, chunk) => {
        for (const event of decoders[direction].push(chunk)) {
          if (event.type !== 'packet') continue;
          if (direction === 'out') this.#onRequest(event.data);
          else this.#onReply(event.id, event.data);
        }
        if (direction === 'in') this.#read = true;
        return chunk;
      };
    });
  }

  #onRequest(data: Uint8Array): void {
    const request = decodeBufferRequest(data);
    if (request.type !== 'add' && request.type !== 'acknowledgeAndAdd') return;
    if (this.#read) this.turns++;
    this.#read = false;
    this.#running.set(request.tid, data.length);
    const bytes = [...this.#running.values()].reduce((sum, length) => sum + length, 0);
    this.mostTasks = Math.max(this.mostTasks, this.#running.size);
    this.mostBytes = Math.max(this.mostBytes, bytes);
  }

  /** Results of the asynchronous style. */
  #onReply(id: number, data: Uint8Array): void {
    if (id === ASYNC_PACKET_ID) this.#running.delete(data[1] as number);
  }
}

/** A register that refuses C5 with B4. */
export function withoutC5(transport: Transport): Transport {
  return tapped(transport, (reply) => {
    const decoder = new FrameV3Decoder();
    return (direction, chunk) => {
      if (direction === 'in') return chunk;
      const passed: number[] = [];
      for (const event of decoder.push(chunk)) {
        if (event.type !== 'packet') continue;
        if (event.data[0] === 0xc5) reply(encodeFrameV3(event.id, Uint8Array.of(0xb4)));
        else passed.push(...encodeFrameV3(event.id, event.data));
      }
      return Uint8Array.from(passed);
    };
  });
}
