import { restated } from '../../errors/restated.js';
import {
  AbortedError,
  AtolError,
  ConnectionError,
  DeviceError,
  ProtocolError,
  TimeoutError,
} from '../../errors.js';
import { decodeP5Result, encodeP5Command } from '../../protocol/p5/command.js';
import { stateCommands } from '../../protocol/p5/commands/state.js';
import { isP5Data, P5_REGISTER, type P5Frame, p5Flag } from '../../protocol/p5/frame.js';
import {
  encodeP5Request,
  P5_BUSY,
  P5_TEST,
  type P5Channel,
  p5Channel,
  p5Op,
} from '../../protocol/p5/message.js';
import type { Connection } from '../../transport/transport.js';
import { type Clock, realClock } from '../../util/clock.js';
import { layerLog } from '../../util/debug.js';
import { JobQueue } from '../../util/queue.js';
import { asConnectionError } from '../connection-error.js';
import { type ExchangeOptions, type Link, type LinkTask, taskOf } from '../link.js';
import { P5Counters, type P5HostState } from './counters.js';
import { noLink, notSent, tooLong, unknown } from './host-errors.js';
import type { P5HostOptions, P5ResumeResult } from './host-options.js';
import { P5Line } from './line.js';
import { P5Questions } from './questions.js';
import {
  answerTo,
  type Heard,
  lostResult,
  openP5Message,
  type P5Task,
  p5Message,
  SHORTEST_ANSWER,
  silent,
  Waiter,
  withTask,
} from './task.js';
import { P5_TIMERS, type P5Timers } from './timers.js';

const log = layerLog('link');

/** Answers without our result, one after another, until the task counts as forgotten. */
const TIMES_NOTHING = 2;
/** A question that got lost is asked again. */
const SAFE_ATTEMPTS = 3;

/**
 * The host's side of the second protocol over one connection. A command goes out once and never again: after a silence the register is
 * asked whether it is at work (`A9 AB`), and when it is not, for its last result (op 42), which counts by its task id only.
 */
export class P5Host implements Link {
  readonly version = 'p5';
  readonly closed: Promise<ConnectionError | undefined>;
  readonly #line: P5Line;
  readonly #clock: Clock;
  readonly #timers: P5Timers;
  readonly #counters: P5Counters;
  readonly #turns = new JobQueue(1);
  readonly #questions = new P5Questions();
  readonly #waiters = new Map<
    P5Channel,
    { readonly tid: number; readonly asked: boolean; readonly waiter: Waiter }
  >();
  readonly #broken: Promise<never>;
  #break!: (error: ConnectionError) => void;
  #resolveClosed!: (error: ConnectionError | undefined) => void;
  #ended: ConnectionError | undefined;
  /** Gets what the register sends to the operator of fiscal data through us (channel C4). */
  onOfd: ((data: Uint8Array) => void) | undefined;

  private constructor(connection: Connection, options: P5HostOptions) {
    const { state, firstTid = Math.floor(Math.random() * 256), clock = realClock, trace } = options;
    this.#line = new P5Line(connection, trace);
    this.#clock = clock;
    this.#timers = { ...P5_TIMERS, ...options.timers };
    this.#counters = new P5Counters(state, firstTid);
    this.closed = new Promise((resolve) => {
      this.#resolveClosed = resolve;
    });
    this.#broken = new Promise((_, reject) => {
      this.#break = reject;
    });
    this.#broken.catch(() => undefined);
    void this.#read();
  }

  /**
   * Takes over a fresh connection; it is closed again when this fails.
   *
   * @throws TimeoutError `NO_LINK` when nobody sends the test frame back, ConnectionError, AbortedError.
   */
  static async open(connection: Connection, options: P5HostOptions = {}): Promise<P5Host> {
    const host = new P5Host(connection, options);
    if (options.state !== undefined) return host;
    try {
      await host.#test(options.signal);
      return host;
    } catch (error) {
      await host.close();
      throw error;
    }
  }

  /** As `open` over a connection on which the test frame has already come back. */
  static async found(connection: Connection, options: P5HostOptions = {}): Promise<P5Host> {
    const host = new P5Host(connection, options);
    try {
      await host.#confirm(options.signal);
      return host;
    } catch (error) {
      await host.close();
      throw error;
    }
  }

  /** For the next connection to the same register. */
  get state(): P5HostState {
    return this.#counters.state;
  }

  exchange(message: Uint8Array, options: ExchangeOptions): Promise<Uint8Array> {
    return this.#turns.inTurn(async () => {
      const { channel, body } = openP5Message(message);
      if (body.length > this.#counters.longest) throw tooLong(body.length, this.#counters.longest);
      await this.#untilIdle(channel, options);
      for (let attempt = 1; ; attempt++) {
        if (this.#ended) throw notSent(this.#ended);
        const task = { channel, tid: this.#counters.tid(channel), body };
        const result = await this.#carry(task, options, true);
        if (result.state === 'answer') return result.answer;
        if (!options.safe || attempt === SAFE_ATTEMPTS) throw lostResult(task);
      }
    }, options.signal);
  }

  /** Asks for the result of a task whose outcome is unknown, on this or on a later connection. It is never sent again. */
  resume(task: LinkTask, options: ExchangeOptions): Promise<P5ResumeResult> {
    return this.#turns.inTurn(() => {
      const { channel, body } = openP5Message(task.message);
      return this.#carry({ channel, tid: task.tid, body }, options, false);
    }, options.signal);
  }

  /** Sends to the register what came from the operator of fiscal data (channel C4). */
  sendOfd(data: Uint8Array): Promise<void> {
    return this.#write(p5Channel.ofd, data);
  }

  async close(): Promise<void> {
    this.#end(new ConnectionError('CLOSED', 'Соединение с ККТ закрыто'), undefined);
    await this.#line.close();
  }

  async #test(signal: AbortSignal | undefined): Promise<void> {
    const waiter = this.#listen(p5Channel.test, -1, true);
    try {
      await this.#write(p5Channel.test, P5_TEST);
      if (await waiter.answer(this.#timers.testMs, this.#broken, signal)) return this.#confirm(signal);
    } finally {
      this.#waiters.delete(p5Channel.test);
    }
    throw noLink();
  }

  /** A line that sends everything back is no register: one answers what it is asked. */
  async #confirm(signal: AbortSignal | undefined): Promise<void> {
    const { channelLimit } = stateCommands;
    const body = encodeP5Command(channelLimit, { channel: p5Channel.fiscal });
    const options = { timeoutMs: this.#timers.testMs, signal };
    try {
      const answer = await this.exchange(p5Message(p5Channel.transport, body), options);
      this.#counters.limit = Math.max(SHORTEST_LIMIT, decodeP5Result(channelLimit, answer).bytes);
    } catch (error) {
      if (error instanceof TimeoutError) throw noLink();
      // An error code, or an answer that is no number: nobody knows the limit.
      if (!(error instanceof DeviceError || error instanceof ProtocolError)) throw error;
    }
  }

  /** Sends a task, or only asks for it, until its answer or the end of its time. */
  async #carry(task: P5Task, options: ExchangeOptions, send: boolean): Promise<P5ResumeResult> {
    const { channel, tid } = task;
    const waiter = this.#listen(channel, tid, !send);
    try {
      if (send) await this.#write(channel, encodeP5Request({ tid, op: p5Op.execute, body: task.body }));
      const result = await this.#await(task, waiter, options, send);
      if (result.state === 'answer') this.#counters.heard(channel);
      return result;
    } catch (error) {
      this.#counters.suspend(channel);
      if (error instanceof AtolError && taskOf(error) === undefined) throw withTask(unknown(error), task);
      throw error;
    } finally {
      this.#waiters.delete(channel);
    }
  }

  async #await(
    task: P5Task,
    waiter: Waiter,
    options: ExchangeOptions,
    sent: boolean,
  ): Promise<P5ResumeResult> {
    const { channel } = task;
    const { silenceMs, resultMs, busyMs, busyLimitMs } = this.#timers;
    const { signal, timeoutMs } = options;
    const start = this.#clock.now();
    // Nobody can be asked about the channel that is asked.
    const alone = channel === p5Channel.transport;
    const first = alone ? timeoutMs : Math.min(silenceMs, timeoutMs);
    let silentSince = start;
    let nothing = 0;
    // Once it is asked, an answer of the channel counts as ours only when one did before: until then noise is no reason to ask early.
    const patient = alone || !this.#counters.isOurs(channel);
    let heard: Heard | undefined;
    if (sent) heard = await waiter[patient ? 'answer' : 'wait'](first, this.#broken, signal);
    for (;;) {
      if (heard?.type === 'answer') return { state: 'answer', answer: heard.body };
      if (heard?.type === 'nothing' && ++nothing >= TIMES_NOTHING) {
        // Between frames that are about something else the answer may still be on its way.
        const late = heard.said ? undefined : await waiter.answer(resultMs, this.#broken, signal);
        return late ? { state: 'answer', answer: late.body } : { state: 'forgotten' };
      }
      if (alone) throw silent(task);
      const now = this.#clock.now();
      if (now - silentSince >= timeoutMs || now - start >= busyLimitMs) throw silent(task);
      const state = await this.#stateOf(channel, signal);
      if (state === 'at work') {
        silentSince = this.#clock.now();
        nothing = 0;
        heard = await waiter.wait(busyMs, this.#broken, signal);
        continue;
      }
      heard = await this.#ask(task, waiter, resultMs, signal);
      // It speaks, is at no work, and gives no result when it is asked for one: it keeps none.
      if (state === 'idle') heard ??= { type: 'nothing', said: true };
    }
  }

  /** Op 42: the last result of the channel, under the id of its own task. */
  async #ask(
    { channel, tid }: P5Task,
    waiter: Waiter,
    ms: number,
    signal: AbortSignal | undefined,
  ): Promise<Heard | undefined> {
    // The kept result of a stranger may carry the id of our task by chance.
    this.#waiters.set(channel, { tid, asked: true, waiter });
    const question = { tid: this.#counters.tid(channel), op: p5Op.result, body: NOTHING };
    this.#questions.asked(channel);
    await this.#write(channel, encodeP5Request(question));
    const heard = await waiter.wait(ms, this.#broken, signal);
    if (!heard) this.#questions.given(channel);
    return heard;
  }

  /** What a channel does; undefined when nobody says so in words that are known. */
  async #stateOf(
    channel: P5Channel,
    signal: AbortSignal | undefined,
  ): Promise<'at work' | 'idle' | undefined> {
    const { channelState } = stateCommands;
    const tid = this.#counters.tid(p5Channel.transport);
    const waiter = this.#listen(p5Channel.transport, tid, false);
    try {
      const body = encodeP5Command(channelState, { channel });
      await this.#write(p5Channel.transport, encodeP5Request({ tid, op: p5Op.execute, body }));
      const heard = await waiter.answer(this.#timers.stateMs, this.#broken, signal);
      if (!heard) return undefined;
      return (decodeP5Result(channelState, heard.body).state & P5_BUSY) !== 0 ? 'at work' : 'idle';
    } catch (error) {
      // An error code, or an answer that is no number.
      if (error instanceof ConnectionError || error instanceof AbortedError) throw error;
      return undefined;
    } finally {
      this.#waiters.delete(p5Channel.transport);
    }
  }

  /**
   * A task that was given up may still be going on; nothing is sent on top of it, however long it takes: a register that says that it is
   * at work is not silent. Who has enough before ends it by the signal.
   */
  async #untilIdle(channel: P5Channel, { signal, timeoutMs }: ExchangeOptions): Promise<void> {
    if (!this.#counters.mayBeAtWork(channel)) return;
    const until = this.#clock.now() + Math.max(timeoutMs, this.#timers.busyLimitMs);
    try {
      while ((await this.#stateOf(channel, signal)) === 'at work') {
        if (this.#clock.now() >= until)
          throw new TimeoutError('NO_ANSWER', 'ККТ занята предыдущей командой', { outcome: 'not-sent' });
        await this.#clock.sleep(this.#timers.busyMs, signal);
      }
    } catch (error) {
      throw error instanceof AtolError ? restated(error, { outcome: 'not-sent' }) : error;
    }
  }

  #listen(channel: P5Channel, tid: number, asked: boolean): Waiter {
    const waiter = new Waiter(this.#clock);
    this.#waiters.set(channel, { tid, asked, waiter });
    return waiter;
  }

  #write(channel: P5Channel, data: Uint8Array): Promise<void> {
    if (this.#ended) return Promise.reject(notSent(this.#ended));
    const frame = { seq: this.#counters.seq(), dst: P5_REGISTER, src: channel, flags: p5Flag.data, data };
    const written = this.#line.write(frame).catch((error: unknown) => {
      throw this.#end(asConnectionError(error), asConnectionError(error));
    });
    // A write that is stuck ends with the line.
    return Promise.race([written, this.#broken]);
  }

  #take(frame: P5Frame): void {
    if (frame.data.length === P5_TEST.length && frame.data.every((byte, index) => byte === P5_TEST[index]))
      this.#waiters.get(p5Channel.test)?.waiter.hear({ type: 'answer', body: frame.data });
    const channel = frame.dst as P5Channel;
    if (channel === p5Channel.ofd && isP5Data(frame)) this.onOfd?.(frame.data);
    const waiting = this.#waiters.get(channel);
    if ((frame.flags & p5Flag.ignored) !== 0) return;
    const body = answerTo(waiting?.tid, frame);
    const isOwn = body !== undefined && (!waiting?.asked || this.#counters.isOurs(channel));
    if (isOwn) {
      waiting?.waiter.hear({ type: 'answer', body });
      return;
    }
    // Whose result it is that nobody waits for does not matter, but it was given.
    const isAnswer = this.#questions.answered(channel);
    if (!waiting) return;
    const said = !isP5Data(frame);
    if (said) log('transport error %d', frame.data[0]);
    if (waiting.asked ? isAnswer : said) waiting.waiter.hear({ type: 'nothing', said });
    else if (!waiting.asked && frame.data.length < SHORTEST_ANSWER) waiting.waiter.disturb();
  }

  async #read(): Promise<void> {
    try {
      for await (const chunk of this.#line.chunks) {
        const { frames, damaged } = this.#line.receive(chunk);
        for (const frame of frames) this.#take(frame);
        if (damaged && frames.length === 0) for (const { waiter } of this.#waiters.values()) waiter.disturb();
      }
      this.#end(new ConnectionError('CLOSED', 'Соединение с ККТ закрыто'), undefined);
    } catch (error) {
      const lost = asConnectionError(error);
      this.#end(lost, lost);
    }
  }

  #end(error: ConnectionError, died: ConnectionError | undefined): ConnectionError {
    if (this.#ended) return this.#ended;
    this.#ended = error;
    this.#break(error);
    this.#resolveClosed(died);
    return error;
  }
}

const NOTHING = new Uint8Array(0);
/** No register can do with less. */
const SHORTEST_LIMIT = 64;
