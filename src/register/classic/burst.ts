import { restated } from '../../errors/restated.js';
import { type AtolError, DeviceError, TimeoutError } from '../../errors.js';
import { type LinkTask, TaskError, taskOf } from '../../link/link.js';
import type { QueuedResult } from '../../link/v3/pipeline.js';
import { type Command, deviceStatus, encodeRequest } from '../../protocol/index.js';
import type { ThroughOptions } from '../session/call-options.js';
import { isLost } from '../session/connection.js';
import { commandText } from '../session/history.js';
import type { Ground } from './ground.js';

export interface BurstCall {
  readonly command: Command;
  readonly request: unknown;
  /** Part of the receipt that it carries. */
  readonly path?: string;
}

export interface BurstOptions extends ThroughOptions {
  /** Tasks that may be in the register at a time. */
  window: number;
}

export interface BurstResult {
  /** Answers of the calls from the first on, up to the one that failed. */
  readonly answers: readonly unknown[];
  /** Why the call behind the last answer failed. */
  readonly failure?: AtolError;
  /** True when neither the failed call nor any behind it was executed, so that they may be sent again, one by one. */
  readonly untouched: boolean;
}

/**
 * Queues calls in the register's task buffer without waiting for each answer. Every answer is looked at as if the calls had
 * been made one by one, and the first failure is told at its call. Answers that were lost with the line are asked for by the
 * ids of their tasks, over a new line if need be. Never rejects.
 */
export async function sendBurst(
  ground: Ground,
  calls: readonly BurstCall[],
  options: BurstOptions,
): Promise<BurstResult> {
  const { caller } = ground;
  let results: readonly QueuedResult[];
  try {
    results = await queue(ground, calls, options);
    results = await recover(ground, calls, results, options);
  } catch (error) {
    // Whether something was sent before the line was lost for good says the error.
    return { answers: [], failure: error as AtolError, untouched: false };
  }
  const answers: unknown[] = [];
  for (let index = 0; index < calls.length; index++) {
    const { command, path } = calls[index] as BurstCall;
    const result = results[index] as QueuedResult;
    try {
      if ('error' in result) throw result.error;
      answers.push(caller.accept(command, result.answer));
      caller.record(command, result.ms, undefined);
    } catch (thrown) {
      const error = await caller.explain(command, thrown);
      const placed = error instanceof DeviceError && path !== undefined;
      const failure = placed ? restated(error, { path }) : (error as AtolError);
      caller.record(command, result.ms, failure);
      const refused = 'answer' in result && isUntouching(failure);
      const rest = refused ? index + 1 : index;
      const untouched = calls.slice(rest).every((call, i) => wasNotExecuted(call, results[rest + i]));
      return { answers, failure, untouched };
    }
  }
  return { answers, untouched: true };
}

async function queue(
  ground: Ground,
  calls: readonly BurstCall[],
  { window, signal, timeoutMs }: BurstOptions,
): Promise<readonly QueuedResult[]> {
  const { caller, modes, device } = ground;
  const bytes = await device.inputBuffer({ signal });
  const mode = calls.find(({ command }) => command.mode !== undefined)?.command.mode;
  if (mode !== undefined && mode !== modes.current) await modes.enter(mode, { signal });
  const messages = calls.map(({ command, request }) => ({
    message: encodeRequest(command, request, caller.accessPassword),
    timeoutMs: timeoutMs ?? command.timeoutMs,
    safe: command.safe,
  }));
  return caller.connection.queue(messages, { window, bytes, signal });
}

/** Asks for the answers that did not come, all at once. Those of reads are not worth it. */
async function recover(
  ground: Ground,
  calls: readonly BurstCall[],
  results: readonly QueuedResult[],
  { history, signal, timeoutMs }: BurstOptions,
): Promise<readonly QueuedResult[]> {
  if (!results.some((result) => 'error' in result)) return results;
  const lost = results.flatMap((result, index) => {
    const task = 'error' in result ? lostTask(result.error) : undefined;
    const { command } = calls[index] as BurstCall;
    return task && !command.safe ? [{ index, command, task, timeoutMs: timeoutMs ?? command.timeoutMs }] : [];
  });
  const [first] = lost;
  if (first === undefined) return results;
  const { error } = results[first.index] as { error: AtolError };
  history?.add(`${lostText(lost)}: ответы не пришли (${error.message}); спрашиваем ККТ, чем они кончились`);
  const found = await ground.caller.connection.resumeAll(lost, signal);
  const known = [...results];
  lost.forEach(({ index }, i) => {
    known[index] = found[i] as QueuedResult;
  });
  return known;
}

/** `команды с EA «начало позиции» по 99 «расчёт по чеку», всего 9`. */
function lostText(lost: ReadonlyArray<{ readonly command: Command }>): string {
  const [first, last] = [lost[0], lost.at(-1)].map((one) =>
    commandText((one as { command: Command }).command),
  );
  return lost.length === 1 ? `команда ${first}` : `команды с ${first} по ${last}, всего ${lost.length}`;
}

function lostTask(error: AtolError): LinkTask | undefined {
  const gone = isLost(error) || error instanceof TimeoutError;
  return gone && error.outcome === 'unknown' ? taskOf(error) : undefined;
}

/** Refusals that a single call deals with: another mode, busy. */
function isUntouching(error: AtolError): boolean {
  const { invalidMode, busy } = deviceStatus;
  return error instanceof DeviceError && (error.status === invalidMode || error.status === busy);
}

function wasNotExecuted({ command }: BurstCall, result: QueuedResult | undefined): boolean {
  if (command.safe) return true;
  if (result === undefined || !('error' in result)) return false;
  const { error } = result;
  return error.outcome === 'not-sent' || (error instanceof TaskError && error.outcome === 'refused');
}
