import type { Problem } from '../../errors.js';
import type { CashRegister } from '../../index.js';
import type { Deed } from '../once/deed.js';
import type { Fields } from '../reading/fields.js';

/** What a task works with. */
export interface TaskContext {
  readonly kkt: CashRegister;
  readonly signal: AbortSignal | undefined;
  /** Name of the document: one key, one document. */
  readonly key: string | undefined;
  /** Answers have the fields, too, that drivers from 10.10 on add. */
  readonly newer: boolean;
  readonly deed: Deed;
  /** What is allowed but looks wrong. */
  warn(problem: Problem): void;
}

/** One kind of task: reads its fields, then asks the register. An answer of undefined is the driver's empty one. */
export type TaskHandler = (task: Fields, context: TaskContext) => Promise<object | undefined>;

export type TaskHandlers = Readonly<Record<string, TaskHandler>>;

/** Site of the tax service, as the registration has it (tag 1060). */
export async function fnsUrl({ kkt, signal }: TaskContext): Promise<string> {
  const tag = await kkt.fn.registrationTag('fnsSite', { signal });
  return typeof tag?.value === 'string' ? tag.value : '';
}
