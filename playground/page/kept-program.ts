/** The visitor's program is there again after a reload, and when the visitor comes back from another page of this tab. */
export class KeptProgram {
  readonly #name: string;
  readonly #original: string;

  constructor(language: string, original: string) {
    this.#name = `atol-kkt program ${language}`;
    this.#original = original;
  }

  /** Who deletes all of it gets the original. */
  read(): string {
    return quietly(() => sessionStorage.getItem(this.#name)) || this.#original;
  }

  write(source: string): void {
    quietly(() => {
      if (source.trim() === '' || source === this.#original) sessionStorage.removeItem(this.#name);
      else sessionStorage.setItem(this.#name, source);
    });
  }
}

/** A browser may forbid it, and it may be full: then nothing is kept. */
function quietly<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch {
    return undefined;
  }
}
