import { AbortedError, ConnectionError, type Outcome, TimeoutError } from '../../errors.js';
import { Writer } from '../../protocol/bytes.js';
import { BufferCode, type BufferRequest, writeBufferRequest } from '../../protocol/classic/buffer-v3.js';
import { ASYNC_PACKET_ID, type FrameV3Sink, singleByte } from '../../protocol/classic/frame-v3.js';
import type { Connection } from '../../transport/transport.js';
import type { Clock } from '../../util/clock.js';
import { layerLog, logBytes } from '../../util/debug.js';
import { onAbort } from '../../util/signal.js';
import { asConnectionError } from '../connection-error.js';
import type { Trace } from '../link.js';
import { PacketLedger, TaskLedger, type V3HostState } from './ledger.js';
import { V3Line } from './line.js';
import { Alarm, type V3Timers } from './timers.js';

const log = layerLog('link');

export interface V3ChannelOptions {
  state: V3HostState | undefined;
  timers: V3Timers;
  clock: Clock;
  trace: Trace | undefined;
}

/** What a packet of ours was, to understand its reply. */
type Sent<Subject> =
  | { readonly type: 'subject'; readonly subject: Subject; readonly acknowledged: number | undefined }
  | { readonly type: 'acknowledge'; readonly tid: number }
  | { readonly type: 'abort' };

/** Says both what is sent and what was. */
const ABORT = { type: 'abort' } as const;

/** The owner of a channel: it knows the tasks. */
export interface ChannelOwner<Subject> {
  /** Still interested in a reply? */
  waitsFor(subject: Subject): boolean;
  onReply(subject: Subject, id: number, data: Uint8Array): void;
  onAsync(data: Uint8Array): void;
  /** Something came damaged, nobody knows what. */
  onDamage(): void;
  onEnd(error: ConnectionError): void;
  /** C4 would hit tasks that are on their way. */
  readonly busy: boolean;
}

interface AddedTask {
  readonly flags: number;
  readonly tid: number;
  readonly message: Uint8Array;
}

/** Somebody waits for the reply to the first C4. */
interface Start {
  reply(): void;
  damage(): void;
  end(error: ConnectionError): void;
}

/** Packets of the host with their ids, and the acknowledgements (C2) and aborts (C4) that nobody waits for. */
export class V3Channel<Subject> {
  readonly tids: TaskLedger;
  readonly closed: Promise<ConnectionError | undefined>;
  readonly #line: V3Line;
  readonly #owner: ChannelOwner<Subject>;
  readonly #timers: V3Timers;
  readonly #clock: Clock;
  readonly #packets: PacketLedger<Sent<Subject>>;
  readonly #idle: Alarm;
  /** A task failed: the register may have stopped its queue until C4. */
  #abortPending = false;
  /** Time of the first packet that nothing was heard after. */
  #silentSince: number | undefined;
  #start: Start | undefined;
  /** Whoever is told of the next write, while it is put together. */
  #together: Array<() => void> | undefined;
  /** In the chunk that is being read something came damaged. */
  #damaged = false;
  #ended: ConnectionError | undefined;
  #resolveClosed!: (error: ConnectionError | undefined) => void;

  constructor(
    connection: Connection,
    owner: ChannelOwner<Subject>,
    { state, timers, clock, trace }: V3ChannelOptions,
  ) {
    this.#line = new V3Line(connection, { gapMs: timers.gapMs, trace });
    this.#owner = owner;
    this.#timers = timers;
    this.#clock = clock;
    this.tids = new TaskLedger(state);
    this.#packets = new PacketLedger(
      state?.nextPacketId ?? 0,
      (sent) => sent.type === 'subject' && owner.waitsFor(sent.subject),
    );
    this.#idle = new Alarm(clock);
    this.closed = new Promise((resolve) => {
      this.#resolveClosed = resolve;
    });
    void this.#read();
  }

  /** Why nothing can be sent any more. */
  get ended(): ConnectionError | undefined {
    return this.#ended;
  }

  get state(): V3HostState {
    return this.tids.state(this.#packets.next);
  }

  /**
   * @param onWritten called when the bytes are written.
   * @returns the packet id.
   */
  send(request: BufferRequest, subject: Subject, onWritten?: () => void): number {
    const id = this.#add(request, { type: 'subject', subject, acknowledged: undefined });
    this.#write(onWritten);
    return id;
  }

  /**
   * C1 of a task, with the pending acknowledgements, or the abort, in front of it in one write. With `join` one acknowledgement goes in the same
   * packet (C5), and the others are left to those that follow.
   */
  sendWithPending(
    { flags, tid, message }: AddedTask,
    subject: Subject,
    { mayAbort, join, onWritten }: { mayAbort: boolean; join: boolean; onWritten: (() => void) | undefined },
  ): number {
    const clear = this.#abortPending && mayAbort;
    if (join && !clear) {
      const acknowledged = this.tids.takeAcknowledgement();
      const request: BufferRequest =
        acknowledged === undefined
          ? { type: 'add', flags, tid, message }
          : { type: 'acknowledgeAndAdd', acknowledged, flags, tid, message };
      const id = this.#add(request, { type: 'subject', subject, acknowledged });
      this.#write(onWritten);
      return id;
    }
    this.#addPending(mayAbort);
    return this.send({ type: 'add', flags, tid, message }, subject, onWritten);
  }

  /** All that is sent meanwhile goes out in one write. */
  together(work: () => void): void {
    if (this.#together !== undefined) {
      work();
      return;
    }
    const waiting: Array<() => void> = [];
    this.#together = waiting;
    try {
      work();
    } finally {
      this.#together = undefined;
      const tell = (): void => {
        for (const onWritten of waiting) onWritten();
      };
      if (this.#line.waiting) this.#write(tell);
    }
  }

  /** How long nothing was heard, although something was sent. */
  get silenceMs(): number {
    return this.#silentSince === undefined ? 0 : this.#clock.now() - this.#silentSince;
  }

  abortLater(): void {
    this.#abortPending = true;
  }

  sendPendingSoon(): void {
    const pending = this.#abortPending || this.tids.mustAcknowledge;
    if (!pending || this.#ended !== undefined) return;
    this.#idle.set(this.#timers.idleMs, this.#sendPendingWhenIdle);
  }

  readonly #sendPendingWhenIdle = (): void => {
    // The end of a task brings us here again, and perhaps a command to ride with.
    if (!this.#owner.busy) this.sendPending();
  };

  sendPending(): void {
    if (this.#addPending(!this.#owner.busy)) this.#write();
  }

  /** Clears the register's buffer and so finds out whether anybody is there. */
  async clearBuffer(signal: AbortSignal | undefined): Promise<void> {
    const { startAttempts, maxDamages } = this.#timers;
    let silences = 0;
    let damages = 0;
    while (silences < startAttempts && damages <= maxDamages) {
      const heard = await this.#clearOnce(signal);
      if (heard === 'reply') return;
      if (heard === 'silence') silences++;
      else damages++;
    }
    throw new TimeoutError('NO_LINK', 'ККТ не отвечает', { outcome: 'not-sent' });
  }

  /** Everybody who waits learns at once that the line is gone. Without an error it is we who close it. */
  async end(error?: ConnectionError): Promise<void> {
    if (this.#ended === undefined) {
      this.#ended = error ?? new ConnectionError('CLOSED', 'Соединение с ККТ закрыто');
      log('link ended: %s', this.#ended.message);
      this.#idle.end();
      this.#start?.end(this.#ended);
      this.#owner.onEnd(this.#ended);
      this.#resolveClosed(error);
    }
    await this.#line.close();
  }

  /** A packet of the next write; returns its id. */
  #add(request: BufferRequest, sent: Sent<Subject>): number {
    const id = this.#packets.issue(sent);
    const data = Writer.lend();
    writeBufferRequest(data, request);
    this.#line.add(id, data);
    Writer.giveBack(data);
    return id;
  }

  #write(onWritten?: () => void): void {
    this.#silentSince ??= this.#clock.now();
    if (this.#together === undefined) this.#line.write().then(onWritten, this.#onDeadLine);
    else if (onWritten !== undefined) this.#together.push(onWritten);
  }

  readonly #onDeadLine = (error: unknown): void => {
    void this.end(asConnectionError(error));
  };

  /** What is pending, as packets of the next write. False when there is nothing. */
  #addPending(mayAbort: boolean): boolean {
    if (this.#abortPending && mayAbort && this.tids.unresolved.size === 0) {
      this.#abortPending = false;
      this.tids.cleared();
      this.#add(ABORT, ABORT);
      return true;
    }
    let any = false;
    for (
      let tid = this.tids.takeAcknowledgement();
      tid !== undefined;
      tid = this.tids.takeAcknowledgement()
    ) {
      // Says both what is sent and what was.
      const acknowledge = { type: 'acknowledge', tid } as const;
      this.#add(acknowledge, acknowledge);
      any = true;
    }
    return any;
  }

  async #read(): Promise<void> {
    try {
      for await (const chunk of this.#line.chunks) this.#receive(chunk);
      await this.end(new ConnectionError('CLOSED', 'Соединение с ККТ закрыто'));
    } catch (error) {
      await this.end(asConnectionError(error));
    }
  }

  #receive(chunk: Uint8Array): void {
    this.#silentSince = undefined;
    this.#damaged = false;
    this.#line.receive(chunk, this.#sink);
    if (!this.#damaged) return;
    this.#start?.damage();
    this.#owner.onDamage();
  }

  readonly #sink: FrameV3Sink = {
    packet: (id, data) => this.#onPacket(id, data),
    broken: (_id, reason) => {
      // After a gap the timers have already done what is needed.
      this.#damaged ||= reason !== 'gap';
    },
  };

  #onPacket(id: number, data: Uint8Array): void {
    if (id === ASYNC_PACKET_ID) {
      this.#owner.onAsync(data);
      return;
    }
    const sent = this.#packets.take(id);
    switch (sent?.type) {
      case undefined:
        logBytes(log, `nobody waits for packet ${id}:`, data);
        return;
      case 'subject':
        this.#onSubject(sent.subject, id, this.#withoutAcknowledgement(sent.acknowledged, data));
        return;
      case 'acknowledge':
        if (data.length > 0) this.tids.acknowledged(sent.tid);
        else this.tids.acknowledgeAgain(sent.tid);
        return;
      case 'abort':
        // A line that sends everything back is no register.
        if (data[0] === BufferCode.abort) return;
        if (this.#start === undefined) this.#abortPending ||= data.length === 0;
        else if (data.length > 0) this.#start.reply();
        else this.#start.damage();
        return;
    }
  }

  #onSubject(subject: Subject, id: number, data: Uint8Array): void {
    if (this.#owner.waitsFor(subject)) this.#owner.onReply(subject, id, data);
  }

  /** The reply to C5 has two states, of which the first one is for the acknowledgement; a refusal of the packet has one. */
  #withoutAcknowledgement(acknowledged: number | undefined, data: Uint8Array): Uint8Array {
    if (acknowledged === undefined) return data;
    if (data.length < 2) {
      this.tids.acknowledgeAgain(acknowledged);
      return data;
    }
    this.tids.acknowledged(acknowledged);
    return data.length === 2 ? singleByte(data[1] as number) : data.subarray(1);
  }

  #clearOnce(signal: AbortSignal | undefined): Promise<'reply' | 'damage' | 'silence'> {
    return new Promise((resolve, reject) => {
      const silence = new Alarm(this.#clock);
      const settle = (finish: () => void): void => {
        silence.end();
        forget();
        this.#start = undefined;
        finish();
      };
      const abort = (): void => settle(() => reject(new AbortedError(signal?.reason, 'not-sent')));
      const forget = onAbort(signal, abort);
      this.#start = {
        reply: () => settle(() => resolve('reply')),
        damage: () => settle(() => resolve('damage')),
        end: (error) => settle(() => reject(lineGone(error, 'not-sent'))),
      };
      if (this.#ended !== undefined) {
        this.#start.end(this.#ended);
      } else if (signal?.aborted) {
        abort();
      } else {
        silence.set(this.#timers.startMs, () => settle(() => resolve('silence')));
        this.#add(ABORT, ABORT);
        this.#write();
      }
    });
  }
}

/** The death of the line as seen by one caller. */
export function lineGone(end: ConnectionError, outcome: Outcome): ConnectionError {
  return new ConnectionError(end.code, end.message, { cause: end, outcome });
}

/** For a line that is open, but on which nobody answers any more. */
export function lineDead(): ConnectionError {
  return new ConnectionError('LOST', 'ККТ замолчала, линия считается потерянной');
}
