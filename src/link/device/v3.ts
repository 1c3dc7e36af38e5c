import { ConnectionError, ProtocolError } from '../../errors.js';
import {
  BufferRefusal,
  type BufferRequest,
  decodeBufferRequest,
  encodeAsyncResult,
  encodeBufferReply,
  encodeDoubleReply,
  TaskFlag,
  TaskState,
} from '../../protocol/classic/buffer-v3.js';
import { ASYNC_PACKET_ID, type FrameV3Sink } from '../../protocol/classic/frame-v3.js';
import type { Connection } from '../../transport/transport.js';
import { layerLog, logBytes } from '../../util/debug.js';
import type { Trace } from '../link.js';
import { V3Line } from '../v3/line.js';
import { crash } from './crash.js';
import { type DeviceTask, type Execution, stateByte, TaskBuffer } from './v3-task-buffer.js';

const log = layerLog('link');

/** Packet ids of hosts; others get no "repeat" when they come damaged. */
const MAX_HOST_PACKET_ID = 0xdf;

/** Replies remembered per line for a host that asks to repeat one. */
const REMEMBERED_REPLIES = 16;

export interface V3DeviceOptions {
  /**
   * Executes one message: access password (2 bytes), then the command. Called strictly one at a time, in order of arrival.
   * Must not reject: a refusal is an answer.
   */
  execute: (message: Uint8Array) => Promise<Execution>;
  /** `async` (default): A1, then the result in packet F0. `sync`: the result in the reply. */
  answers?: 'async' | 'sync' | undefined;
  /** Results kept until acknowledged, the oldest goes first. Default 16. */
  results?: number | undefined;
  /** Tasks that may wait behind the running one. Default 32. */
  capacity?: number | undefined;
  /** A bad register: it loses the results of a connection together with it. Default false. */
  forgetOnDisconnect?: boolean | undefined;
  /** Longest silence inside a packet, in milliseconds. Default 500. */
  gapMs?: number | undefined;
  trace?: Trace | undefined;
  /** `execute` rejected: the lines are closed and the buffer is lost, as when firmware dies. Default: the error is thrown out of the event loop. */
  onCrash?: ((error: unknown) => void) | undefined;
}

/** The register's side of link v3. Results belong to the register: they survive its connections. */
export class V3Device {
  readonly #options: V3DeviceOptions;
  readonly #buffer: TaskBuffer<DeviceLine>;
  readonly #lines = new Set<DeviceLine>();
  #executing = false;

  constructor(options: V3DeviceOptions) {
    this.#options = options;
    this.#buffer = new TaskBuffer({ capacity: options.capacity ?? 32, results: options.results ?? 16 });
  }

  /** Answers one host until its line ends; never rejects. Several lines may be served at once. */
  async serve(connection: Connection): Promise<void> {
    const line = new DeviceLine(connection, this.#options);
    this.#lines.add(line);
    const sink: FrameV3Sink = {
      packet: (id, data) => this.#onPacket(line, id, data),
      broken(id, reason) {
        // The rest of a packet that was cut never comes, and a wrong header names nobody: only whole packets are asked for again.
        const whole = reason === 'crc' || reason === 'escape';
        if (whole && id !== undefined && id <= MAX_HOST_PACKET_ID) line.askToRepeat(id);
      },
    };
    try {
      for await (const chunk of line.chunks) {
        line.receive(chunk, sink);
        // A host that does not read must not make us collect replies forever.
        await line.written;
      }
    } catch (error) {
      if (error instanceof ConnectionError) log('line ended: %s', error.message);
      else this.#crash(error);
    } finally {
      this.#lines.delete(line);
      if (this.#options.forgetOnDisconnect) this.#buffer.forget(line);
      await line.close();
    }
  }

  /** Power loss: the buffer is empty and every line is gone. What is executing right now cannot report any more. */
  async reset(): Promise<void> {
    this.#buffer.clear();
    await Promise.all([...this.#lines].map((line) => line.close()));
  }

  #onPacket(line: DeviceLine, id: number, data: Uint8Array): void {
    if (id >= ASYNC_PACKET_ID) {
      logBytes(log, `packet with id ${id} ignored:`, data);
      return;
    }
    if (data.length === 0) {
      line.repeat(id);
      return;
    }
    let request: BufferRequest;
    try {
      request = decodeBufferRequest(data);
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      log('illegal request: %s', error.message);
      line.reply(id, encodeBufferReply(BufferRefusal.illegalValue));
      return;
    }
    this.#obey(line, id, request);
  }

  #obey(line: DeviceLine, id: number, request: BufferRequest): void {
    switch (request.type) {
      case 'add':
        this.#add(line, request, (state, answer) => line.reply(id, encodeBufferReply(state, answer)));
        return;
      case 'acknowledgeAndAdd':
        this.#buffer.acknowledge(request.acknowledged);
        this.#add(line, request, (state, answer) =>
          line.reply(id, encodeDoubleReply(TaskState.result, state, answer)),
        );
        return;
      case 'request': {
        const task = this.#buffer.find(request.tid);
        if (task === undefined) {
          line.reply(id, encodeBufferReply(BufferRefusal.notFound));
          return;
        }
        // The reply to C1 belongs to another line: a host that comes back waits for packet F0, whatever the style of answers.
        if (task.line !== line) task.respond = undefined;
        task.line = line;
        line.reply(id, encodeBufferReply(stateByte(task.status), task.answer));
        return;
      }
      case 'acknowledge':
        // There are hosts that answer every A3 with C2: an A3 for an id that nobody knows would keep them going for ever.
        line.reply(
          id,
          encodeBufferReply(
            this.#buffer.acknowledge(request.tid) ? TaskState.result : BufferRefusal.illegalValue,
          ),
        );
        return;
      case 'abort':
        this.#buffer.clear();
        line.reply(id, encodeBufferReply(TaskState.result));
        return;
    }
  }

  #add(
    line: DeviceLine,
    { tid, flags, message }: { tid: number; flags: number; message: Uint8Array },
    respond: (state: number, answer?: Uint8Array) => void,
  ): void {
    const added = this.#buffer.add(tid, flags, message, line);
    if (added === undefined) {
      respond(BufferRefusal.overflow);
      return;
    }
    const { task, fresh } = added;
    const holdBack =
      this.#options.answers === 'sync' && fresh && task.status === 'queued' && wantsResult(task);
    if (holdBack) task.respond = respond;
    else respond(stateByte(task.status), task.answer);
    void this.#execute();
  }

  async #execute(): Promise<void> {
    if (this.#executing) return;
    this.#executing = true;
    try {
      for (let task = this.#buffer.next(); task !== undefined; task = this.#buffer.next()) {
        this.#finish(task, await this.#options.execute(task.message));
      }
    } catch (error) {
      this.#crash(error);
    } finally {
      this.#executing = false;
    }
  }

  #finish(task: DeviceTask<DeviceLine>, execution: Execution): void {
    const stopped = this.#buffer.finish(task, execution);
    if (stopped === undefined) return;
    if (task.respond !== undefined) {
      task.respond(stateByte(task.status), task.answer);
      task.respond = undefined;
    } else if (wantsResult(task)) {
      const result = encodeAsyncResult({ failed: execution.refused, tid: task.tid, answer: task.answer });
      task.line.send(ASYNC_PACKET_ID, result);
    }
    for (const other of stopped) {
      other.respond?.(TaskState.stopped, other.answer);
      other.respond = undefined;
    }
  }

  #crash(error: unknown): void {
    void this.reset();
    crash(error, this.#options.onCrash);
  }
}

function wantsResult(task: DeviceTask<unknown>): boolean {
  return (task.flags & TaskFlag.resultNeeded) !== 0;
}

/** One connection of the register. */
class DeviceLine {
  readonly #line: V3Line;
  /** By packet id, the oldest first. */
  readonly #replies = new Map<number, Uint8Array>();
  #alive = true;
  /** Settles when everything sent so far is on its way; never rejects. */
  written: Promise<void> = Promise.resolve();

  constructor(connection: Connection, options: V3DeviceOptions) {
    this.#line = new V3Line(connection, options);
  }

  get chunks(): AsyncIterable<Uint8Array> {
    return this.#line.chunks;
  }

  receive(chunk: Uint8Array, sink: FrameV3Sink): void {
    this.#line.receive(chunk, sink);
  }

  reply(id: number, data: Uint8Array): void {
    this.#replies.delete(id);
    this.#replies.set(id, data);
    const [oldest] = this.#replies.keys();
    if (this.#replies.size > REMEMBERED_REPLIES && oldest !== undefined) this.#replies.delete(oldest);
    this.send(id, data);
  }

  /** The host got a damaged reply. */
  repeat(id: number): void {
    const data = this.#replies.get(id);
    if (data !== undefined) this.send(id, data);
  }

  /** An empty packet: we got a damaged one with this id. */
  askToRepeat(id: number): void {
    this.send(id, new Uint8Array(0));
  }

  /** One packet is one write. */
  send(id: number, data: Uint8Array): void {
    if (!this.#alive) return;
    this.#line.add(id, data);
    this.written = this.#line.write().catch((error: Error) => {
      this.#alive = false;
      log('reply lost: %s', error.message);
    });
  }

  async close(): Promise<void> {
    this.#alive = false;
    await this.#line.close();
  }
}
