import { layerLog } from '../../util/debug.js';

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
  /** What it is about; told with the first event, because most operations have none. */
  opening: string | undefined;

  constructor(now: () => number, opening?: string) {
    this.#now = now;
    this.opening = opening;
  }

  add(text: string): void {
    const { opening } = this;
    this.opening = undefined;
    for (const line of opening === undefined ? [text] : [opening, text]) {
      log('%s', line);
      this.#entries.push({ at: this.#now(), text: line });
    }
  }

  get entries(): readonly HistoryEntry[] {
    return this.#entries;
  }
}

/** A command as support people know it: `99 «расчёт по чеку»`. */
export function commandText({ code, title }: { readonly code: number; readonly title: string }): string {
  return `${code.toString(16).toUpperCase().padStart(2, '0')} «${title}»`;
}
