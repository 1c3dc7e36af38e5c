import { Emulator } from '../../src/emulator/index.js';
import type { EmulatorOptions } from '../../src/emulator/options.js';
import type { ConnectOptions, ExchangeMode } from '../../src/index.js';
import type { Transport } from '../../src/transport/transport.js';
import { fixed } from './identity.js';
import { hasSocat } from './pty-cable.js';

/** A way to reach an emulator; every scenario runs over each. */
export interface World {
  name: string;
  answers: 'async' | 'sync';
  exchange: ExchangeMode;
  /** For `connect()`. */
  options: ConnectOptions;
  start(options?: EmulatorOptions): Promise<{ emulator: Emulator; where: string | Transport }>;
}

/** How the host reaches a fresh emulator. */
const CABLES: Readonly<Record<string, (emulator: Emulator) => Promise<string | Transport>>> = {
  memory: async (emulator) => emulator.transport(),
  tcp: async (emulator) => (await emulator.listen()).url,
  // Without socat there are no virtual serial ports.
  ...(hasSocat && { pty: async (emulator: Emulator) => (await emulator.listenPty()).url }),
};

const LINKS = [
  { link: 'v3', answers: 'async' },
  { link: 'v3', answers: 'sync' },
  { link: 'v2', answers: 'sync' },
] as const;

export const worlds: World[] = Object.entries(CABLES).flatMap(([cable, reach]) =>
  LINKS.map(({ link, answers }) => ({
    name: `${cable}, ${link}${link === 'v3' ? `, ${answers}` : ''}`,
    answers,
    exchange: 'serial',
    options: { link },
    async start(options = {}) {
      const emulator = new Emulator(fixed({ latency: 0, answers, ...options }));
      return { emulator, where: await reach(emulator) };
    },
  })),
);

/** The same, and receipts queued in the register's buffer where the link has one. */
export const exchangeWorlds: World[] = worlds.flatMap((world) => {
  if (world.options.link !== 'v3') return [world];
  const exchange = 'buffered' as const;
  return [
    world,
    { ...world, name: `${world.name}, ${exchange}`, exchange, options: { ...world.options, exchange } },
  ];
});
