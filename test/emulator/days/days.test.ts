import { expect, test } from 'vitest';
import { randomFrom } from '../../../src/util/random.js';
import { thorough } from '../../support/thorough.js';
import { Life } from './life.js';

/** What a plain `npm test` has time for, and all of it. */
const [HOURS, STEPS] = thorough ? [72, 600] : [36, 300];
/** Another life: `ATOL_SEED=1 npx vitest run test/emulator/days`. */
const seed = Number(process.env['ATOL_SEED'] ?? (thorough ? 20_260_302 : 4));

test.each(['42FS', '30F'] as const)(
  `${HOURS} virtual hours in the life of a %s, seed ${seed}`,
  async (model) => {
    const life = await Life.begin(randomFrom(seed), model);
    let steps = 0;
    try {
      for (; life.hours < HOURS || steps < STEPS; steps++) await life.step();
    } catch (error) {
      throw new Error(`step ${steps}, after ${life.hours.toFixed(2)} hours: ${JSON.stringify(life.story)}`, {
        cause: error,
      });
    } finally {
      await life.end();
    }
    const { story } = life;
    expect(steps).toBeGreaterThanOrEqual(STEPS);
    for (const deed of ['receipt', 'crash', 'restart', 'fault', 'power', 'another FN', 'night'])
      expect(story[deed] ?? 0, deed).toBeGreaterThan(0);
  },
);
