import { tcp } from '../transport/tcp.js';
import type { OpenedState } from './create.js';
import { EmulatorCore } from './emulator-core.js';
import { Listeners } from './listeners.js';
import type { EmulatorOptions, EmulatorPtyOptions, ListenOptions } from './options.js';
import { StateStore } from './store/state-store.js';

/**
 * A cash register in this process: it answers the bytes of ATOL's protocol, keeps a shift, counters and an FN that makes real
 * fiscal documents. Any number of them may live side by side.
 *
 * @throws ValidationError for options that make no register.
 */
export class Emulator extends EmulatorCore {
  readonly #listeners = new Listeners((connection) => void this.serve(connection));

  /** `opened` is for `Emulator.open`. */
  constructor(options: EmulatorOptions = {}, opened?: OpenedState) {
    super(options, { opened, network: tcp });
  }

  /**
   * As the constructor, and takes the directory of the option `state`.
   *
   * @throws StateError `STATE_LOCKED` when somebody has the directory, `STATE_CORRUPT`, `STATE_IO`
   */
  static async open(options: EmulatorOptions = {}): Promise<Emulator> {
    if (options.state === undefined) return new Emulator(options);
    const opened = await StateStore.open(options.state);
    try {
      return new Emulator(options, opened);
    } catch (error) {
      await opened.store.close();
      throw error;
    }
  }

  /** An emulator that already listens on TCP; its address is `emulator.url`. @throws what `open` and `listen` throw */
  static async listen(options: EmulatorOptions & ListenOptions = {}): Promise<Emulator> {
    const emulator = await Emulator.open(options);
    try {
      await emulator.listen(options);
      return emulator;
    } catch (error) {
      await emulator.close();
      throw error;
    }
  }

  /** Several addresses may be listened on. @throws ConnectionError when the port is taken. */
  async listen(options: ListenOptions = {}): Promise<{
    host: string;
    port: number;
    url: string;
  }> {
    this.requireOpen();
    return this.#listeners.tcp(options);
  }

  /**
   * A virtual serial port with this register behind it; other programs open its path. Needs `socat`, not on Windows.
   *
   * @throws ConnectionError when socat is missing or the name is taken.
   */
  async listenPty(options: EmulatorPtyOptions = {}): Promise<{ path: string; url: string }> {
    this.requireOpen();
    return this.#listeners.pty(options);
  }

  /** Address of the first `listen`, such as `tcp://127.0.0.1:5555`. @throws AtolError when nothing is listened on. */
  get url(): string {
    return this.#listeners.url;
  }

  /** Ends every line and stops listening; an operation that goes on is lost, as when power fails. */
  override async close(): Promise<void> {
    await Promise.all([super.close(), this.#listeners.close()]);
  }
}
