import { AbortedError, ConnectionError } from '../../src/errors.js';
import { memoryPair } from '../../src/transport/memory.js';
import type { Connection, Transport } from '../../src/transport/transport.js';

/** A cable that the test pulls and plugs in again. */
export class Gate implements Transport {
  readonly name = 'gate';
  readonly #inner: Transport;
  readonly #lines = new Set<() => Promise<void>>();
  /**
   * `down`: nobody there; `hanging`: no reply to the attempt, as when a firewall swallows it; `slamming`: the line opens and
   * ends at once, as when the register has another host already.
   */
  state: 'up' | 'down' | 'hanging' | 'slamming' = 'up';
  /** The lines stay open, but nothing that the register says gets through. */
  deaf = false;
  /** Attempts to open a line. */
  attempts = 0;
  /** Called for each, with what it will come to. */
  onAttempt: ((state: Gate['state']) => void) | undefined;

  constructor(inner: Transport) {
    this.#inner = inner;
  }

  async connect(signal?: AbortSignal): Promise<Connection> {
    this.attempts++;
    const { state } = this;
    this.onAttempt?.(state);
    if (state === 'down') throw new ConnectionError('CONNECT_FAILED', 'Никого нет');
    if (state === 'hanging') return hang(signal);
    const [ours, theirs] = memoryPair();
    if (state === 'slamming') {
      await theirs.close();
      return ours;
    }
    const inner = await this.#inner.connect(signal);
    const end = async () => {
      this.#lines.delete(end);
      await Promise.all([inner.close(), theirs.close()]);
    };
    this.#lines.add(end);
    void pump(inner, theirs, () => !this.deaf).then(end);
    void pump(theirs, inner).then(end);
    return ours;
  }

  get open(): number {
    return this.#lines.size;
  }

  /** Every line dies. */
  async pull(state: Gate['state'] = this.state): Promise<void> {
    this.state = state;
    await Promise.all([...this.#lines].map((end) => end()));
  }
}

function hang(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_, reject) => {
    signal?.addEventListener('abort', () => reject(new AbortedError(signal.reason, 'not-sent')), {
      once: true,
    });
  });
}

async function pump(from: Connection, to: Connection, passes = () => true): Promise<void> {
  try {
    for await (const chunk of from) if (passes()) await to.write(chunk);
  } catch {
    // The line is gone, and so is its other half.
  }
}
