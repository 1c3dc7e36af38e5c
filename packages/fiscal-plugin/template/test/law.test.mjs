import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Stand } from 'fiscal-plugin/testing';

// What your law asks for beyond the kit: days that end, numbers without holes, limits of sums. The clock is yours.
let now = '2030-01-01T09:00:00+01:00';
const setup = JSON.parse(readFileSync(new URL('../fiscal-plugin.kit.json', import.meta.url), 'utf8'));
const file = fileURLToPath(new URL('../dist/index.js', import.meta.url));
const stand = await Stand.open({ file, setup, now: () => now });
after(() => stand.close());
await stand.init();
const samples = await stand.samples();

test('numbers go on over the days', async () => {
  const first = await stand.call('sale', samples.sale('order-1'));
  now = '2030-01-02T09:00:00+01:00';
  await stand.restart();
  const second = await stand.call('sale', samples.sale('order-2'));
  // A refusal says why.
  assert.equal(first.outcome, 'done', first.fault?.message);
  assert.equal(second.outcome, 'done', second.fault?.message);
  assert.equal(first.document?.marks['number'], '1');
  assert.equal(second.document?.marks['number'], '2');
  assert.equal(second.document?.at, now);
  assert.equal(stand.printed.length, 2);
});

test('the year is that of the country, whatever offset the clock has', async () => {
  now = '2029-12-31T23:30:00Z';
  const sold = await stand.call('sale', samples.sale('order-4'));
  // Half past midnight in Bratislava.
  assert.equal(sold.document?.marks['day'], '2030-01-01', sold.fault?.message);
});

test('what was not sold cannot come back', async () => {
  const refund = samples.refund('back-1', samples.sale('order-3'), 'no-such-receipt');
  assert.equal((await stand.call('refund', refund)).outcome, 'refused');
});
