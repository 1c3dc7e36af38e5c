import { P5FrameDecoder } from '../../src/protocol/p5/frame.js';
import {
  decodeP5Answer,
  decodeP5Message,
  decodeP5Request,
  p5Channel,
  p5CommandOf,
  p5Op,
} from '../../src/protocol/p5/index.js';
import type { Packet } from './packet.js';
import type { Texts } from './texts.js';

const ESCAPE = 0x26;
const DONE = '00';
/** Where each part of a frame ends, counted in bytes without their escapes. */
const ENDS = { start: 2, length: 4, id: 8 } as const;

const hex = (byte: number): string => byte.toString(16).toUpperCase().padStart(2, '0');

/** The bytes of a frame as they came; an escape stands with the byte behind it. */
function bytesOf(bytes: Uint8Array): string[] {
  const shown: string[] = [];
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] as number;
    if (byte === ESCAPE && at + 1 < bytes.length) shown.push(`${hex(byte)} ${hex(bytes[++at] as number)}`);
    else shown.push(hex(byte));
  }
  return shown;
}

/** Names the frames of the second protocol: a command by its name, an answer by the task that it answers, with the code of a refusal. */
export class P5PacketNames {
  readonly #texts: Texts;
  /** Task ids count per channel. */
  readonly #tasks = new Map<string, string>();

  constructor(texts: Texts) {
    this.#texts = texts;
  }

  name(dir: 'in' | 'out', bytes: Uint8Array): Packet {
    const shown = bytesOf(bytes);
    const part = (from: number, to?: number): string => shown.slice(from, to).join(' ');
    return {
      dir,
      name: this.#name(dir, bytes),
      parts: [
        { kind: 'start', hex: part(0, ENDS.start) },
        { kind: 'length', hex: part(ENDS.start, ENDS.length) },
        { kind: 'id', hex: part(ENDS.length, ENDS.id) },
        { kind: 'body', hex: part(ENDS.id, -1) },
        { kind: 'crc', hex: part(-1) },
      ],
    };
  }

  #name(dir: 'in' | 'out', bytes: Uint8Array): string {
    const [event] = new P5FrameDecoder().push(bytes);
    if (event?.type !== 'frame') return '';
    const { src, dst, data } = event.frame;
    const channel = dir === 'out' ? src : dst;
    const named: readonly number[] = [p5Channel.transport, p5Channel.fiscal, p5Channel.system];
    if (!named.includes(channel)) return channel === p5Channel.ofd ? this.#texts.ofd : this.#texts.link;
    try {
      return dir === 'out' ? this.#asked(channel, data) : this.#answered(channel, data);
    } catch {
      return this.#texts.link;
    }
  }

  #asked(channel: number, data: Uint8Array): string {
    const { tid, op, body } = decodeP5Request(data);
    if (op === p5Op.result) return this.#texts.asks;
    const message = decodeP5Message(body);
    const name = p5CommandOf(channel, message)?.name ?? message.code;
    this.#tasks.set(`${channel} ${tid}`, name);
    return name;
  }

  #answered(channel: number, data: Uint8Array): string {
    const { tid, body } = decodeP5Answer(data);
    const { code } = decodeP5Message(body);
    const name = `${this.#texts.answerTo} ${this.#tasks.get(`${channel} ${tid}`) ?? ''}`;
    return code === DONE ? name : `${name}: ${code}`;
  }
}
