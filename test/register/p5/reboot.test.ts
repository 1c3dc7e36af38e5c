import { expect, test } from 'vitest';
import { Emulator, VirtualClock } from '../../../src/emulator/index.js';
import { connect } from '../../../src/index.js';
import { fixed } from '../../support/identity.js';

test('a reboot ends although the register tells no working time and keeps its line', async () => {
  const clock = new VirtualClock({ autoAdvance: true });
  await using emulator = new Emulator(fixed({ clock, latency: 0, link: 'p5' }));
  await using kkt = await connect(emulator.transport(), { clock });
  const before = clock.now();
  await kkt.service.reboot();
  expect(clock.now() - before).toBeLessThan(32_000);
  expect((await kkt.status()).fiscal).toBe(true);
});
