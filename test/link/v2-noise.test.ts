import { describe, expect, it } from 'vitest';
import type { DirectionFaults } from '../../src/transport/faults.js';
import { noise } from '../../src/transport/faults.js';
import { fromHex, toHex } from '../../src/util/hex.js';
import { exhaustive } from '../support/thorough.js';
import { pair } from './v2-support.js';

const SEEDS = exhaustive ? 100 : 50;

/** With masks; without 00, which the checksum does not see when it is lost or doubled. */
const FIRST = '12 34 45 03 11';
const SECOND = '12 34 46 10 22';

const FAULTS: Readonly<Record<string, (byte: number) => number[]>> = {
  lost: () => [],
  doubled: (byte) => [byte, byte],
  ...Object.fromEntries([0, 1, 2, 3, 4, 5, 6, 7].map((bit) => [`with bit ${bit} flipped`, flip(bit)])),
  ...Object.fromEntries(
    [0x02, 0x04, 0x05, 0x06, 0x15, 0xff].map((extra) => [`behind ${extra}`, behind(extra)]),
  ),
};

function flip(bit: number): (byte: number) => number[] {
  return (byte) => [byte ^ (1 << bit)];
}

function behind(extra: number): (byte: number) => number[] {
  return (byte) => [extra, byte];
}

async function outcomeOf(exchange: Promise<Uint8Array>): Promise<string> {
  return exchange.then(toHex, (error) => `${error.code} ${error.outcome}`);
}

describe('v2 on a bad line', () => {
  for (const direction of ['out', 'in'] as const) {
    it.each([0, 3000])(`mends any single damage, ${direction}, commands of %d ms`, async (latencyMs) => {
      let at = 0;
      for (let damaged = true; damaged; at++) {
        damaged = false;
        for (const [index, [name, fault]] of Object.entries(FAULTS).entries()) {
          // Every byte meets half of them in the sample, its neighbour the other half.
          if (!exhaustive && (index + at) % 2 === 1) continue;
          const alter = (byte: number, offset: number): number | number[] => {
            if (offset !== at) return byte;
            damaged = true;
            // The answer begins with 55 00.
            return byte === 0 && (name === 'lost' || name === 'doubled') ? byte : fault(byte);
          };
          const { host, executed, close } = await pair({ [direction]: { alter } }, latencyMs);
          const results: string[] = [];
          for (const message of [FIRST, SECOND]) {
            results.push(await outcomeOf(host.exchange(fromHex(message), { timeoutMs: 10_000 })));
          }
          expect(results, `byte ${at} ${name}`).toEqual([`55 00 ${FIRST}`, `55 00 ${SECOND}`]);
          expect(executed, `byte ${at} ${name}`).toEqual([FIRST, SECOND]);
          await close();
        }
      }
      expect(at).toBeGreaterThan(28);
    });
  }

  it('never executes a command twice, and says so when it does not know', async () => {
    const tally = { answered: 0, unknown: 0, notSent: 0 };
    for (let seed = 1; seed <= SEEDS; seed++) {
      const faults = { out: noisy(seed), in: noisy(seed + 1000) };
      const { host, executed, close } = await pair(faults, seed % 2 === 0 ? 0 : 800);
      for (let i = 1; i <= 20; i++) {
        const message = `12 34 45 ${hex(i)} 11 22 03 44 ${hex(seed)}`;
        const result = await outcomeOf(host.exchange(fromHex(message), { timeoutMs: 10_000 }));
        const times = executed.filter((other) => other === message).length;
        expect(times, message).toBeLessThanOrEqual(1);
        if (result === `55 00 ${message}`) {
          expect(times).toBe(1);
          tally.answered++;
        } else if (result.endsWith('not-sent')) {
          expect(times).toBe(0);
          tally.notSent++;
        } else {
          tally.unknown++;
        }
      }
      await close();
    }
    // One byte in a hundred is damaged: nearly all commands must get through.
    expect(tally.answered).toBeGreaterThan(SEEDS * 20 * 0.99);
  });
});

/** A third of the damage each: flipped, lost, doubled. */
function noisy(seed: number): DirectionFaults {
  const rate = 0.01 / 3;
  const damage = noise({ seed, flip: rate, drop: rate, double: rate });
  return { alter: (byte) => (byte === 0 ? byte : damage(byte)) };
}

function hex(byte: number): string {
  return byte.toString(16).toUpperCase().padStart(2, '0');
}
