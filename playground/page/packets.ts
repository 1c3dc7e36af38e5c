import {
  type BufferRequest,
  commandByCode,
  decodeBufferRequest,
  FrameV3Decoder,
} from '../../src/protocol/index.js';
import { P5_START } from '../../src/protocol/p5/frame.js';
import { P5PacketNames } from './p5-packets.js';
import type { Packet } from './packet.js';
import type { Texts } from './texts.js';

const hexOf = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).toUpperCase().padStart(2, '0')).join(' ');

/** Names the packets of either protocol by their commands: an answer has the name of the task that it answers. */
export class PacketNames {
  readonly #texts: Texts;
  readonly #tasks = new Map<number, string>();
  readonly #packets = new Map<number, string>();
  readonly #p5: P5PacketNames;

  constructor(texts: Texts) {
    this.#texts = texts;
    this.#p5 = new P5PacketNames(texts);
  }

  name(dir: 'in' | 'out', bytes: Uint8Array): Packet {
    if (bytes[0] === P5_START[0]) return this.#p5.name(dir, bytes);
    const isV3 = bytes[0] === 0xfe && bytes.length >= 5;
    if (!isV3) return { dir, name: '', parts: [{ kind: 'body', hex: hexOf(bytes) }] };
    const parts: Packet['parts'] = [
      { kind: 'start', hex: hexOf(bytes.subarray(0, 1)) },
      { kind: 'length', hex: hexOf(bytes.subarray(1, 3)) },
      { kind: 'id', hex: hexOf(bytes.subarray(3, 4)) },
      { kind: 'body', hex: hexOf(bytes.subarray(4, -1)) },
      { kind: 'crc', hex: hexOf(bytes.subarray(-1)) },
    ];
    const [event] = [...new FrameV3Decoder().push(bytes, 0)];
    const packet = event && 'data' in event ? event : undefined;
    const id = bytes[3] as number;
    const data = (packet as { data?: Uint8Array } | undefined)?.data ?? bytes.subarray(4, -1);
    return { dir, name: dir === 'out' ? this.#asked(id, data) : this.#answered(id, data), parts };
  }

  #asked(id: number, data: Uint8Array): string {
    const name = this.#requestName(data);
    this.#packets.set(id, name);
    return name;
  }

  #requestName(data: Uint8Array): string {
    let request: BufferRequest;
    try {
      request = decodeBufferRequest(data);
    } catch {
      return this.#texts.link;
    }
    if ('message' in request) {
      const [code = 0, sub] = request.message.subarray(2);
      const name = commandByCode(code, sub)?.name ?? hexOf(Uint8Array.of(code));
      this.#tasks.set(request.tid, name);
      return name;
    }
    if (request.type === 'abort') return this.#texts.link;
    const task = this.#tasks.get(request.tid) ?? '';
    return `${task} — ${request.type === 'request' ? this.#texts.asks : this.#texts.acknowledged}`;
  }

  #answered(id: number, data: Uint8Array): string {
    const [state, tid = 0] = data;
    if (state === 0xa6 || state === 0xa7) return `${this.#texts.answerTo} ${this.#tasks.get(tid) ?? ''}`;
    const name = this.#packets.get(id) ?? this.#texts.link;
    if (state === 0xa1 || state === 0xa2) return `${name} — ${this.#texts.queued}`;
    return `${this.#texts.answerTo} ${name}`;
  }
}
