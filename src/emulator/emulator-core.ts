import { AtolError } from '../errors.js';
import { decodeDocument, type FiscalDocument } from '../fiscal/document.js';
import { receiptForms } from '../fiscal/receipt-forms.js';
import type { Execution } from '../link/device/v3-task-buffer.js';
import type { CommandName } from '../protocol/classic/commands/index.js';
import { deviceError } from '../protocol/device-errors.js';
import type { P5Channel } from '../protocol/p5/message.js';
import type { Connection, Transport } from '../transport/transport.js';
import { needObject } from '../util/arguments.js';
import { realClock } from '../util/clock.js';
import { readable } from '../util/options.js';
import { JobQueue } from '../util/queue.js';
import { createDevice, type Outside } from './create.js';
import type { Device } from './device/device.js';
import { insertFn, removeFn } from './device/fn-socket.js';
import { closeFn, register } from './device/registering.js';
import type { DeviceState } from './device/state.js';
import type { CommandEvent } from './events.js';
import { Executor } from './executor.js';
import type { Faults } from './faults/faults.js';
import { FnError } from './fn/fn-error.js';
import type { FnOptions } from './fn/passport.js';
import type { StoredDocument } from './fn/state.js';
import type { FiscalStorage } from './fn/storage.js';

import { Links } from './links.js';

import type { EmulatorEvents } from './observe/events.js';
import { traceText } from './observe/trace.js';
import type { OfdExchange } from './ofd/exchange.js';
import type { EmulatorOptions } from './options.js';
import type { Override } from './overrides.js';
import type { RasterRow } from './paper/items.js';
import type { Paper } from './paper/paper.js';
import type { Power } from './power.js';
import { linkOf, type ModelName } from './profile.js';
import type { EmulatedRegistration } from './registration.js';
import { EmulatorSnapshot } from './snapshot.js';
import { Surroundings } from './surroundings.js';

/** The emulator without what needs Node: no directory of state, nothing that listens. So it runs in a browser's page, too. */
export class EmulatorCore {
  readonly #device: Device;
  readonly #links: Links;
  readonly #executor: Executor;
  readonly #queue = new JobQueue();
  /** The register as it was made; undefined with a directory of state. */
  readonly #made: EmulatorSnapshot | undefined;
  readonly #around: Surroundings;
  #closed = false;
  /** Everything that happens: commands, documents, paper, faults, lines, power. */
  readonly events: EmulatorEvents;
  /** What goes wrong on purpose. */
  readonly faults: Faults;
  readonly power: Power;
  /** Gets exceptions of the emulator itself. */
  onError: (error: unknown) => void;

  /** @throws ValidationError for options that make no register. */
  constructor(options: EmulatorOptions = {}, outside: Outside = {}) {
    needObject(options, 'options');
    const clock = readable('options', () => options.clock) ?? realClock;
    this.onError = options.onError ?? throwLater;
    const onError = (error: unknown): void => this.onError(error);
    this.#device = createDevice(options, clock, onError, outside);
    const device = this.#device;
    this.#executor = new Executor({ device, clock, onError });
    if (options.onCommand) this.#executor.onCommand(options.onCommand);
    const { answers, forgetOnDisconnect } = options;
    const link = linkOf(options, device.profile);
    this.#links = new Links({
      link,
      clock,
      answers,
      forgetOnDisconnect,
      onCrash: onError,
      execute: (message) => this.execute(message),
      executeP5: (channel, body) => this.executeP5(channel, body),
      ofd: device.ofdTunnel,
    });
    this.#around = new Surroundings({
      device,
      clock,
      link,
      serve: (line) => this.#links.serve(line),
      drop: () => this.#drop(),
      settled: () => this.#queue.inTurn(async () => undefined),
      onError,
    });
    this.events = this.#around.events;
    this.faults = this.#around.faults;
    this.power = this.#around.power;
    this.#made = outside.opened ? undefined : EmulatorSnapshot.of(this.#device);
  }

  /** Answers a host on a line until it ends. Never rejects. */
  serve(connection: Connection): Promise<void> {
    return this.#around.serve(connection);
  }

  /** A line inside the process, for `connect()`. */
  transport(): Transport {
    return this.#around.transport(`emulator ${this.#device.serialNumber}`);
  }

  /** Ends every line; an operation that goes on is lost, as when power fails. */
  async close(): Promise<void> {
    this.#closed = true;
    this.power.end();
    this.#device.switchOff();
    await this.#drop();
    await this.#device.idle;
    await this.#device.store.close();
    this.events.end();
  }

  async #drop(): Promise<void> {
    this.#executor.kkt.forget();
    await this.#links.reset();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /** Executes one message of the classic protocol (access password, command, parameters) without a link. One at a time, in order. */
  execute(message: Uint8Array): Promise<Execution> {
    return this.#queue.inTurn(() => this.#executor.execute(message, this.#around));
  }

  /**
   * Executes one message of the second protocol (command and fields of a channel, `C3` or `C5`) without a link. The answer is its error
   * code and fields; no bytes while the power is off.
   */
  executeP5(channel: P5Channel, body: Uint8Array): Promise<Uint8Array> {
    return this.#queue.inTurn(() => this.#executor.executeP5(channel, body, this.#around));
  }

  /**
   * Puts a behaviour in front of a command; the last one put is asked first. The returned function removes it.
   *
   * @example
   * emulator.override('closeReceipt', () => { throw deviceError(deviceStatus.noPaper); });
   */
  override<K extends CommandName>(name: K, behaviour: Override<K>): () => void {
    return this.#executor.overrides.put(name, behaviour);
  }

  /** Calls `watcher` after every command. The returned function ends it. */
  onCommand(watcher: (event: CommandEvent) => void): () => void {
    return this.#executor.onCommand(watcher);
  }

  /** What happened lately, for a person who looks at a failed test: commands by name, documents, paper, faults. */
  trace(): string {
    return traceText(this.events);
  }

  /**
   * Registers the register with a new FN (form 1, or 11 when it was registered with another FN before), or changes the registration
   * (form 11); what is not given stays. Hosts do it by command A6.
   *
   * @param reason tag 1101 of form 11: 1 another FN, 2 another operator, 3 other data of the owner, 4 other settings; 0 is form 1.
   * Default: the one that suits the FN, 3 for a change
   * @throws DeviceError when the FN refuses, ValidationError for data that make no registration
   */
  register(registration: Partial<EmulatedRegistration> = {}, reason?: number): Promise<StoredDocument> {
    return this.#administer(() => register(this.#device, registration, reason));
  }

  /** Closes the FN forever (form 6). Hosts do it by command A7. @throws DeviceError when the FN refuses, as in an open shift. */
  closeFn(): Promise<StoredDocument> {
    return this.#administer(() => closeFn(this.#device));
  }

  /** Takes the FN out: whatever needs it is refused with D2. A document that was begun is lost. */
  removeFn(): Promise<void> {
    return this.#administer(async () => removeFn(this.#device));
  }

  /**
   * Puts a new FN in, which has to be registered; the documents of the one before are no longer to be seen. Without options the FN
   * that was taken out is put back.
   *
   * @throws ValidationError for options that make no FN
   */
  insertFn(options?: FnOptions): Promise<void> {
    return this.#administer(async () => insertFn(this.#device, options));
  }

  /** The register as it is now. @throws AtolError `STATE` for one with a directory of state */
  snapshot(): EmulatorSnapshot {
    return EmulatorSnapshot.of(this.#device);
  }

  /**
   * Puts the register back: memory, tables, FN with its documents. Its faults end, its lines too, as hosts remember what is no
   * more; the paper is new, power is on. Its clock runs on. Overrides, watchers and addresses stay.
   *
   * @throws ValidationError for a snapshot of another register, AtolError `STATE` for a register with a directory of state
   */
  async restore(snapshot: EmulatorSnapshot): Promise<void> {
    this.requireOpen();
    this.faults.clear();
    await this.power.off();
    try {
      await this.#queue.inTurn(async () => {
        await this.#device.idle;
        snapshot.restore(this.#device);
      });
    } finally {
      await this.power.on();
    }
  }

  /** As `restore` with the register as it was made. */
  async reset(): Promise<void> {
    await this.restore(this.#made ?? this.snapshot());
  }

  #administer<T>(work: () => Promise<T>): Promise<T> {
    return this.#queue.inTurn(async () => {
      try {
        return await work();
      } catch (error) {
        throw error instanceof FnError ? deviceError(error.status) : error;
      } finally {
        this.#device.store.save();
      }
    });
  }

  /** The fiscal storage. */
  get fn(): FiscalStorage {
    return this.#device.fn;
  }

  /** The exchange with the operator of fiscal data. */
  get ofd(): OfdExchange {
    return this.#device.ofd;
  }

  get registration(): EmulatedRegistration {
    return this.#device.registration;
  }

  get model(): ModelName {
    return this.#device.profile.name;
  }

  get serialNumber(): string {
    return this.#device.serialNumber;
  }

  /** The register's clock, `YYYY-MM-DDTHH:mm:ss`. */
  get now(): string {
    return this.#device.now;
  }

  /** The paper: what is printed, as lines and as a picture; the roll and the cover. */
  get paper(): Paper {
    return this.#device.printer.paper;
  }

  /** Lines printed so far, oldest first: `paper.lines`. */
  get tape(): string[] {
    return this.paper.lines;
  }

  /** Rows of dots that hosts printed, oldest first. */
  get rasters(): readonly RasterRow[] {
    return this.paper.rasters;
  }

  /** Receipts and corrections that the FN signed, oldest first: all of them, decoded. For many use `fn.documents()`. */
  get receipts(): FiscalDocument[] {
    return this.fn
      .documents()
      .filter(({ form }) => receiptForms.includes(form))
      .map(({ bytes }) => decodeDocument(bytes));
  }

  /** The last one of this FN. */
  get lastReceipt(): FiscalDocument | undefined {
    const { lastReceipt: last } = this.state;
    const document = last && this.fn.document(last.documentNumber);
    return document?.fiscalSign === last?.fiscalSign ? document && decodeDocument(document.bytes) : undefined;
  }

  /** What the register remembers: mode, shift, counters, open receipt. */
  get state(): DeviceState {
    return this.#device.state;
  }

  /** Settles when no operation is going on: a shift that opens, a report that prints. */
  get idle(): Promise<void> {
    return this.#device.idle;
  }

  /** @throws AtolError `CLOSED`. */
  protected requireOpen(): void {
    if (this.#closed) throw new AtolError('CLOSED', 'Эмулятор уже закрыт');
  }
}

function throwLater(error: unknown): void {
  queueMicrotask(() => {
    throw error;
  });
}
