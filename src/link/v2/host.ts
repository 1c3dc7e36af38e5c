import { restated } from '../../errors/restated.js';
import {
  AbortedError,
  AtolError,
  ConnectionError,
  type Outcome,
  ProtocolError,
  TimeoutError,
} from '../../errors.js';
import { ControlV2, MAX_FRAME_V2_DATA } from '../../protocol/classic/frame-v2.js';
import type { Connection } from '../../transport/transport.js';
import type { Clock } from '../../util/clock.js';
import { layerLog, logBytes } from '../../util/debug.js';
import { JobQueue } from '../../util/queue.js';
import { Line } from '../line.js';
import { attachTask, type ExchangeOptions, type Link, type Trace } from '../link.js';
import { withTrail } from '../v3/host-task.js';
import { receiveMessage } from './receive.js';
import { type SendResult, sendMessage } from './send.js';
import type { V2Side } from './side.js';
import { V2_TIMERS, type V2Timers } from './timers.js';

const log = layerLog('link');

/** Commands that a register may execute without an answer: 47, the beep. */
const MAY_BE_SILENT: readonly number[] = [0x47];
const PASSWORD_LENGTH = 2;
/** `55 00 00`, the answer that such a command has where it has one. */
const DONE = Uint8Array.of(0x55, 0, 0);

export interface V2HostOptions {
  timers?: Partial<V2Timers> | undefined;
  clock?: Clock | undefined;
  trace?: Trace | undefined;
  /** How often ENQ asks whether a register is there, and how long each reply is awaited. Default: as before a command. */
  probe?: { attempts: number; ms: number } | undefined;
  /** Ends the wait for its reply. */
  signal?: AbortSignal | undefined;
}

/** What is known of one message while it is on its way. */
interface Progress {
  outcome: Outcome;
}

/**
 * The host's side of link v2 over one connection. Nothing identifies a command on this link, and the register keeps no
 * results: after a lost answer only its registers can tell what happened, so that nothing is ever sent again by itself
 * except what the caller calls safe.
 */
export class V2Host implements Link {
  readonly version = 'v2';
  readonly #line: Line;
  readonly #side: V2Side;
  readonly #timers: V2Timers;
  readonly #turns = new JobQueue();

  private constructor(connection: Connection, options: V2HostOptions) {
    this.#timers = { ...V2_TIMERS, ...options.timers };
    this.#line = new Line(connection, { clock: options.clock, trace: options.trace });
    this.#side = {
      line: this.#line,
      timers: this.#timers,
      role: 'host',
      onStale: (message) => logBytes(log, 'late answer dropped:', message),
    };
  }

  /**
   * Takes over a fresh connection; it is closed again when this fails.
   *
   * @throws TimeoutError `NO_LINK` when nobody answers as a register does, ConnectionError, AbortedError.
   */
  static async open(connection: Connection, options: V2HostOptions = {}): Promise<V2Host> {
    const host = new V2Host(connection, options);
    try {
      await host.#probe(options);
      return host;
    } catch (error) {
      await host.close();
      throw asFailure(error, 'not-sent');
    }
  }

  get closed(): Promise<ConnectionError | undefined> {
    return this.#line.closed;
  }

  async exchange(message: Uint8Array, options: ExchangeOptions): Promise<Uint8Array> {
    const progress: Progress = { outcome: 'not-sent' };
    try {
      checkMessage(message);
      return await this.#turns.inTurn(() => this.#repeat(message, options, progress), options.signal);
    } catch (error) {
      const failure = asFailure(error, progress.outcome);
      const known = failure.outcome === 'not-sent';
      // No task ids here: this only tells the caller that there is something to find out.
      throw withTrail(known ? failure : attachTask(failure, { tid: 0, flags: 0, message }));
    }
  }

  /** Pending exchanges fail at once. */
  close(): Promise<void> {
    return this.#line.close();
  }

  async #repeat(message: Uint8Array, options: ExchangeOptions, progress: Progress): Promise<Uint8Array> {
    // The caller's time is for all of them.
    const share = options.safe ? this.#timers.safeRepeats + 1 : 1;
    const timeoutMs = Math.ceil(options.timeoutMs / share);
    const t5Ms = Math.ceil((options.t5Ms ?? options.timeoutMs) / share);
    for (let repeats = 0; ; repeats++) {
      try {
        return await this.#exchange(message, { ...options, timeoutMs, t5Ms }, progress);
      } catch (error) {
        const again = error instanceof TimeoutError && progress.outcome === 'unknown' && options.safe;
        if (!again || repeats >= this.#timers.safeRepeats) throw error;
        log('no answer, safe command repeated');
      }
    }
  }

  async #exchange(
    message: Uint8Array,
    { signal, timeoutMs, t5Ms = timeoutMs }: ExchangeOptions,
    progress: Progress,
  ): Promise<Uint8Array> {
    const side = this.#side;
    // What came since the last exchange answers nothing that anybody waits for.
    this.#line.discard();
    const sent = await sendMessage(side, message, {
      signal,
      readyMs: timeoutMs,
      onFrame: () => {
        progress.outcome = 'unknown';
      },
    });
    if (sent !== 'sent' && sent !== 'peer-asks') throw notSent(sent, progress);
    const mayBeSilent = MAY_BE_SILENT.includes(message[PASSWORD_LENGTH] as number);
    const waitMs = mayBeSilent ? Math.min(t5Ms, this.#timers.optionalAnswerMs) : t5Ms;
    const received = await receiveMessage(side, { waitMs, asked: sent === 'peer-asks', signal });
    if (received.type === 'message') return received.data;
    if (received.type === 'silent' && mayBeSilent) return DONE.slice();
    throw new TimeoutError('NO_ANSWER', 'ККТ не ответила на команду', { outcome: 'unknown' });
  }

  /** ENQ alone: ACK or NAK proves a register. ENQ does not: the line may send everything back. */
  async #probe({ probe, signal }: V2HostOptions): Promise<void> {
    const { t1Ms, enqAttempts, ignoredBytes } = this.#timers;
    const { attempts, ms } = probe ?? { attempts: enqAttempts, ms: t1Ms };
    this.#line.discard();
    for (let attempt = 0; attempt < attempts; attempt++) {
      await this.#line.write(Uint8Array.of(ControlV2.enq), signal);
      const deadline = this.#line.clock.now() + ms;
      for (let ignored = 0; ignored <= ignoredBytes; ignored++) {
        const byte = await this.#line.byte(Math.max(0, deadline - this.#line.clock.now()), signal);
        if (byte === undefined) break;
        if (byte !== ControlV2.ack && byte !== ControlV2.nak) continue;
        // It waits for a frame now.
        await this.#line.write(Uint8Array.of(ControlV2.eot), signal);
        return;
      }
    }
    throw new TimeoutError('NO_LINK', 'ККТ не отвечает', { outcome: 'not-sent' });
  }
}

function notSent(result: Exclude<SendResult, 'sent' | 'peer-asks'>, progress: Progress): TimeoutError {
  switch (result) {
    case 'silent':
      return new TimeoutError('NO_LINK', 'ККТ не отвечает');
    case 'busy':
      return new TimeoutError('NO_ANSWER', 'ККТ занята и не принимает команду');
    case 'refused':
      // The register said every time that the frame came damaged.
      progress.outcome = 'not-sent';
      return new TimeoutError('NO_ANSWER', 'ККТ не приняла команду: помехи на линии');
    case 'unconfirmed':
      return new TimeoutError('NO_ANSWER', 'ККТ не подтвердила приём команды');
  }
}

/** The error as one caller sees it. */
function asFailure(error: unknown, outcome: Outcome): AtolError {
  // The end of the line is one object for everybody.
  if (error instanceof ConnectionError) {
    return new ConnectionError(error.code, error.message, { cause: error, outcome });
  }
  if (error instanceof AbortedError) return new AbortedError(error.cause, error.outcome ?? outcome);
  if (error instanceof AtolError) return restated(error, { outcome: error.outcome ?? outcome });
  return new AtolError('INTERNAL', (error as Error).message, { cause: error, outcome });
}

/** @throws ProtocolError `RANGE` for what fits no frame. */
function checkMessage(message: Uint8Array): void {
  if (message.length >= PASSWORD_LENGTH && message.length <= MAX_FRAME_V2_DATA) return;
  throw new ProtocolError('RANGE', `Недопустимая длина команды: ${message.length} байт`, {
    field: 'message',
    rule: `${PASSWORD_LENGTH}..${MAX_FRAME_V2_DATA} байт в протоколе обмена 2`,
    value: message.length,
    outcome: 'not-sent',
  });
}
