import { expect, it } from 'vitest';
import type { CashRegister } from '../../../src/index.js';
import { jsonTasks } from '../../../src/json/index.js';
import { Stand } from '../../once/stand.js';
import { yardstick } from '../../support/receipts.js';

const operator = { name: 'Иванов', inn: '123654789507' };

const sell = {
  type: 'sell',
  taxationType: 'osn',
  operator: { name: 'Иванов', vatin: '123654789507' },
  items: [{ type: 'position', name: 'Чай', price: 10, quantity: 1, amount: 10, tax: { type: 'none' } }],
  payments: [{ type: 'cash', sum: 10 }],
};

const documents = [
  ['the opening of a shift', false, (kkt) => kkt.openShift({ operator })],
  ['a Z report', true, (kkt) => kkt.closeShift({ operator })],
  ['a receipt', true, (kkt) => kkt.issue({ ...yardstick, electronic: false })],
  ['a report on the exchange', true, (kkt) => kkt.report('ofdExchange', { operator })],
  ['a change of the registration', false, (kkt) => kkt.registration.change('settings', { place: 'Ларёк' })],
  ['the closing of the FN', false, (kkt) => kkt.registration.closeArchive({ operator })],
] as const satisfies ReadonlyArray<readonly [string, boolean, (kkt: CashRegister) => Promise<unknown>]>;

// Two characters of the second protocol (group 2), and the numbers of the vendor's driver.
const troubles = [
  ['out', '12', 44],
  ['cover', '22', 45],
  ['overheat', '32', 114],
  ['cutter', '52', 150],
  ['mechanics', '62', 47],
] as const;

it.each(troubles)('%s: is refused with %s, which a JSON task calls %i', async (paper, deviceCode, code) => {
  await using stand = await Stand.make({ model: '30F', link: 'p5', latency: 0 });
  await using kkt = await stand.selling();
  const { faults, receipts } = stand.emulator;
  const off = faults.add({ paper });
  await expect(kkt.issue({ ...yardstick, electronic: false })).rejects.toMatchObject({
    deviceCode,
    outcome: 'refused',
  });
  await expect(jsonTasks(kkt).process(sell)).rejects.toMatchObject({ code, outcome: 'refused' });
  expect(receipts).toHaveLength(0);
  off();
  await jsonTasks(kkt).process(sell);
  expect(stand.emulator.receipts).toHaveLength(1);
});

it.each(troubles)('%s in the middle of a receipt: signed, and printed before the next one', async (paper) => {
  await using stand = await Stand.make({ model: '30F', link: 'p5', latency: 0 });
  await using kkt = await stand.selling();
  const off = stand.emulator.faults.add({ at: 'closeReceipt', paper });
  const { fiscalSign } = await kkt.issue({ ...yardstick, electronic: false });
  expect(stand.emulator.tape.join('\n')).not.toContain(String(fiscalSign));
  await expect(kkt.issue({ ...yardstick, electronic: false })).rejects.toMatchObject({ outcome: 'refused' });
  off();
  const next = await kkt.issue({ ...yardstick, electronic: false });
  expect(stand.emulator.receipts).toHaveLength(2);
  const paperOfBoth = stand.emulator.tape.join('\n');
  expect(paperOfBoth.indexOf(String(fiscalSign))).toBeGreaterThan(-1);
  expect(paperOfBoth.indexOf(String(next.fiscalSign))).toBeGreaterThan(
    paperOfBoth.indexOf(String(fiscalSign)),
  );
});

it.each(documents)('%s that ran out of paper is printed to its end', async (_name, inShift, make) => {
  await using stand = await Stand.make({ model: '30F', link: 'p5', latency: 0 });
  await using kkt = await (inShift ? stand.selling() : stand.connect());
  const { paper } = stand.emulator;
  paper.out({ after: 2 });
  await make(kkt);
  const sign = String(stand.emulator.fn.documents().at(-1)?.fiscalSign);
  expect(stand.emulator.tape.join('\n')).not.toContain(sign);
  paper.load();
  expect(await kkt.print.continue()).toBe(true);
  expect(stand.emulator.tape.join('\n')).toContain(sign);
  expect(await kkt.print.continue()).toBe(false);
});
