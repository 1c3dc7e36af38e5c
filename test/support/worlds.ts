import { Emulator } from '../../src/emulator/index.js';
import type { EmulatorOptions } from '../../src/emulator/options.js';
import type { Transport } from '../../src/transport/transport.js';

/** A way to reach an emulator; every scenario runs over each. */
export interface World {
  name: string;
  answers: 'async' | 'sync';
  start(options?: EmulatorOptions): Promise<{ emulator: Emulator; where: string | Transport }>;
}

export const worlds: World[] = (['async', 'sync'] as const).flatMap((answers) => [
  {
    name: `memory, ${answers}`,
    answers,
    async start(options = {}) {
      const emulator = new Emulator({ latency: 0, answers, ...options });
      return { emulator, where: emulator.transport() };
    },
  },
  {
    name: `tcp, ${answers}`,
    answers,
    async start(options = {}) {
      const emulator = await Emulator.listen({ latency: 0, answers, ...options });
      return { emulator, where: emulator.url };
    },
  },
]);
