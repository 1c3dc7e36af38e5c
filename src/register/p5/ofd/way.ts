import { type AtolError, DeviceError, ProtocolError } from '../../../errors.js';
import { type P5Host, p5Message } from '../../../link/p5/index.js';
import {
  decodeP5Result,
  decodeP5Setting,
  encodeP5Command,
  findP5Setting,
  type P5Command,
  type P5SettingName,
  p5Commands,
} from '../../../protocol/p5/index.js';
import { asciiBytes } from '../../../protocol/p5/text.js';
import type { Clock } from '../../../util/clock.js';
import type { Observers } from '../../../util/observers.js';
import type { OfdAddress, OfdEvent } from './events.js';
import type { ConnectOfd } from './line.js';
import { OfdRelay } from './relay.js';

/** Setting `ofdChannel`: through the computer. */
const THROUGH_HOST = 5;
/** A register that waits so long for a receipt of the OFD is not cut off earlier, minutes. */
const USUAL_WAIT = 5;
const MINUTE_MS = 60_000;
/** Settings are not read again more often. */
const FRESH_MS = 30_000;

interface Known extends OfdAddress {
  readonly channel: number;
  readonly waitMinutes: number;
  readonly at: number;
}

/** Offers a register the way to its OFD through this computer, over each line to it. */
export class OfdWay {
  readonly #connect: ConnectOfd;
  readonly #clock: Clock;
  readonly #tell: (event: OfdEvent) => void;
  #known: Known | undefined;

  constructor(connect: ConnectOfd, clock: Clock, observers: Observers<OfdEvent>) {
    this.#connect = connect;
    this.#clock = clock;
    this.#tell = (event) => observers.tell(event);
  }

  /**
   * A line was opened. The settings are read over the first one only: nothing stands in front of the recovery of a receipt.
   *
   * @throws what the line throws.
   */
  async attach(host: P5Host, signal: AbortSignal | undefined): Promise<void> {
    try {
      this.#known ??= await this.#read(host, signal);
    } catch (error) {
      if (!isAnswer(error)) throw error;
      this.#tell({ type: 'failed', error });
      return;
    }
    const { channel, waitMinutes, ...address } = this.#known;
    if (channel !== THROUGH_HOST) {
      this.#tell({ type: 'elsewhere', channel });
      return;
    }
    this.#tell({ type: 'ready', host: address.host, port: address.port });
    new OfdRelay(host, {
      clock: this.#clock,
      connect: this.#connect,
      idleMs: (Math.max(waitMinutes, USUAL_WAIT) + 1) * MINUTE_MS,
      tell: this.#tell,
      mayConnect: (wanted) => this.#mayConnect(host, wanted),
    });
  }

  /** Somebody may have changed the settings since they were read. */
  async #mayConnect(host: P5Host, wanted: OfdAddress): Promise<boolean> {
    if (isSame(this.#known, wanted)) return true;
    if (this.#known && this.#clock.now() - this.#known.at < FRESH_MS) return false;
    try {
      this.#known = await this.#read(host, undefined);
    } catch {
      return false;
    }
    return this.#known.channel === THROUGH_HOST && isSame(this.#known, wanted);
  }

  async #read(host: P5Host, signal: AbortSignal | undefined): Promise<Known> {
    const ask = async (command: P5Command<void, readonly Uint8Array[]>) => {
      const { channel, timeoutMs, safe } = command;
      const message = p5Message(channel, encodeP5Command(command, undefined));
      return decodeP5Result(command, await host.exchange(message, { timeoutMs, safe, signal }));
    };
    const way = await ask(p5Commands.readOfdChannel);
    const ofd = await ask(p5Commands.readOfd);
    return {
      channel: Number(settingIn('ofdChannel', way)),
      host: String(settingIn('ofdAddress', ofd)).trim(),
      port: Number(settingIn('ofdPort', ofd)),
      waitMinutes: Number(settingIn('ofdReceiptTimeout', ofd)),
      at: this.#clock.now(),
    };
  }
}

function settingIn(name: P5SettingName, fields: readonly Uint8Array[]): unknown {
  const setting = findP5Setting(name);
  if (!setting || !('field' in setting.place)) return undefined;
  return decodeP5Setting(setting, fields[setting.place.field - 1] ?? asciiBytes('0'));
}

function isSame(known: OfdAddress | undefined, { host, port }: OfdAddress): boolean {
  return known?.port === port && port > 0 && known.host.toLowerCase() === host.trim().toLowerCase();
}

/** The register answered; what it said is no settings. */
function isAnswer(error: unknown): error is AtolError {
  return error instanceof DeviceError || error instanceof ProtocolError;
}
