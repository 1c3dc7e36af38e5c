/** So many lines are kept: a program that prints for ever must not slow the page down. */
const LINES_SHOWN = 500;

/** What the program printed, and how it ended. */
export class Output {
  readonly #box: HTMLElement;
  #isScrolling = false;

  constructor(box: HTMLElement) {
    this.#box = box;
  }

  print(line: string, kind: '' | 'good' | 'bad' = ''): void {
    const row = document.createElement('div');
    row.className = kind;
    row.textContent = line;
    this.#box.append(row);
    if (this.#box.childElementCount > LINES_SHOWN) this.#box.firstElementChild?.remove();
    this.#scroll();
  }

  clear(): void {
    this.#box.replaceChildren();
  }

  /** Once a picture: asking for the height after every line would lay all of them out each time. */
  #scroll(): void {
    if (this.#isScrolling) return;
    this.#isScrolling = true;
    requestAnimationFrame(() => {
      this.#isScrolling = false;
      this.#box.scrollTop = this.#box.scrollHeight;
    });
  }
}
