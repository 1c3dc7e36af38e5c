import { ConnectionError } from '../errors.js';
import type { Execution } from '../link/device/v3-task-buffer.js';
import { memoryTransport } from '../transport/memory.js';
import type { Connection, Transport } from '../transport/transport.js';
import type { Clock } from '../util/clock.js';
import type { Device } from './device/device.js';
import { Faults } from './faults/faults.js';
import { LineFaults } from './faults/line-faults.js';
import { EmulatorEvents, type Happening } from './observe/events.js';
import { Observer } from './observe/observer.js';
import { Power } from './power.js';
import type { EmulatedLink } from './profile.js';

export interface SurroundingsOptions {
  readonly device: Device;
  readonly clock: Clock;
  /** What it speaks: the packets on its lines. */
  readonly link: EmulatedLink;
  /** Answers a host on a line until it ends. */
  readonly serve: (line: Connection) => Promise<void>;
  /** Ends every line, forgets every task. */
  readonly drop: () => Promise<void>;
  /** Settles when no command is being executed. */
  readonly settled: () => Promise<void>;
  readonly onError: (error: unknown) => void;
}

/** What is around a register: its mains, its lines, whoever watches it, and whatever goes wrong. */
export class Surroundings {
  readonly events: EmulatorEvents;
  readonly faults: Faults;
  readonly power: Power;
  readonly observer: Observer;
  readonly #lines: LineFaults;
  readonly #serve: SurroundingsOptions['serve'];

  constructor({ device, clock, link, serve, drop, settled, onError }: SurroundingsOptions) {
    this.#serve = serve;
    const events = new EmulatorEvents(() => ({ time: clock.now(), dateTime: device.now }), onError);
    const tell = (happening: Happening): void => events.tell(happening);
    const lines = new LineFaults(clock, tell, link === 'p5');
    this.events = events;
    this.#lines = lines;
    this.observer = new Observer(device, tell);
    this.power = new Power({ device, drop, settled, tell: (state) => tell({ type: 'power', state }) });
    this.faults = new Faults({ device, clock, lines, events, power: this.power, tell, onError });
  }

  async serve(connection: Connection): Promise<void> {
    if (!this.#reachable) return connection.close();
    const closed = this.observer.opened();
    await this.#serve(this.#lines.open(connection));
    closed();
  }

  /** A line inside the process. */
  transport(name: string): Transport {
    const line = memoryTransport((connection) => void this.serve(connection), name);
    return {
      name,
      connect: async (signal) => {
        if (this.#reachable) return line.connect(signal);
        throw new ConnectionError('CONNECT_FAILED', `Нет связи с ${name}: линия или питание отключены`);
      },
    };
  }

  /** Power is on and no fault holds the lines down. */
  get #reachable(): boolean {
    return this.power.isOn && !this.#lines.isDown;
  }
}

/** Nobody answers without power. */
export const NO_ANSWER: Execution = { answer: new Uint8Array(0), refused: true };
