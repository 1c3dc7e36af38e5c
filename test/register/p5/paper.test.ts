import { expect, it } from 'vitest';
import type { CashRegister } from '../../../src/index.js';
import { Stand } from '../../once/stand.js';
import { yardstick } from '../../support/receipts.js';

const operator = { name: 'Иванов', inn: '123654789507' };

const documents = [
  ['the opening of a shift', false, (kkt) => kkt.openShift({ operator })],
  ['a Z report', true, (kkt) => kkt.closeShift({ operator })],
  ['a receipt', true, (kkt) => kkt.issue({ ...yardstick, electronic: false })],
  ['a report on the exchange', true, (kkt) => kkt.report('ofdExchange', { operator })],
  ['a change of the registration', false, (kkt) => kkt.registration.change('settings', { place: 'Ларёк' })],
  ['the closing of the FN', false, (kkt) => kkt.registration.closeArchive({ operator })],
] as const satisfies ReadonlyArray<readonly [string, boolean, (kkt: CashRegister) => Promise<unknown>]>;

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
