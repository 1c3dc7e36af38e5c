import { expect, it } from 'vitest';
import { commands, p5Commands } from '../../../src/index.js';
import { Stand } from '../../once/stand.js';

const position = {
  name: 'Хлеб',
  price: 500,
  quantity: 1000,
  sum: 500,
  tax: 6,
  taxSum: 500,
  method: 4,
  subject: 1,
};

it.each(['before', 'after'] as const)(
  'a command of the second protocol whose line dies %s it counts once, also for what the host keeps of the receipt',
  async (when) => {
    await using stand = await Stand.make({ link: 'p5', latency: 0 });
    await using kkt = await stand.selling({ reconnect: { resumeCalls: true } });
    await kkt.call(p5Commands.openReceipt, { type: 1, flags: 0, taxationSystems: 1 });
    for (const _ of [1, 2]) {
      await kkt.call(p5Commands.beginPosition);
      stand.line.armAt('endPosition', when, 'cut');
      const sent = kkt.call(p5Commands.endPosition, position);
      // The register keeps no result of what never arrived, and nobody sends it again by himself.
      if (when === 'before') {
        await expect(sent).rejects.toMatchObject({ code: 'TASK_FORGOTTEN', outcome: 'unknown' });
        await kkt.call(p5Commands.endPosition, position);
      } else await sent;
    }
    expect(stand.emulator.state.receipt?.items).toHaveLength(2);
    // By what the host counted it is paid in full now: that it is asks for the sums.
    expect(await kkt.call(commands.payment, { flags: 0, type: 1, sum: 1000 })).toEqual({
      remainder: 0,
      change: 0,
    });
    await kkt.call(commands.closeReceipt, { flags: 0, type: 1, sum: 0 });
    expect(stand.documents).toBe(1);
  },
);
