import { realClock } from 'atol-kkt';
import { Emulator } from 'atol-kkt/emulator';
import { expect, test } from 'vitest';
import { createGateway } from '../../src/fleet/index.js';
import { sale } from '../support/receipts.js';
import { emulatorOptions, INN, Stand } from '../support/stand.js';

test.each(['nobody', 'another register'])(
  'a register that comes back at another address is found there by its number; at the old one is %s',
  async (who) => {
    await using there = await Emulator.listen(emulatorOptions(0));
    await using other = await Emulator.listen(emulatorOptions(1));
    await using gone = await Emulator.listen(emulatorOptions(2));
    const old = who === 'nobody' ? gone.url : other.url;
    await gone.close();
    await using stand = await Stand.start({ registers: 0 });
    // Nobody waits for the half a minute that a register may be away.
    let skipped = 0;
    await using gateway = await createGateway({
      store: stand.store,
      clock: { now: () => realClock.now() + skipped, sleep: realClock.sleep.bind(realClock) },
      tickMs: 20,
      searchHosts: [other.url, there.url].map((url) => url.replace('tcp://', '')),
      groups: [{ name: 'shop', inn: INN }],
      registers: [{ name: 'r0', group: 'shop', address: old, serialNumber: emulatorOptions(0).serialNumber }],
    });
    gateway.events.on('register.state', ({ state }) => {
      if (state === 'offline') skipped = 60_000;
    });
    const moved: object[] = [];
    gateway.events.on('register.moved', (event) => moved.push(event));
    const { uuid } = await gateway.submit('shop', 'order', sale());
    expect((await gateway.finished(uuid)).state).toBe('done');
    expect(moved).toMatchObject([
      { register: 'r0', address: there.url, ru: expect.stringContaining(there.url) },
    ]);
    expect(there.receipts).toHaveLength(1);
    expect(other.receipts).toHaveLength(0);
  },
);
