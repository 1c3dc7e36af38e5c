import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Emulator, VirtualClock } from 'atol-kkt/emulator';
import { Till } from './till.js';

describe('a till', () => {
  it('opens the shift and sells', async () => {
    const emulator = await Emulator.listen({ latency: 0 });
    const till = await Till.open(emulator.url);
    const { documentNumber } = await till.sell('Чай', 50);
    assert.equal(emulator.receipts.length, 1);
    assert.equal(emulator.fn.document(documentNumber)?.form, 3);
    await till.close();
    await emulator.close();
  });

  it('sells without paper, and prints the rest when there is some', async () => {
    const emulator = await Emulator.listen({ model: '30F', latency: 0 });
    const till = await Till.open(emulator.url);
    await till.sell('Чай', 50);
    emulator.paper.out({ after: 5 });
    assert.equal((await till.sell('Кофе', 90)).printed, false);
    emulator.paper.load();
    assert.equal(await till.finishPaper(), true);
    assert.match(emulator.paper.lastSheet.lines.join('\n'), /ИТОГ +=90\.00/);
    await till.close();
    await emulator.close();
  });

  it('begins a new shift every day', async () => {
    const clock = new VirtualClock({ autoAdvance: true });
    const emulator = new Emulator({ clock });
    const till = await Till.open(emulator.transport());
    await till.sell('Чай', 50);
    await clock.advance(25 * 60 * 60 * 1000);
    await till.sell('Чай', 50);
    assert.deepEqual(
      emulator.fn.documents().map(({ form }) => form),
      [1, 2, 3, 5, 2, 3],
    );
    await till.close();
    await emulator.close();
  });
});
