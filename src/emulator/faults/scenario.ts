import { type Problem, ValidationError } from '../../errors.js';
import { readable } from '../../util/options.js';
import { presentable } from '../../util/presentable.js';
import { onAbort } from '../../util/signal.js';
import { type ChaosOptions, checkChaos, startChaos } from './chaos.js';
import { checkFault, commandNamed } from './check-fault.js';
import type { CommandRef, Fault } from './fault.js';
import type { Stage } from './stage.js';

/** One thing that a scenario does, once, when its time has come. */
export interface ScenarioStep {
  /** Waits until this command was answered for the nth time since the scenario began. Default: the first. */
  readonly after?: { readonly command: CommandRef; readonly nth?: number | undefined } | undefined;
  /** Milliseconds of the emulator's clock: since the scenario began, or since `after` came true. Default 0. */
  readonly atMs?: number | undefined;
  /** Adds this fault. */
  readonly fault?: Fault | undefined;
  /** Takes off the fault with this id, or all of them (`true`). */
  readonly clear?: string | true | undefined;
}

/** A script of faults as plain data. */
export interface Scenario {
  readonly steps?: readonly ScenarioStep[] | undefined;
  readonly chaos?: ChaosOptions | undefined;
}

/**
 * Takes plain data, such as a parsed file, for a scenario.
 *
 * @throws ValidationError that names the wrong steps
 */
export function checkScenario(value: unknown): Scenario {
  return readable('scenario', () => {
    const { steps = [], chaos, ...rest } = objectOf(value, '', 'сценарий', 'a scenario') as Scenario & object;
    refuseOthers(rest, '');
    if (!Array.isArray(steps)) throw wrong('steps', 'нужен массив', 'an array is needed', steps);
    steps.forEach((step, index) => {
      checkStep(step, `steps[${index}]`);
    });
    if (chaos !== undefined) checkChaos(chaos, 'chaos');
    return value as Scenario;
  });
}

function checkStep(step: unknown, path: string): void {
  const { after, atMs, fault, clear, ...rest } = objectOf(step, path, 'шаг', 'a step') as ScenarioStep &
    object;
  refuseOthers(rest, `${path}.`);
  if (atMs !== undefined && !(Number.isSafeInteger(atMs) && atMs >= 0))
    throw wrong(`${path}.atMs`, 'миллисекунды от 0', 'milliseconds from 0', atMs);
  if (after !== undefined) {
    const { command, nth = 1 } = objectOf(after, `${path}.after`, 'условие', 'a condition') as {
      command: string;
      nth?: number;
    };
    if (typeof command !== 'string' || commandNamed(command) === undefined)
      throw wrong(
        `${path}.after.command`,
        'имя команды или её код',
        'name of a command or its code',
        command,
      );
    if (!(Number.isSafeInteger(nth) && nth > 0))
      throw wrong(`${path}.after.nth`, 'целое от 1', 'an integer from 1', nth);
  }
  if ((fault === undefined) === (clear === undefined))
    throw wrong(path, 'нужно одно из полей: fault, clear', 'needs one of: fault, clear', step);
  if (fault !== undefined) checkFault(fault, `${path}.fault`);
  else if (clear !== true && typeof clear !== 'string')
    throw wrong(`${path}.clear`, 'id сбоя или true', 'id of a fault or true', clear);
}

/** Begins a scenario that was checked. The returned function ends it; faults that it added stay. */
export function playScenario({ steps = [], chaos }: Scenario, stage: Stage): () => void {
  const stop = new AbortController();
  for (const step of steps) play(step, stage, stop.signal);
  const calm = chaos ? startChaos(chaos, stage) : () => undefined;
  return () => {
    calm();
    stop.abort('scenario ended');
  };
}

function play(step: ScenarioStep, { faults, events, clock }: Stage, signal: AbortSignal): void {
  const { after, atMs = 0, fault, clear } = step;
  const act = (): void => {
    if (fault) faults.add(fault);
    else if (clear === true) faults.clear();
    else if (clear !== undefined) faults.remove(clear);
  };
  // Nobody waits for a step: a virtual clock does not jump to it.
  const wait = (): Promise<void> =>
    clock.sleep(atMs, signal, 'background').then(act, (error: unknown) => {
      if (!signal.aborted) throw error;
    });
  const due = (): void => (atMs > 0 ? void wait() : act());
  if (!after) {
    due();
    return;
  }
  const name = commandNamed(after.command);
  let left = after.nth ?? 1;
  // A listener, no promise: the fault must be there before the next command comes.
  const off = events.on('answer', (event) => {
    if (event.name !== name || --left > 0) return;
    off();
    due();
  });
  onAbort(signal, off);
}

function objectOf(value: unknown, path: string, ru: string, en: string): object {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  throw wrong(path, `${ru}: нужен объект`, `${en}: an object is needed`, value);
}

function refuseOthers(rest: object, path: string): void {
  for (const [name, value] of Object.entries(rest))
    throw wrong(`${path}${name}`, 'такого поля нет', 'there is no such field', value);
}

function wrong(path: string, ru: string, en: string, value: unknown): ValidationError {
  const problem: Problem = { path, code: 'SCENARIO', ru, en, value: presentable(value) };
  return new ValidationError([problem], 'Неверный сценарий');
}
