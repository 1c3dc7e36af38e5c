import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { Emulator } from '../../src/emulator/index.js';
import { fieldValue } from '../../src/fiscal/index.js';
import { type CashRegister, connect } from '../../src/index.js';
import { VirtualClock } from '../../src/util/clock.js';
import { randomFrom } from '../../src/util/random.js';
import { yardstick } from '../support/receipts.js';
import { thorough } from '../support/thorough.js';
import { type FaultKind, FlakyTransport } from './sweep/flaky-line.js';

/** Hours of a shop are the real thing; a sample is over sooner. How many minutes they take depends on how busy this computer is. */
const RECEIPTS = thorough ? 240 : 40;
const SEEDS = thorough ? 4 : 2;

/** A caller who knows one thing only: when it fails, do it again with the same key. */
async function insist(
  next: () => Promise<CashRegister>,
  clock: VirtualClock,
  key: string,
  pause: () => number,
) {
  const receipt = { ...yardstick, customer: { contact: `${key}@example.com` } };
  for (let tries = 1; ; tries++) {
    try {
      const kkt = await next();
      return { tries, result: await kkt.issue(receipt, { key, shift: 'auto' }) };
    } catch {
      await clock.sleep(pause());
    }
  }
}

const runs = Array.from({ length: SEEDS }, (_, index) => ({
  seed: index + 1,
  exchange: index % 2 === 0 ? ('serial' as const) : ('buffered' as const),
}));

it.each(runs)(
  `${RECEIPTS} receipts in chaos, seed $seed, $exchange: as many documents as keys`,
  async (run) => {
    const { seed, exchange } = run;
    const dice = randomFrom(seed);
    const clock = new VirtualClock({ now: Date.UTC(2026, 10, 21, 9, 0), autoAdvance: true });
    const emulator = new Emulator({
      clock,
      answers: dice() < 0.5 ? 'async' : 'sync',
      forgetOnDisconnect: dice() < 0.5,
    });
    const line = new FlakyTransport(emulator.transport(), clock);
    const journal = await mkdtemp(join(tmpdir(), 'chaos-'));
    let kkt: CashRegister | undefined;
    const current = async () => {
      kkt ??= await connect(line, { clock, journal, exchange });
      return kkt;
    };
    const keys: string[] = [];
    let repeats = 0;
    while (keys.length < RECEIPTS) {
      const key = `order${keys.length}`;
      keys.push(key);
      if (dice() < 0.6) {
        const kind = (['cut', 'silent', 'down'] as const)[Math.floor(dice() * 3)] as FaultKind;
        line.arm({ kind, dir: dice() < 0.5 ? 'out' : 'in', at: Math.floor(dice() * 1200) });
      }
      // Our own program is stopped and started again now and then, in the middle of a receipt.
      const stopAfter = dice() < 0.1 ? dice() * 1500 : undefined;
      const stopping =
        stopAfter === undefined
          ? undefined
          : clock.sleep(stopAfter).then(async () => {
              const old = kkt;
              kkt = undefined;
              await old?.close();
            });
      const { tries, result } = await insist(current, clock, key, () => dice() * 5000);
      await stopping;
      repeats += tries - 1;
      expect(result.totalKopecks).toBe(21_250);
      await clock.sleep(dice() * 20_000);
    }
    await kkt?.close();
    const contacts = emulator.receipts.map((document) => fieldValue(document, 'buyerContact'));
    expect(contacts).toEqual(keys.map((key) => `${key}@example.com`));
    expect(repeats).toBeGreaterThan(0);
    await emulator.close();
    await rm(journal, { recursive: true });
  },
);
