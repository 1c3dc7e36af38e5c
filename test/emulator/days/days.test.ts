import { expect, test } from 'vitest';
import { randomFrom } from '../../../src/util/random.js';
import { Life } from './life.js';

const HOURS = 72;
/** Another life: `ATOL_SEED=1 npx vitest run test/emulator/days`. */
const seed = Number(process.env['ATOL_SEED'] ?? 20_260_302);

test.each(['42FS', '30F'] as const)(
  `${HOURS} virtual hours in the life of a %s, seed ${seed}`,
  async (model) => {
    const life = await Life.begin(randomFrom(seed), model);
    let steps = 0;
    try {
      for (; life.hours < HOURS || steps < 600; steps++) await life.step();
    } catch (error) {
      throw new Error(`step ${steps}, after ${life.hours.toFixed(2)} hours: ${JSON.stringify(life.story)}`, {
        cause: error,
      });
    } finally {
      await life.end();
    }
    const { story } = life;
    expect(steps).toBeGreaterThan(500);
    for (const deed of ['receipt', 'crash', 'restart', 'fault', 'power', 'another FN', 'night'])
      expect(story[deed] ?? 0, deed).toBeGreaterThan(0);
  },
);
