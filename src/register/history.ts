import { layerLog } from '../util/debug.js';

const log = layerLog('issue');

export interface HistoryEntry {
  /** Milliseconds since 1970, this computer's clock. */
  at: number;
  /** What happened, in Russian. */
  text: string;
}

/** The story of one doubtful case, for a support engineer: also in the log `atol:issue`. */
export class History {
  readonly #entries: HistoryEntry[] = [];
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  add(text: string): void {
    log('%s', text);
    this.#entries.push({ at: this.#now(), text });
  }

  get entries(): readonly HistoryEntry[] {
    return this.#entries;
  }
}
