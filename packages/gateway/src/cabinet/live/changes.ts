import type { ServerResponse } from 'node:http';
import type { Gateway } from '../../fleet/index.js';

const PERIOD_MS = 1000;
/** Without events pages look again after so long: other processes have events, too. */
const QUIET_MS = 5000;
/** Open pages of one session. */
const MOST_OF_SESSION = 20;
const MOST = 2000;

/** How often it is asked whether the person may still look. */
const CHECK_MS = 15_000;

interface Watcher {
  readonly session: string;
  readonly response: ServerResponse;
  /** False: the session has ended. */
  readonly valid: () => Promise<boolean>;
  checkedAt: number;
}

/** Tells open pages that something has changed, once a second at most; they ask for what they show themselves. */
export class Changes {
  readonly #off: () => void;
  readonly #watchers = new Set<Watcher>();
  readonly #timer: NodeJS.Timeout;
  #changed = false;
  #toldAt = 0;

  constructor(gateway: Gateway) {
    this.#off = gateway.events.on(() => {
      this.#changed = true;
    });
    this.#timer = setInterval(() => this.#tell(), PERIOD_MS);
    this.#timer.unref();
  }

  /** False: there are too many. */
  watch(session: string, response: ServerResponse, valid: () => Promise<boolean>): boolean {
    const own = [...this.#watchers].filter((one) => one.session === session).length;
    if (own >= MOST_OF_SESSION || this.#watchers.size >= MOST) return false;
    const watcher: Watcher = { session, response, valid, checkedAt: Date.now() };
    this.#watchers.add(watcher);
    response.on('close', () => this.#watchers.delete(watcher));
    return true;
  }

  #tell(): void {
    if (this.#watchers.size === 0) return;
    const now = Date.now();
    if (!this.#changed && now - this.#toldAt < QUIET_MS) return;
    this.#changed = false;
    this.#toldAt = now;
    for (const watcher of this.#watchers) void this.#tellOne(watcher);
  }

  async #tellOne(watcher: Watcher): Promise<void> {
    const { response } = watcher;
    if (Date.now() - watcher.checkedAt >= CHECK_MS) {
      watcher.checkedAt = Date.now();
      // A store that does not answer ends nobody's session.
      if (!(await watcher.valid().catch(() => true))) return void response.end();
    }
    if (!response.writableNeedDrain) response.write('data: changed\n\n');
  }

  close(): void {
    this.#off();
    clearInterval(this.#timer);
    for (const { response } of this.#watchers) response.end();
    this.#watchers.clear();
  }
}
