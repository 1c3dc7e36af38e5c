import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Emulator } from '../../../src/emulator/index.js';
import { decodeDocument, fieldValue } from '../../../src/fiscal/index.js';
import { randomFrom } from '../../../src/util/random.js';
import { thorough } from '../../support/thorough.js';
import { checkConsistency } from './support/check.js';
import { emulateProgram } from './support/program.js';
import { type Ledger, work } from './support/till.js';

/** More of them: `ATOL_KILLS=200 npx vitest run test/emulator/store/kill.test.ts`. */
const KILLS = Number(process.env['ATOL_KILLS'] ?? (thorough ? 50 : 6));
const LONGEST_LIFE_MS = 400;
/** Some are killed before they listen. */
const EARLY = 0.15;
/** Form of the document that opens a shift. */
const OPENING = 2;

const emulate = emulateProgram();
let state = '';

beforeEach(async () => {
  state = await mkdtemp(join(tmpdir(), 'atol-kill-'));
});
afterEach(() => rm(state, { recursive: true, force: true }));

const words = () => ['--state', state, '--listen', 'tcp://127.0.0.1:0', '--latency', '2'];

/** How much is sold meanwhile depends on how fast the machine is; `sells`: something is, however slow it may be. */
async function lifeAndDeath(ledger: Ledger, random: () => number, sells: boolean): Promise<void> {
  const program = emulate(words());
  if (!sells && random() < EARLY) {
    await sleep(random() * 250);
    await program.kill();
    return;
  }
  const url = await program.listening;
  let over = false;
  const selling = work(url, ledger, random).finally(() => {
    over = true;
  });
  while (sells && ledger.documents.length === 0 && !over) await sleep(10);
  await sleep(random() * LONGEST_LIFE_MS);
  await program.kill();
  await selling;
}

/** Nothing that was acknowledged is lost, nothing is there twice, and nothing is there that nobody asked for. */
async function check(ledger: Ledger, known: Set<number>): Promise<void> {
  const emulator = await Emulator.open({ state, latency: 0 });
  try {
    for (const { number, sign, total } of ledger.documents) {
      const document = emulator.fn.document(number);
      expect(document?.fiscalSign, `document ${number}`).toBe(sign);
      const signed = document && decodeDocument(document.bytes);
      if (total > 0) expect(signed && fieldValue(signed, 'totalSum')).toBe(total);
      known.add(number);
    }
    const numbers = ledger.documents.map(({ number }) => number);
    expect(new Set(numbers).size).toBe(numbers.length);
    const unknown = emulator.fn.documents().filter(({ number }) => !known.has(number));
    const opening = ledger.opensByItself ? unknown.findIndex(({ form }) => form === OPENING) : -1;
    if (opening >= 0) unknown.splice(opening, 1);
    // At most what was being done when the register died.
    expect(unknown.length).toBeLessThanOrEqual(1);
    for (const { number } of emulator.fn.documents()) known.add(number);
    ledger.opensByItself = emulator.state.interruptedZ?.finished === true;
    const drawer = emulator.state.cash - (await checkConsistency(emulator));
    expect([ledger.cash, ledger.cash + ledger.doubtful]).toContain(drawer);
    ledger.cash = drawer;
    ledger.doubtful = 0;
    ledger.documents.length = 0;
  } finally {
    await emulator.close();
  }
}

describe('an emulator killed with kill -9 under load', () => {
  test(`keeps what it acknowledged, ${KILLS} times`, { timeout: 300_000 + KILLS * 5000 }, async () => {
    const seed = Number(process.env['ATOL_SEED'] ?? Date.now() % 1_000_000);
    const random = randomFrom(seed);
    const ledger: Ledger = { documents: [], cash: 0, doubtful: 0, opensByItself: false };
    // The registration, signed before anybody asks.
    const known = new Set<number>([1]);
    let acknowledged = 0;
    for (let kill = 0; kill < KILLS; kill++) {
      await lifeAndDeath(ledger, random, kill === 0);
      acknowledged += ledger.documents.length;
      // The checkpoint is made when a register is closed in good order; without one the log is read whole.
      if (random() < 0.5) rmSync(join(state, 'fn-000001.index'), { force: true });
      await check(ledger, known).catch((error: unknown) => {
        throw new Error(`seed ${seed}, kill ${kill + 1}`, { cause: error });
      });
    }
    expect(acknowledged).toBeGreaterThan(0);
  });

  test('ends in good order, too', async () => {
    const program = emulate(words());
    await program.listening;
    expect(await program.stop()).toBe(0);
    const again = emulate(words());
    await again.listening;
    // Nobody else may have the directory meanwhile.
    await expect(Emulator.open({ state })).rejects.toMatchObject({ code: 'STATE_LOCKED' });
    await again.kill();
    await (await Emulator.open({ state })).close();
  });
});
