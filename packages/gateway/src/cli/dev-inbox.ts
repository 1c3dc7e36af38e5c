/** Callbacks that are sent to ourselves. */
export class DevInbox {
  readonly #letters: { readonly at: number; readonly text: string }[] = [];

  /** Newest first. */
  list(): readonly { readonly at: number; readonly text: string }[] {
    return this.#letters;
  }

  add(body: unknown): void {
    this.#letters.unshift({ at: Date.now(), text: JSON.stringify(body, null, 2).slice(0, LONGEST) });
    this.#letters.length = Math.min(this.#letters.length, KEPT);
  }
}

const KEPT = 50;
const LONGEST = 20_000;
