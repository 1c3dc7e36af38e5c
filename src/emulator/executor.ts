import { AbortedError } from '../errors.js';
import type { Execution } from '../link/device/v3-task-buffer.js';
import { type CommandName, commandByCode, commands } from '../protocol/classic/commands/index.js';
import { deviceStatus } from '../protocol/device-status.js';
import { p5Commands } from '../protocol/p5/commands/index.js';
import type { P5Channel } from '../protocol/p5/message.js';
import type { Clock } from '../util/clock.js';
import { layerLog } from '../util/debug.js';
import type { Device } from './device/device.js';
import type { CommandEvent } from './events.js';
import { executeMessage } from './execute.js';
import type { FaultCommand } from './faults/fault.js';
import { requireFn, requireFnForP5 } from './fn-needed.js';
import { handlers } from './handlers/index.js';
import { Overrides } from './overrides.js';
import { executeP5, p5NameOf } from './p5/execute.js';
import type { P5Executed } from './p5/handlers/handlers.js';
import { p5Handlers } from './p5/handlers/index.js';
import { P5Kkt } from './p5/kkt.js';
import { asRefusal, asTold } from './p5/refusal.js';
import { NO_ANSWER, type Surroundings } from './surroundings.js';

const log = layerLog('emulator');

export interface ExecutorOptions {
  readonly device: Device;
  readonly clock: Clock;
  readonly onError: (error: unknown) => void;
}

/** A register that is busy (fault `busyMs`) is asked again so often: the second protocol has no error for it, only silence. */
const BUSY_PAUSE_MS = 100;

/** Executes commands of both protocols on one device, with overrides, faults and whoever watches. One at a time is the caller's business. */
export class Executor {
  readonly #device: Device;
  readonly #clock: Clock;
  readonly #onError: (error: unknown) => void;
  readonly #watchers = new Set<(event: CommandEvent) => void>();
  readonly overrides = new Overrides();
  /** The second protocol's view of the device. */
  readonly kkt: P5Kkt;
  /** Command of the second protocol that is being executed: its faults stand at it already. */
  #current: FaultCommand | undefined;

  constructor({ device, clock, onError }: ExecutorOptions) {
    this.#device = device;
    this.#clock = clock;
    this.#onError = onError;
    this.kkt = new P5Kkt(device, clock, (name, request) => this.#operation(name, request) as never);
  }

  /** One message of the classic protocol: access password, command, parameters. */
  async execute(message: Uint8Array, around: Surroundings): Promise<Execution> {
    const thinking = this.#device.pace.command();
    if (thinking > 0) await this.#takeTime(thinking);
    if (!around.power.isOn) return NO_ANSWER;
    const dateTime = this.#device.now;
    const start = this.#clock.now();
    const { printedLines } = this.#device.printer.paper;
    around.observer.arrived(nameOf(message), message);
    const { answer, refused, name, request, value, error } = await executeMessage(
      this.#device,
      message,
      (command, asked) => around.faults.around(command, asked, () => this.#perform(command, asked)),
      this.#onError,
    );
    const printing = this.#printing(printedLines);
    if (printing > 0) await this.#takeTime(printing);
    const ms = this.#clock.now() - start;
    this.#tell(around, { name, request, answer: value, error, message, bytes: answer, dateTime, ms });
    return { answer, refused };
  }

  /** One message of the second protocol: command and fields. No bytes: there is no power. */
  async executeP5(channel: P5Channel, body: Uint8Array, around: Surroundings): Promise<Uint8Array> {
    const thinking = this.#device.pace.command();
    if (thinking > 0) await this.#takeTime(thinking);
    if (!around.power.isOn) return NOTHING;
    const dateTime = this.#device.now;
    const start = this.#clock.now();
    const { printedLines } = this.#device.printer.paper;
    const message = Uint8Array.of(channel, ...body);
    around.observer.arrived(p5NameOf(channel, body), message);
    this.#around = around;
    const run = async (name: P5Executed, request: unknown): Promise<unknown> => {
      const value = await this.#whileBusy(() =>
        around.faults.around(name, request, () => this.#performP5(name, request)),
      );
      // A fault broke it off in place of the handler.
      return name === 'closeShift' && value === undefined ? this.kkt.brokeOff() : value;
    };
    const { answer, name, request, value, error } = await executeP5(channel, body, run, this.#onError);
    const printing = this.#printing(printedLines);
    if (printing > 0) await this.#takeTime(printing);
    const ms = this.#clock.now() - start;
    this.#tell(around, { name, request, answer: value, error, message, bytes: answer, dateTime, ms });
    return around.power.isOn ? answer : NOTHING;
  }

  onCommand(watcher: (event: CommandEvent) => void): () => void {
    this.#watchers.add(watcher);
    return () => {
      this.#watchers.delete(watcher);
    };
  }

  #around: Surroundings | undefined;

  /** What came out since, ms: the answer waits for the paper. */
  #printing(before: number): number {
    const { printer, pace } = this.#device;
    const lines = printer.paper.printedLines - before;
    return lines > 0 ? pace.printing(lines) : 0;
  }

  /** Switched off meanwhile, nobody waits. */
  async #takeTime(ms: number): Promise<void> {
    try {
      await this.#device.wait(ms);
    } catch (error) {
      if (!(error instanceof AbortedError)) throw error;
    }
  }

  #tell(around: Surroundings, event: CommandEvent): void {
    log('%s %s', event.name ?? 'unknown command', event.error ? event.error.message : 'ok');
    for (const watcher of [...this.#watchers]) {
      try {
        watcher(event);
      } catch (error) {
        this.#onError(error);
      }
    }
    around.observer.answered(event);
  }

  /** What a command changed is kept before it is answered, also when it was refused. */
  async #perform(name: CommandName, request: unknown): Promise<unknown> {
    const { store } = this.#device;
    await store.check();
    try {
      return await this.#handle(name, request);
    } finally {
      if (!commands[name].safe) store.save();
    }
  }

  async #handle(name: CommandName, request: unknown): Promise<unknown> {
    const handler = handlers[name] as (device: Device, request: unknown) => unknown;
    return this.overrides.answer(name, request, (value) => handler(this.#device, value));
  }

  async #performP5(name: P5Executed, request: unknown): Promise<unknown> {
    const { store } = this.#device;
    await store.check();
    requireFnForP5(this.#device, name);
    const handler = p5Handlers[name] as (kkt: P5Kkt, request: unknown) => unknown;
    this.#current = name;
    try {
      return await handler(this.kkt, request);
    } catch (error) {
      throw asTold(error, this.#device);
    } finally {
      this.#current = undefined;
      if (!p5Commands[name].safe) store.save();
    }
  }

  /** An operation of the device that a command of the second protocol consists of. Faults strike at its own name once. */
  async #operation(name: CommandName, request: unknown): Promise<unknown> {
    requireFn(this.#device, name, request);
    const faults = this.#around?.faults;
    if (!faults || name === this.#current) return this.#perform(name, request);
    return faults.around(name, request, () => this.#perform(name, request));
  }

  async #whileBusy<T>(attempt: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await attempt();
      } catch (error) {
        if (asRefusal(error)?.status !== deviceStatus.busy) throw error;
        await this.#clock.sleep(BUSY_PAUSE_MS);
      }
    }
  }
}

const NOTHING = new Uint8Array(0);

function nameOf(message: Uint8Array): CommandName | undefined {
  return commandByCode(message[2] ?? -1, message[3])?.name as CommandName | undefined;
}
