import { expect, it } from 'vitest';
import { memoryJournal } from '../../src/index.js';
import { deviceError, registers } from '../../src/protocol/index.js';
import { yardstick } from '../support/receipts.js';
import { other, Stand, unknownOf } from './stand.js';

it('the receipt of another key is not taken for one in doubt, also by the next process', async () => {
  await using stand = await Stand.make();
  // A register that does not count cancelled receipts, and a stranger's document: nobody can say what became of the old one.
  stand.emulator.override('readRegister', (request, next) => {
    if (request.register === registers.cancellationsSum.number) throw deviceError(0x6c);
    return next(request);
  });
  const journal = memoryJournal();
  const recorded = () => journal.pending().then(([first]) => first?.data);
  let number = 0;
  {
    await using kkt = await stand.selling({ journal });
    stand.line.armAt('closeReceipt', 'before', 'down');
    await unknownOf(kkt.issue(yardstick, { key: 'old' }));
    {
      await using stranger = await stand.stranger();
      await stranger.cancelReceipt();
      await stranger.issue(other);
    }
    await stand.clock.sleep(61_000);
    await unknownOf(kkt.resolve('old'));
    expect(await recorded()).not.toHaveProperty('others');
    // The same goods, so that the document has the numbers of the one in doubt.
    ({ documentNumber: number } = await kkt.issue(yardstick, { key: 'new' }));
  }
  expect(await recorded()).toMatchObject({ others: [[number, number]] });
  await using kkt = await stand.connect({ journal });
  await unknownOf(kkt.resolve('old'));
  await kkt.issue(other, { key: 'newer' });
  expect(await recorded()).toMatchObject({ others: [[number, number + 1]] });
  await kkt.decide('old', 'none');
  expect(kkt.pending).toEqual([]);
  expect(stand.documents).toBe(3);
});
