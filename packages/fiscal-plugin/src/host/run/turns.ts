/** One after the other: what takes a turn begins when everything before it has ended, however that ended. */
export class Turns {
  #last: Promise<unknown> = Promise.resolve();

  take<T>(act: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(act);
    this.#last = turn.catch(() => {});
    return turn;
  }

  /** Resolves when everything that has taken a turn by now has ended. */
  async idle(): Promise<void> {
    await this.#last;
  }
}

/** What `work` resolves to, or `otherwise` where that takes longer or the signal is aborted; `work` goes on. */
export async function within<T>(
  work: Promise<T>,
  { ms, signal }: { readonly ms?: number; readonly signal?: AbortSignal | undefined },
  otherwise: () => T | Promise<T>,
): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let leave = () => {};
  const left = new Promise<'left'>((resolve) => {
    leave = () => resolve('left');
    if (ms !== undefined) timer = setTimeout(leave, ms);
    if (signal?.aborted === true) leave();
    else signal?.addEventListener('abort', leave, { once: true });
  });
  try {
    const first = await Promise.race([work.then((value) => ({ value })), left]);
    return first === 'left' ? await otherwise() : first.value;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', leave);
  }
}
