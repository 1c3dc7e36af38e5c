import { type CashRegister, receipt } from 'atol-kkt/browser';

type Program = (kkt: CashRegister, make: typeof receipt, print: (line: unknown) => void) => Promise<unknown>;

export interface TillEvents {
  /** A program began or ended. */
  changed(): void;
  print(line: unknown): void;
  ended(how: { failed: unknown } | 'done' | 'stopped'): void;
}

/** Runs programs, one at a time. */
export class Till {
  readonly #events: TillEvents;
  #stop: (() => void) | undefined;
  /** Whose lines are printed. */
  #heard: (() => void) | undefined;

  constructor(events: TillEvents) {
    this.#events = events;
  }

  get isRunning(): boolean {
    return this.#stop !== undefined;
  }

  async run(source: string, connect: () => Promise<CashRegister>): Promise<void> {
    if (this.isRunning) return;
    let stop: () => void = () => undefined;
    const stopped = new Promise<'stopped'>((resolve) => {
      stop = () => resolve('stopped');
    });
    this.#stop = stop;
    this.#heard = stop;
    this.#events.changed();
    // What goes on when its program has ended may print, but not what was stopped.
    const print = (line: unknown): void => {
      if (this.#heard === stop) this.#events.print(line);
    };
    const program = async (): Promise<'done'> => {
      await compiled(source)(await connect(), receipt, print);
      return 'done';
    };
    const how = await Promise.race([stopped, program().catch((failed: unknown) => ({ failed }))]);
    this.#stop = undefined;
    this.#events.ended(how);
    this.#events.changed();
  }

  /** Waits for the program no longer. */
  stop(): void {
    this.#heard = undefined;
    this.#stop?.();
  }
}

/** The visitor's own program, in the visitor's own page. */
function compiled(source: string): Program {
  const AsyncFunction = Object.getPrototypeOf(async () => undefined).constructor as new (
    ...parts: string[]
  ) => Program;
  return new AsyncFunction('kkt', 'receipt', 'print', source);
}
