import { AtolError, ConnectionError, ProtocolError } from '../../errors.js';
import type { FiscalDocument } from '../../fiscal/document.js';
import { memoryTransport } from '../../transport/memory.js';
import { listenTcp, type TcpListener } from '../../transport/tcp.js';
import type { Connection, Transport } from '../../transport/transport.js';
import { type Clock, realClock } from '../../util/clock.js';
import { hostTime, localToMs, msToLocal } from '../../util/local-time.js';
import { Observers } from '../../util/observers.js';
import {
  callback,
  checkOptions,
  integer,
  milliseconds,
  must,
  type OptionRules,
  oneOf,
  withMethods,
} from '../../util/options.js';
import type { ListenOptions } from '../options.js';
import { encodeConfirmation, ofdAnswer } from './message.js';
import { type Received, receive } from './receive.js';

/** How an operator treats its registers. Everything is normal by default. */
export interface OfdBehaviour {
  /** Time before the answer, ms of the clock. */
  readonly delay?: number | undefined;
  /** Code of the answer (tag 1022): 14 format control failed, 11 not recognised. The document stays in the register's queue. */
  readonly refuse?: number | undefined;
  /**
   * `silent` takes a message and never answers, `hangUp` takes it and closes the line, `gone` does not even listen. The
   * document counts as arrived in the first two: the register will send it again.
   */
  readonly vanish?: 'silent' | 'hangUp' | 'gone' | undefined;
}

export interface OfdServerOptions extends OfdBehaviour {
  /** Tag 1017 of the answers. Default 7702203276. */
  readonly inn?: string | undefined;
  /** Default: the computer's. */
  readonly clock?: Clock | undefined;
  /** First reading of the operator's clock, `YYYY-MM-DDTHH:mm:ss`. Default: the computer's local time. */
  readonly dateTime?: string | undefined;
  /** Sees every message. */
  readonly onMessage?: ((message: OfdMessage) => void) | undefined;
}

/** A message of a register and what became of it. */
export interface OfdMessage extends Received {
  /** Local time of arrival, `YYYY-MM-DDTHH:mm:ss`. */
  readonly receivedAt: string;
  /** The same document came before. */
  readonly repeated: boolean;
  /** Tag 1022 of the answer; undefined when none was given. */
  readonly answer: number | undefined;
}

const INN = '7702203276';

const behaviourRules: OptionRules<OfdBehaviour> = {
  delay: milliseconds(),
  refuse: integer(0, 255),
  vanish: oneOf('silent', 'hangUp', 'gone'),
};

const serverRules: OptionRules<OfdServerOptions> = {
  ...behaviourRules,
  inn: must(
    (inn) => typeof inn === 'string' && /^(?:\d{10}|\d{12})$/.test(inn),
    ['ИНН: 10 или 12 цифр', 'an INN has 10 or 12 digits'],
    'INN',
  ),
  clock: withMethods('now', 'sleep'),
  dateTime: must(
    isLocalTime,
    ['дата и время вида YYYY-MM-DDTHH:mm:ss', 'a date and time such as YYYY-MM-DDTHH:mm:ss'],
    'DATE_TIME',
  ),
  onMessage: callback,
};

/**
 * An operator of fiscal data (ОФД) for emulated registers: takes their documents over TCP or inside the process, checks them
 * and answers with tickets. Real registers do not believe it, because their FN checks the sign of the ticket.
 */
export class OfdServer {
  /** Everything that came, oldest first, repetitions too. */
  readonly messages: OfdMessage[] = [];
  readonly #inn: string;
  readonly #clock: Clock;
  readonly #clockOffset: number;
  readonly #accepted = new Map<string, Received>();
  readonly #seen = new Map<string, Received>();
  readonly #watchers = new Observers<OfdMessage>();
  readonly #lines = new Set<Connection>();
  readonly #off = new AbortController();
  #behaviour: OfdBehaviour;
  #listener: TcpListener | undefined;
  /** Where it listens, also while it is gone. */
  #address: { readonly host: string; readonly port: number } | undefined;

  /** @throws ValidationError for impossible options. */
  constructor(options: OfdServerOptions = {}) {
    checkOptions(options, serverRules);
    const { inn = INN, clock = realClock, dateTime = hostTime(), onMessage, ...behaviour } = options;
    this.#inn = inn;
    this.#clock = clock;
    this.#clockOffset = localToMs(dateTime) - clock.now();
    this.#behaviour = behaviour;
    if (onMessage) this.#watchers.on(onMessage);
  }

  /** An operator that already listens on TCP; its address is `server.url`. */
  static async listen(options: OfdServerOptions & ListenOptions = {}): Promise<OfdServer> {
    const { host, port, ...rest } = options;
    const server = new OfdServer(rest);
    await server.listen({ host, port });
    return server;
  }

  /** @throws ConnectionError when the port is taken. */
  async listen({ host = '127.0.0.1', port = 0 }: ListenOptions = {}): Promise<void> {
    this.#listener = await listenTcp({ host, port }, (line) => void this.#serve(line));
    this.#address = { host, port: this.#listener.port };
    if (this.#behaviour.vanish === 'gone') await this.behave(this.#behaviour);
  }

  /** Such as `tcp://127.0.0.1:7777`. @throws AtolError when nothing is listened on. */
  get url(): string {
    if (!this.#address) throw new AtolError('NOT_LISTENING', 'ОФД ничего не слушает: вызовите listen()');
    const { host, port } = this.#address;
    return `tcp://${host.includes(':') ? `[${host}]` : host}:${port}`;
  }

  /** A line inside the process, for the option `ofd` of an `Emulator`. */
  transport(): Transport {
    const inside = memoryTransport((line) => void this.#serve(line), 'ОФД эмулятора');
    return {
      name: inside.name,
      connect: async (signal) => {
        if (this.#behaviour.vanish === 'gone' || this.#off.signal.aborted)
          throw new ConnectionError('CONNECT_FAILED', 'ОФД не отвечает', { outcome: 'not-sent' });
        return inside.connect(signal);
      },
    };
  }

  /** From now on; what is not named is normal. Lines that are open end when the operator is gone. */
  async behave(behaviour: OfdBehaviour = {}): Promise<void> {
    checkOptions(behaviour, behaviourRules);
    this.#behaviour = behaviour;
    if (behaviour.vanish === 'gone') {
      await this.#listener?.close();
      this.#listener = undefined;
      await this.#hangUp();
    } else if (this.#address && !this.#listener) {
      this.#listener = await listenTcp(this.#address, (line) => void this.#serve(line));
    }
  }

  /** Documents that were accepted, each once, in the order of their arrival. */
  get documents(): FiscalDocument[] {
    return [...this.#accepted.values()].flatMap(({ document }) => document ?? []);
  }

  /** Calls `watcher` after every message. The returned function ends it. */
  onMessage(watcher: (message: OfdMessage) => void): () => void {
    return this.#watchers.on(watcher);
  }

  /** Ends every line and stops listening. */
  async close(): Promise<void> {
    this.#off.abort();
    await Promise.all([this.#listener?.close(), this.#hangUp()]);
    this.#listener = undefined;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #hangUp(): Promise<void> {
    await Promise.all([...this.#lines].map((line) => line.close()));
  }

  /** One message a line. */
  async #serve(line: Connection): Promise<void> {
    this.#lines.add(line);
    try {
      const received = await receive(line);
      if (received === 'test') return;
      await this.#answer(line, received);
    } catch (error) {
      if (error instanceof ProtocolError) this.#tell(this.#rubbish(error));
      // Otherwise the register went away, or the operator does.
      else if (!(error instanceof AtolError)) throw error;
    } finally {
      this.#lines.delete(line);
      await line.close();
    }
  }

  async #answer(line: Connection, received: Received): Promise<void> {
    const { delay = 0, vanish } = this.#behaviour;
    const receivedAt = this.#now();
    const key = `${received.fnNumber} ${received.documentNumber}`;
    const known = this.#accepted.get(key);
    const before = this.#seen.get(key);
    this.#seen.set(key, received);
    const answer = vanish ? undefined : this.#judge(received, known);
    if (answer === ofdAnswer.accepted && !known) this.#accepted.set(key, received);
    const repeated = before !== undefined && sameDocument(before, received);
    this.#tell({ ...received, receivedAt, repeated, answer });
    if (vanish === 'hangUp') return;
    // Until the register gives up.
    if (answer === undefined) for await (const _ of line);
    if (delay > 0) await this.#clock.sleep(delay, this.#off.signal);
    if (answer === undefined || !received.container) return;
    await line.write(
      encodeConfirmation(received.container, { code: answer, dateTime: this.#now(), inn: this.#inn }),
    );
    // The register has the last word: it closes the line when it has read the answer.
    for await (const _ of line);
  }

  #tell(message: OfdMessage): void {
    this.messages.push(message);
    this.#watchers.tell(message);
  }

  #judge(received: Received, known: Received | undefined): number {
    const { refuse } = this.#behaviour;
    if (refuse !== undefined) return refuse;
    if (!received.document) return ofdAnswer.notRecognised;
    if (received.problems.length > 0) return ofdAnswer.formatControl;
    return known && !sameDocument(known, received) ? ofdAnswer.formatControl : ofdAnswer.accepted;
  }

  #rubbish({ message }: ProtocolError): OfdMessage {
    const nothing = { container: undefined, document: undefined, repeated: false, answer: undefined };
    return { ...nothing, fnNumber: '', documentNumber: 0, problems: [message], receivedAt: this.#now() };
  }

  #now(): string {
    return msToLocal(this.#clock.now() + this.#clockOffset);
  }
}

function sameDocument(one: Received, other: Received): boolean {
  const [a, b] = [one.container?.document, other.container?.document];
  if (one.fnNumber !== other.fnNumber || a === undefined || b === undefined) return false;
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}

function isLocalTime(value: unknown): boolean {
  try {
    return typeof value === 'string' && Number.isFinite(localToMs(value));
  } catch {
    return false;
  }
}
