import { type LinkDevice, serveAny } from '../link/device/serve-any.js';
import { V2Device } from '../link/device/v2.js';
import { V3Device } from '../link/device/v3.js';
import type { Execution } from '../link/device/v3-task-buffer.js';
import { P5Device, type P5Execute, type P5OfdPort } from '../link/p5/index.js';
import type { Clock } from '../util/clock.js';
import type { EmulatorOptions } from './options.js';

export interface LinksOptions extends Pick<EmulatorOptions, 'answers' | 'forgetOnDisconnect'> {
  readonly link: 'any' | 'v2' | 'v3' | 'p5';
  readonly clock: Clock;
  readonly execute: (message: Uint8Array) => Promise<Execution>;
  readonly executeP5: P5Execute;
  readonly onCrash: (error: unknown) => void;
  readonly ofd: P5OfdPort;
}

/** What a register speaks: one of the links of the classic protocol, both of them, or the second protocol. */
export class Links implements LinkDevice {
  readonly #device: LinkDevice;
  readonly #resettable: ReadonlyArray<{ reset(): Promise<void> }>;

  constructor({ link, clock, execute, executeP5, onCrash, answers, forgetOnDisconnect, ofd }: LinksOptions) {
    if (link === 'p5') {
      const p5 = new P5Device({ execute: executeP5, onCrash, clock, answers, forgetOnDisconnect, ofd });
      this.#device = p5;
      this.#resettable = [p5];
      return;
    }
    const v2 = new V2Device({ execute, onCrash, clock });
    const v3 = new V3Device({ execute, onCrash, answers, forgetOnDisconnect });
    this.#resettable = [v2, v3];
    const both = { v2, v3 };
    this.#device = link === 'any' ? { serve: (connection) => serveAny(connection, both) } : both[link];
  }

  serve: LinkDevice['serve'] = (connection) => this.#device.serve(connection);

  /** Ends every line, forgets every task. */
  async reset(): Promise<void> {
    await Promise.all(this.#resettable.map((device) => device.reset()));
  }
}
