import { Emulator } from '../../../src/emulator/index.js';
import type { EmulatorOptions } from '../../../src/emulator/options.js';
import { type Transport, transportFor } from '../../../src/transport/index.js';
import { type Clock, VirtualClock } from '../../../src/util/clock.js';
import { fixed } from '../../support/identity.js';
import { ownPort } from '../../support/pty-cable.js';
import { ScaledClock } from './scaled-clock.js';

const BEGIN = Date.UTC(2026, 10, 21, 9, 0);
/** On real lines so many seconds of the register go by in one; the short waits of link v2 must stay long for this computer. */
const SPEED = { tcp: 40, pty: 20 };

/** A register and a way to it. */
export interface Site {
  readonly emulator: Emulator;
  readonly transport: Transport;
  readonly clock: Clock;
}

/** Where a sweep takes place. */
export interface World {
  readonly name: string;
  readonly link: 'v2' | 'v3' | 'p5';
  /** Time does not depend on this computer: results are the same each time, and nothing is late by chance. */
  readonly exact: boolean;
  /** Cases that may run at a time, where they do not wait for most of their time. */
  readonly parallel: number;
  /** `slowness` times slower than usual, where time is this computer's. */
  open(options: EmulatorOptions, slowness?: number): Promise<Site>;
}

export const memory: World = {
  name: 'memory',
  link: 'v3',
  exact: true,
  parallel: 1,
  async open(options) {
    const clock = new VirtualClock({ now: BEGIN, autoAdvance: true });
    const emulator = new Emulator(fixed({ clock, ...options }));
    return { emulator, transport: emulator.transport(), clock };
  },
};

/** A register of the second protocol. */
export const secondProtocol: World = {
  ...memory,
  name: 'memory, second protocol',
  link: 'p5',
  async open(options) {
    const clock = new VirtualClock({ now: BEGIN, autoAdvance: true });
    const emulator = new Emulator(fixed({ clock, link: 'p5', ...options }));
    return { emulator, transport: emulator.transport(), clock };
  },
};

export const tcp: World = {
  name: 'tcp',
  link: 'v3',
  exact: false,
  parallel: 6,
  async open(options, slowness = 1) {
    const clock = new ScaledClock(SPEED.tcp / slowness, BEGIN);
    const emulator = await Emulator.listen(fixed({ clock, ...options }));
    return { emulator, transport: transportFor(emulator.url), clock };
  },
};

export const pty: World = {
  name: 'pty',
  link: 'v2',
  exact: false,
  parallel: 6,
  async open(options, slowness = 1) {
    const clock = new ScaledClock(SPEED.pty / slowness, BEGIN);
    const emulator = new Emulator(fixed({ clock, link: 'v2', ...options }));
    const { url } = await emulator.listenPty(ownPort());
    return { emulator, transport: transportFor(url), clock };
  },
};
