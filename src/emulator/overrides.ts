import { ValidationError } from '../errors.js';
import { type CommandName, commands } from '../protocol/classic/commands/index.js';
import { closest } from '../util/closest.js';
import { presentable } from '../util/presentable.js';
import type { Answer, Request } from './handlers/handlers.js';

/** Stands in front of a handler: may answer itself, throw `deviceError(…)`, or pass the command on with `next`. */
export type Override<K extends CommandName> = (
  request: Request<K>,
  next: (request?: Request<K>) => Promise<Answer<K>>,
) => Answer<K> | Promise<Answer<K>>;

type AnyOverride = (request: unknown, next: (request?: unknown) => Promise<unknown>) => unknown;

/** Behaviours in front of the commands, the last one put first. */
export class Overrides {
  readonly #stacks = new Map<CommandName, AnyOverride[]>();

  /** The returned function takes it away. */
  put<K extends CommandName>(name: K, behaviour: Override<K>): () => void {
    if (!Object.hasOwn(commands, name)) throw noSuchCommand(name);
    const stack = this.#stacks.get(name) ?? [];
    const own = behaviour as unknown as AnyOverride;
    stack.push(own);
    this.#stacks.set(name, stack);
    return () => {
      const index = stack.lastIndexOf(own);
      if (index >= 0) stack.splice(index, 1);
    };
  }

  /** `handler` is asked last. */
  answer(name: CommandName, request: unknown, handler: (request: unknown) => unknown): unknown {
    const stack = this.#stacks.get(name) ?? [];
    const from = (level: number, value: unknown): unknown => {
      const override = stack[level];
      if (!override) return handler(value);
      return override(value, async (changed = value) => from(level - 1, changed));
    };
    return from(stack.length - 1, request);
  }
}

/** An override at a misspelt name would never run, and its test would say nothing of it. */
function noSuchCommand(name: unknown): ValidationError {
  const like = typeof name === 'string' ? closest(name, Object.keys(commands)) : undefined;
  const ru = `нет такой команды${like === undefined ? '' : `; возможно, «${like}»`}`;
  const en = `no such command${like === undefined ? '' : `; did you mean "${like}"?`}`;
  return new ValidationError(
    [{ path: 'override', code: 'UNKNOWN_COMMAND', ru, en, value: presentable(name) }],
    'Неверные параметры эмулятора',
  );
}
