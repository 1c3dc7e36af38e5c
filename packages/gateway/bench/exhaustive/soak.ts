/** A month of a small fleet on a virtual clock: restarts, lines that are lost, power, paper, FNs that end and are replaced. */
import type { Emulator } from 'atol-kkt/emulator';
import { VirtualClock } from 'atol-kkt/emulator';
import { fieldValue, fieldValues } from 'atol-kkt/fiscal';
import { textTable } from '../../src/cli/table.js';
import { randomNumbers } from '../../src/planner/simulate.js';
import type { Job } from '../../src/store/index.js';
import { INN, Stand } from '../../test/support/stand.js';

const DAYS = Number(process.env['DAYS'] ?? 30);
const REGISTERS = 4;
const HOUR = 3_600_000;
/** Receipts of an hour, and of an hour at night. */
const BUSY = 30;
const QUIET = 3;
/** Documents that an FN holds: each is replaced a few times in the month. */
const CAPACITY = 1500;
const SPARE = 100;

export async function soak(): Promise<boolean> {
  Error.stackTraceLimit = 0;
  const random = randomNumbers(Number(process.env['SEED'] ?? 11));
  const pick = (count: number): number => Math.floor(random() * count);
  const clock = new VirtualClock({ now: Date.UTC(2026, 2, 1), autoAdvance: true });
  await using stand = await Stand.start({
    clock,
    registers: REGISTERS,
    emulator: { latency: 900, fnCapacity: CAPACITY, dateTime: '2026-03-01T00:00:00', model: '30F' },
    register: () => ({ fnCapacity: CAPACITY }),
    gateway: {
      groups: [
        {
          name: 'shop',
          inn: INN,
          timeZone: 'UTC',
          policy: { fnSpare: SPARE, queueLimitMs: 6 * HOUR, shiftHour: 4 },
        },
      ],
      tickMs: 30_000,
      careMs: 600_000,
      leaseMs: 300_000,
    },
  });
  const uuids: string[] = [];
  /** Names of receipts in FNs that are no longer in a register. */
  const archive: string[] = [];
  const counts = { restarts: 0, lines: 0, powers: 0, papers: 0, replaced: 0 };
  let spare = 50_000_001;

  const receipt = (name: string, price: number) => ({
    type: 'sell' as const,
    electronic: random() < 0.5,
    taxation: 'osn' as const,
    customer: { contact: 'buyer@example.com' },
    items: [{ name, price, vat: 'vat10' as const }],
    payments: [{ type: 'electronic' as const, sum: price }],
  });
  const trouble = async (): Promise<void> => {
    const emulator = stand.emulators[pick(REGISTERS)] as Emulator;
    const forMs = 1000 + pick(HOUR / 2);
    switch (pick(6)) {
      case 0:
        counts.restarts++;
        await stand.gateway.close({ graceMs: 0 });
        await clock.sleep(pick(600_000));
        await stand.open();
        return;
      case 1:
        counts.lines++;
        emulator.faults.add({ line: 'cut', downMs: forMs });
        return;
      case 2:
        counts.lines++;
        emulator.faults.add({ line: 'cut', at: 'closeReceipt', when: 'after', downMs: forMs });
        return;
      case 3:
        counts.lines++;
        emulator.faults.add({ line: 'cut', at: 'closeReceipt', when: 'before', downMs: forMs });
        return;
      case 4:
        counts.powers++;
        emulator.faults.add({
          power: 'loss',
          at: 'closeReceipt',
          when: random() < 0.5 ? 'during' : 'after',
          offMs: forMs,
        });
        return;
      default:
        counts.papers++;
        emulator.faults.add({ paper: 'out', forMs });
    }
  };
  /** Somebody comes by once a day and changes the FNs that are full. */
  const visit = async (): Promise<void> => {
    for (const [index, emulator] of stand.emulators.entries()) {
      const name = `r${index}`;
      const view = await stand.gateway.registers.get(name);
      if (!view.health?.problems.some(({ code }) => code === 'fnFull')) continue;
      await stand.gateway.registers.drain(name);
      await stand.gateway.registers.use(name, async (kkt) => {
        await kkt.closeShift();
        await kkt.registration.closeArchive();
        archive.push(...namesOf(emulator));
        await emulator.insertFn({ number: `99990789${spare++}` });
        await kkt.registration.replaceFn({});
      });
      await stand.gateway.registers.resume(name);
      counts.replaced++;
    }
  };

  for (let hour = 0; hour < 24 * DAYS; hour++) {
    const receipts = hour % 24 < 8 ? QUIET : BUSY;
    for (let n = 0; n < receipts; n++) {
      const name = `soak-${hour}-${n}`;
      const { uuid } = await stand.gateway.submit('shop', name, receipt(name, 1 + pick(5000)));
      uuids.push(uuid);
      await clock.sleep(HOUR / receipts);
      if (random() < 0.02) await trouble();
    }
    if (hour % 24 === 12) await visit().catch((error) => process.stderr.write(`  nobody home: ${error}\n`));
    if (hour % 24 === 23) process.stderr.write(`  day ${(hour + 1) / 24}: ${JSON.stringify(counts)}\n`);
  }
  for (const emulator of stand.emulators) emulator.faults.clear();
  await stand.ends(uuids.map((uuid) => ({ uuid })));
  const ends = await Promise.all(uuids.map(async (uuid) => (await stand.store.jobs.get(uuid)) as Job));
  const printed = [...archive, ...stand.emulators.flatMap(namesOf)];
  const found = compare(ends, printed);
  console.log(
    textTable(
      ['days', 'receipts', 'done', 'failed', 'documents', 'doubled', 'wrong', ...Object.keys(counts)],
      [
        [
          DAYS,
          uuids.length,
          ends.filter(({ state }) => state === 'done').length,
          ends.filter(({ state }) => state === 'fail').length,
          printed.length,
          found.doubled,
          found.wrong,
          ...Object.values(counts),
        ],
      ],
    ),
  );
  return found.doubled + found.wrong === 0;
}

/** Names of the items of all receipts in the FN that is in the register. */
function namesOf(emulator: Emulator): string[] {
  return emulator.receipts.flatMap((one) =>
    fieldValues(one, 'item').map((item) => String(fieldValue(item, 'itemName'))),
  );
}

function compare(ends: readonly Job[], printed: readonly string[]): { doubled: number; wrong: number } {
  const documents = new Set(printed);
  const results = new Set(
    ends.flatMap(({ result }) => (result ? [`${result.fnNumber} ${result.documentNumber}`] : [])),
  );
  const done = ends.filter(({ state }) => state === 'done');
  const known = new Set(ends.map(({ externalId }) => externalId));
  return {
    doubled: printed.length - documents.size + (done.length - results.size),
    wrong:
      ends.filter(({ state, externalId }) => (state === 'done') !== documents.has(externalId)).length +
      [...documents].filter((name) => !known.has(name)).length +
      ends.filter(({ state }) => state !== 'done' && state !== 'fail').length,
  };
}
