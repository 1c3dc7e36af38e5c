import { ConnectionError } from '../../errors.js';
import type { Connection } from '../../transport/transport.js';
import type { Clock } from '../../util/clock.js';
import { layerLog } from '../../util/debug.js';
import { Line } from '../line.js';
import type { Trace } from '../link.js';
import { receiveMessage, stayBusy } from '../v2/receive.js';
import { sendMessage } from '../v2/send.js';
import type { V2Side } from '../v2/side.js';
import { V2_TIMERS, type V2Timers } from '../v2/timers.js';
import { crash } from './crash.js';
import type { Execution } from './v3-task-buffer.js';

const log = layerLog('link');

export interface V2DeviceOptions {
  /**
   * Executes one message: access password (2 bytes), then the command. Called one at a time for each line, in order of
   * arrival. Must not reject: a refusal is an answer. An empty answer is not sent at all, as some registers do for 47.
   */
  execute: (message: Uint8Array) => Promise<Execution>;
  timers?: Partial<V2Timers> | undefined;
  clock?: Clock | undefined;
  trace?: Trace | undefined;
  /** `execute` rejected: the line is closed. Default: the error is thrown out of the event loop. */
  onCrash?: ((error: unknown) => void) | undefined;
}

/**
 * The register's side of link v2.
 *
 * A frame that comes again because our ACK was lost is not executed again: whether it comes before EOT, while the command
 * is executed, or in place of the ACK to our own ENQ. The same message behind a new ENQ is a new command; nothing in this
 * protocol could tell it from a repeat.
 */
export class V2Device {
  readonly #options: V2DeviceOptions;
  readonly #timers: V2Timers;
  readonly #lines = new Set<Line>();

  constructor(options: V2DeviceOptions) {
    this.#options = options;
    this.#timers = { ...V2_TIMERS, ...options.timers };
  }

  /** Answers one host until its line ends; never rejects. */
  async serve(connection: Connection): Promise<void> {
    const { clock, trace } = this.#options;
    const line = new Line(connection, { clock, trace });
    this.#lines.add(line);
    try {
      await this.#serve({ line, timers: this.#timers, role: 'device' });
    } catch (error) {
      if (error instanceof ConnectionError) log('line ended: %s', error.message);
      else crash(error, this.#options.onCrash);
    } finally {
      this.#lines.delete(line);
      await line.close();
    }
  }

  /** Power loss: every line is gone. What is executing right now cannot report any more. */
  async reset(): Promise<void> {
    await Promise.all([...this.#lines].map((line) => line.close()));
  }

  async #serve(side: V2Side): Promise<never> {
    let asked = false;
    for (;;) {
      const received = await receiveMessage(side, { waitMs: Number.POSITIVE_INFINITY, asked });
      asked = false;
      if (received.type !== 'message') continue;
      if (received.asked) await side.line.write(NOT_READY);
      const { answer } = await this.#execute(side, received.data);
      if (answer.length === 0) continue;
      const result = await sendMessage(side, answer);
      // The host has gone on: it has the answer, or does not want it any more.
      asked = result === 'peer-asks';
      if (result !== 'sent') log('answer: %s', result);
    }
  }

  /** The line is listened to meanwhile, so that the host knows that somebody is there. */
  async #execute(side: V2Side, message: Uint8Array): Promise<Execution> {
    const stop = new AbortController();
    let lineEnd: unknown;
    const listening = stayBusy(side, message, stop.signal).catch((error) => {
      if (error instanceof ConnectionError) lineEnd = error;
      else if (!stop.signal.aborted) throw error;
    });
    const execution = await this.#options.execute(message).finally(() => stop.abort());
    await listening;
    if (lineEnd !== undefined) throw lineEnd;
    return execution;
  }
}

/** NAK: busy. */
const NOT_READY = Uint8Array.of(0x15);
