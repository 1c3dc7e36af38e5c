import { ProtocolError } from '../../errors.js';
import { decodeP5Command, encodeP5Answer, encodeP5Refusal } from '../../protocol/p5/command.js';
import { p5CommandOf } from '../../protocol/p5/commands/index.js';
import { stateCommands } from '../../protocol/p5/commands/state.js';
import { p5ErrorCode } from '../../protocol/p5/errors.js';
import { isP5Data, P5_REGISTER, type P5Frame, p5Flag } from '../../protocol/p5/frame.js';
import {
  decodeP5Message,
  decodeP5Request,
  P5_BUSY,
  type P5Channel,
  type P5Request,
  p5Channel,
  p5Op,
} from '../../protocol/p5/message.js';
import type { Connection } from '../../transport/transport.js';
import { type Clock, callAfter, realClock } from '../../util/clock.js';
import { P5Line } from '../p5/line.js';

/** Executes one command of channel C3 or C5; an empty answer is none at all, as without power. */
export type P5Execute = (channel: P5Channel, body: Uint8Array) => Promise<Uint8Array>;

/** What came from, and goes to, the host on channel C4. */
export interface P5OfdPort {
  /** A host is there; `send` reaches it until it goes. */
  opened(send: (data: Uint8Array) => void): void;
  received(data: Uint8Array): void;
  closed(): void;
}

export interface P5DeviceOptions {
  execute: P5Execute;
  /** Gets exceptions of the device itself. */
  onCrash: (error: unknown) => void;
  clock?: Clock | undefined;
  /**
   * How the result of a slow command comes: by itself when it is there (`async`, default), or only when the host asks for it by op 42
   * (`sync`), when the command took longer than `patienceMs`.
   */
  answers?: 'async' | 'sync' | undefined;
  /** Default 500 ms. */
  patienceMs?: number | undefined;
  /** The last results are lost together with the line. Default false. */
  forgetOnDisconnect?: boolean | undefined;
  ofd?: P5OfdPort | undefined;
}

/** Greatest request of a channel: task id, op and command. */
const LIMIT = 1024;
const PATIENCE_MS = 500;
const FIRST_SEQ = 0x18;

/** One channel of the register: what it executes, and its last result. */
interface ChannelState {
  /** Task that is being executed, and the line that wants its answer. */
  running: { readonly tid: number; line: DeviceLine | undefined } | undefined;
  kept: { readonly tid: number; readonly body: Uint8Array } | undefined;
}

/**
 * The register's side of the second protocol. The last result of every channel is kept over lost lines; op 42 gives it under the id of
 * its own task. Nothing is ever executed twice.
 */
export class P5Device {
  readonly #options: P5DeviceOptions;
  readonly #clock: Clock;
  readonly #channels = new Map<P5Channel, ChannelState>();
  readonly #lines = new Set<DeviceLine>();

  constructor(options: P5DeviceOptions) {
    this.#options = options;
    this.#clock = options.clock ?? realClock;
  }

  /** Answers a host until the line ends. Never rejects. */
  async serve(connection: Connection): Promise<void> {
    const line = new DeviceLine(connection, this.#options.onCrash);
    this.#lines.add(line);
    this.#options.ofd?.opened((data) => line.send(p5Channel.ofd, p5Flag.data, data));
    try {
      for await (const chunk of line.chunks) {
        for (const frame of line.receive(chunk)) this.#take(line, frame);
      }
    } catch {
      // The line died.
    } finally {
      line.ended = true;
      this.#lines.delete(line);
      if (this.#lines.size === 0) this.#options.ofd?.closed();
      if (this.#options.forgetOnDisconnect)
        for (const state of this.#channels.values()) state.kept = undefined;
    }
  }

  /** Ends every line and forgets every result, as when power fails. */
  async reset(): Promise<void> {
    const lines = [...this.#lines];
    this.#channels.clear();
    await Promise.all(lines.map((line) => line.close()));
  }

  #take(line: DeviceLine, frame: P5Frame): void {
    if (frame.dst !== P5_REGISTER || !isP5Data(frame) || line.isRepeat(frame)) return;
    const channel = frame.src as P5Channel;
    switch (channel) {
      case p5Channel.test:
        // Sent back as it came, header and all.
        line.echo(frame);
        return;
      case p5Channel.ofd:
        this.#options.ofd?.received(frame.data);
        return;
      case p5Channel.transport:
      case p5Channel.fiscal:
      case p5Channel.system:
        this.#request(line, channel, frame.data);
        return;
      default:
      // F5 and channels that nobody knows need no answer.
    }
  }

  #request(line: DeviceLine, channel: P5Channel, data: Uint8Array): void {
    let request: P5Request;
    try {
      request = decodeP5Request(data);
    } catch (error) {
      if (error instanceof ProtocolError) return;
      throw error;
    }
    if (channel === p5Channel.transport) line.answer(channel, request.tid, this.#transport(request.body));
    else if (request.op === p5Op.result) this.#giveResult(line, channel);
    else if (request.op === p5Op.execute) void this.#execute(line, channel, request);
  }

  async #execute(line: DeviceLine, channel: P5Channel, { tid, body }: P5Request): Promise<void> {
    if (body.length + 2 > LIMIT) {
      line.answer(channel, tid, encodeP5Refusal(p5ErrorCode('invalidCommandLength')));
      return;
    }
    const state = this.#state(channel);
    const running: NonNullable<ChannelState['running']> = { tid, line };
    state.running = running;
    state.kept = undefined;
    const { answers = 'async', patienceMs = PATIENCE_MS } = this.#options;
    const cancel =
      answers === 'async'
        ? (): void => undefined
        : callAfter(this.#clock, patienceMs, () => {
            running.line = undefined;
          });
    try {
      const answer = await this.#options.execute(channel, body);
      // A reset, or a host that did not wait for the end of the task before.
      if (this.#channels.get(channel) !== state || answer.length === 0) return;
      state.kept = { tid, body: answer };
      running.line?.answer(channel, tid, answer);
    } catch (error) {
      this.#options.onCrash(error);
    } finally {
      cancel();
      if (state.running === running) state.running = undefined;
    }
  }

  #giveResult(line: DeviceLine, channel: P5Channel): void {
    const { running, kept } = this.#state(channel);
    if (running) {
      // The answer will come when it is there, on the line that asked last.
      if (running.line || this.#options.answers !== 'sync') running.line = line;
    } else if (kept) line.answer(channel, kept.tid, kept.body);
    else line.send(channel, p5Flag.data | p5Flag.transportError, Uint8Array.of(1));
  }

  #transport(body: Uint8Array): Uint8Array {
    const { channelLimit, channelState } = stateCommands;
    try {
      const message = decodeP5Message(body);
      const command = p5CommandOf(p5Channel.transport, message);
      if (command === undefined) return encodeP5Refusal(p5ErrorCode('notSupported'));
      const { channel } = decodeP5Command(channelState, message);
      if (command.name === channelLimit.name) return encodeP5Answer(channelLimit, { bytes: LIMIT });
      const busy = this.#channels.get(channel as P5Channel)?.running !== undefined;
      return encodeP5Answer(channelState, { state: busy ? P5_BUSY : 0 });
    } catch (error) {
      if (error instanceof ProtocolError) return encodeP5Refusal(p5ErrorCode('invalidCommandFormat'));
      throw error;
    }
  }

  #state(channel: P5Channel): ChannelState {
    const state = this.#channels.get(channel) ?? { running: undefined, kept: undefined };
    this.#channels.set(channel, state);
    return state;
  }
}

/** One line to a host. */
class DeviceLine {
  readonly #line: P5Line;
  readonly #onCrash: (error: unknown) => void;
  #seq = FIRST_SEQ;
  #last: P5Frame | undefined;
  ended = false;

  constructor(connection: Connection, onCrash: (error: unknown) => void) {
    this.#line = new P5Line(connection, undefined);
    this.#onCrash = onCrash;
  }

  get chunks(): AsyncIterable<Uint8Array> {
    return this.#line.chunks;
  }

  receive(chunk: Uint8Array): readonly P5Frame[] {
    return this.#line.receive(chunk).frames;
  }

  /** The very same frame again, counter and all: the line doubled it, no host did. */
  isRepeat(frame: P5Frame): boolean {
    const last = this.#last;
    this.#last = frame;
    return (
      last !== undefined &&
      frame.src !== p5Channel.test &&
      last.seq === frame.seq &&
      last.src === frame.src &&
      last.data.length === frame.data.length &&
      last.data.every((byte, index) => byte === frame.data[index])
    );
  }

  answer(channel: P5Channel, tid: number, body: Uint8Array): void {
    this.send(channel, p5Flag.data, Uint8Array.of(tid, ...body));
  }

  send(channel: P5Channel, flags: number, data: Uint8Array): void {
    const seq = this.#seq;
    this.#seq = (seq + 1) & 0xff;
    this.echo({ seq, dst: channel, src: P5_REGISTER, flags, data });
  }

  /** A host that is gone needs no answer. */
  echo(frame: P5Frame): void {
    if (this.ended) return;
    this.#line.write(frame).catch((error: unknown) => {
      this.ended = true;
      if (!(error instanceof Error && error.name === 'ConnectionError')) this.#onCrash(error);
    });
  }

  async close(): Promise<void> {
    this.ended = true;
    await this.#line.close();
  }
}
