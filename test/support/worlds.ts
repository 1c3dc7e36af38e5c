import { Emulator } from '../../src/emulator/index.js';
import type { EmulatorOptions } from '../../src/emulator/options.js';
import type { ConnectOptions, ExchangeMode } from '../../src/index.js';
import type { Transport } from '../../src/transport/transport.js';
import { fixed } from './identity.js';
import { hasSocat, ownPort } from './pty-cable.js';
import { thorough } from './thorough.js';

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
  ...(hasSocat && { pty: async (emulator: Emulator) => (await emulator.listenPty(ownPort())).url }),
};

const LINKS = [
  { link: 'v3', answers: 'async' },
  { link: 'v3', answers: 'sync' },
  { link: 'v2', answers: 'sync' },
] as const;

type Spoken = (typeof LINKS)[number] | typeof SECOND;

/** The second protocol has no modes, tables and task buffer: what is about those does not run over it. */
const SECOND = { link: 'p5', answers: 'async' } as const;

const worldsOf = (links: readonly Spoken[]): World[] =>
  Object.entries(CABLES).flatMap(([cable, reach]) =>
    links.map(({ link, answers }) => ({
      name: `${cable}, ${link}${link === 'v3' ? `, ${answers}` : ''}`,
      answers,
      exchange: 'serial',
      options: { link },
      async start(options = {}) {
        const speaks = link === 'p5' ? { link } : {};
        const emulator = new Emulator(fixed({ latency: 0, answers, ...speaks, ...options }));
        return { emulator, where: await reach(emulator) };
      },
    })),
  );

/** Both links of the classic protocol over every cable. */
const everyWorld: World[] = worldsOf(LINKS);

/** Over memory every link, over the other cables one that tills use there; all of them over all stand below, in the scenarios. */
const SAMPLE = /^memory|^tcp, v3, async|^pty, (?:v3, sync|v2)/;

/** Both links of the classic protocol and every cable; each link over each cable in the exhaustive run. */
export const worlds: World[] = thorough ? everyWorld : everyWorld.filter(({ name }) => SAMPLE.test(name));

/** Every protocol. */
export const allWorlds: World[] = worldsOf([...LINKS, SECOND]);

/** The same, and receipts queued in the register's buffer where the link has one. */
export const exchangeWorlds: World[] = everyWorld.flatMap((world) => {
  if (world.options.link !== 'v3') return [world];
  const exchange = 'buffered' as const;
  return [
    world,
    { ...world, name: `${world.name}, ${exchange}`, exchange, options: { ...world.options, exchange } },
  ];
});
