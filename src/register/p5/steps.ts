import type { CommandName, Commands } from '../../protocol/classic/commands/index.js';
import type { AnswerOf, RequestOf } from '../../protocol/classic/definition.js';
import type { P5Command } from '../../protocol/p5/definition.js';
import type { P5Memory } from './memory.js';

/** One command on the wire; what it answers is what the generator goes on with. A refusal is thrown into it. */
export interface Step {
  readonly command: P5Command;
  readonly request: unknown;
}

/** An operation as a series of commands. It can stand still between two of them while a line is opened again. */
export type Steps<A> = Generator<Step, A, unknown>;

/** Sends one command. Throws DeviceError when the register refuses. */
export function* ask<Q, A>(
  command: P5Command<Q, A>,
  ...[request]: Q extends void ? [] : [request: Q]
): Steps<A> {
  return (yield { command: command as unknown as P5Command, request }) as A;
}

type Request<K extends CommandName> = RequestOf<Commands[K]>;
type Answer<K extends CommandName> = AnswerOf<Commands[K]>;

/** What an operation of the classic protocol is in this one. */
export type Translation<K extends CommandName> = (memory: P5Memory, request: Request<K>) => Steps<Answer<K>>;

export type Translations = { readonly [K in CommandName]?: Translation<K> };

/** An operation that needs nothing of the register. */
export function settled<A>(value: A): Steps<A> {
  const steps: Steps<A> = {
    next: () => ({ done: true, value }),
    return: () => ({ done: true, value }),
    throw(error: unknown) {
      throw error;
    },
    [Symbol.iterator]: () => steps,
    [Symbol.dispose]: () => undefined,
  };
  return steps;
}
