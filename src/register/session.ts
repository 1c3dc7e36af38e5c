import { type AtolError, DeviceError, TimeoutError } from '../errors.js';
import { TaskError, taskOf } from '../link/link.js';
import { type Command, commands, decodeAnswer, decodeRegister, type Register } from '../protocol/index.js';
import type { Caller, CallOptions } from './caller.js';
import { isLost } from './connection.js';
import type { Facts } from './facts.js';
import type { History } from './history.js';
import type { Modes } from './modes.js';

/** What the operations of one register share. */
export interface Session {
  readonly caller: Caller;
  readonly modes: Modes;
  readonly facts: Facts;
}

/**
 * Sends a command and does not let go of it: when the answer is lost, the register is asked for the result of this very
 * task, over a new line if need be. Throws
 * - DeviceError: refused, not executed;
 * - TaskError `TASK_FORGOTTEN`: the register does not remember the task, its registers must tell;
 * - anything else with outcome `unknown`: it cannot be reached.
 */
export async function callThrough<Q, A>(
  session: Session,
  command: Command<Q, A>,
  request: Q,
  options: CallOptions,
  history?: History,
): Promise<A> {
  try {
    return await session.modes.run(command, request, options);
  } catch (error) {
    const task = taskOf(error);
    const silent = isLost(error) || error instanceof TimeoutError;
    if (!task || !silent) throw error;
    history?.add(
      `ответ на ${command.name} потерян (${(error as Error).message}), запрашиваем результат задания`,
    );
    if (error instanceof TimeoutError) await session.caller.connection.drop();
    const answer = await session.caller.connection.resume(task, {
      timeoutMs: options.timeoutMs ?? command.timeoutMs,
      signal: options.signal,
      safe: command.safe,
    });
    history?.add(`результат ${command.name} получен`);
    return decodeAnswer(command, answer);
  }
}

/** A question that is asked again over a new line when this one dies: it changes nothing. */
export async function readThrough<T>(
  session: Session,
  register: Register<T>,
  options: CallOptions,
  history?: History,
): Promise<T> {
  const request = { register: register.number, p1: 0, p2: 0 };
  const { value } = await callThrough(session, commands.readRegister, request, options, history);
  return decodeRegister(register, value);
}

/** True when the register does not know the task: it may have been executed or not. */
export function isForgotten(error: unknown): boolean {
  return error instanceof TaskError && error.code === 'TASK_FORGOTTEN';
}

/** True when the register said no and therefore did nothing. */
export function isRefusal(error: unknown): error is DeviceError {
  return error instanceof DeviceError;
}

export function outcomeOf(error: unknown): AtolError['outcome'] {
  return (error as AtolError).outcome;
}
