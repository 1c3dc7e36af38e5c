import type { CashRegister } from 'atol-kkt';
import { GatewayError } from '../terms/index.js';
import { isLaneLost, isStoreTrouble } from './verdict.js';

interface Task {
  /** Also when the register cannot be reached; then without it. */
  readonly offline: boolean;
  run(kkt: CashRegister | undefined): Promise<unknown>;
  resolve(value: unknown): void;
  reject(error: unknown): void;
}

/** What people want of a register, in the order in which they asked. */
export class Tasks {
  readonly #waiting: Task[] = [];

  get empty(): boolean {
    return this.#waiting.length === 0;
  }

  add<T>(offline: boolean, run: (kkt: CashRegister | undefined) => Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#waiting.push({ offline, run, resolve: resolve as (value: unknown) => void, reject });
    });
  }

  /** The first one that can be done. */
  next(connected: boolean): Task | undefined {
    const index = this.#waiting.findIndex(({ offline }) => offline || connected);
    return index < 0 ? undefined : this.#waiting.splice(index, 1)[0];
  }

  /** Those that need the register. */
  refuse(error: GatewayError): void {
    const refused = this.#waiting.filter(({ offline }) => !offline);
    for (const task of refused) {
      this.#waiting.splice(this.#waiting.indexOf(task), 1);
      task.reject(error);
    }
  }

  close(): void {
    for (const { reject } of this.#waiting.splice(0)) reject(released());
  }
}

/** Throws what the lane must know of, too. */
export async function perform(task: Task, kkt: CashRegister | undefined): Promise<void> {
  try {
    task.resolve(await task.run(kkt));
  } catch (error) {
    task.reject(error);
    if (isLaneLost(error) || isStoreTrouble(error)) throw error;
  }
}

export function released(): GatewayError {
  return new GatewayError('CLOSED', 'Касса отпущена этим процессом');
}
