import { describe, expect, it } from 'vitest';
import { Emulator } from '../../src/emulator/index.js';
import { type CashRegister, connect, type JournalRecord, type JournalStore } from '../../src/index.js';
import { type JsonTasks, jsonTasks } from '../../src/json/index.js';
import type { Transport } from '../../src/transport/transport.js';
import { VirtualClock } from '../../src/util/clock.js';
import { FlakyTransport } from '../once/sweep/flaky-line.js';
import { every, thorough } from '../support/thorough.js';
import { type Row, rows } from './once-rows.js';

/** Where a process dies: at a byte of the line, or at a write of the journal of its tasks. */
type Death =
  | { readonly dir: 'out' | 'in'; readonly at: number }
  | { readonly write: number; readonly written: boolean };

/** What outlives the process: the register, and two journals on a disk. */
interface World extends AsyncDisposable {
  readonly clock: VirtualClock;
  readonly emulator: Emulator;
  readonly receipts: Map<string, string>;
  readonly tasks: Map<string, string>;
}

function world(link: 'v3' | 'p5'): World {
  const clock = new VirtualClock({ now: Date.UTC(2026, 2, 2, 9), autoAdvance: true });
  const emulator = new Emulator({ clock, link });
  return {
    clock,
    emulator,
    receipts: new Map(),
    tasks: new Map(),
    [Symbol.asyncDispose]: () => emulator.close(),
  };
}

/** A program with the register: after its death nothing of it reaches register or disk, and nobody hears of it. */
class Program {
  readonly line: FlakyTransport;
  readonly #death: Death | undefined;
  readonly died: Promise<'died'>;
  #die!: (died: 'died') => void;
  #dead = false;
  writes = 0;
  kkt!: CashRegister;
  json!: JsonTasks;

  constructor({ emulator, clock }: World, death?: Death) {
    this.#death = death;
    this.line = new FlakyTransport(emulator.transport(), clock);
    this.died = new Promise((resolve) => {
      this.#die = resolve;
    });
  }

  async start({ clock, receipts, tasks }: World): Promise<this> {
    const transport: Transport = {
      name: this.line.name,
      connect: (...given) => (this.#isDead() ? never() : this.line.connect(...given)),
    };
    this.kkt = await connect(transport, { clock, journal: this.#store(receipts) });
    this.json = jsonTasks(this.kkt, { journal: this.#store(tasks, true) });
    return this;
  }

  /** Undefined: it died before it was told. */
  async run(task: Row['task'], key: string): Promise<'done' | 'died'> {
    if (this.#death && 'at' in this.#death) this.line.arm({ kind: 'cut', ...this.#death });
    else this.line.arm();
    const done = this.json.process(task, { key }).then(() => 'done' as const);
    done.catch(() => undefined);
    const end = await Promise.race([done, this.died]);
    if (end === 'died') void this.kkt.close().catch(() => undefined);
    return end;
  }

  #isDead(): boolean {
    if (this.line.fired) this.#kill();
    return this.#dead;
  }

  #kill(): void {
    this.#dead = true;
    this.#die('died');
  }

  #store(disk: Map<string, string>, ofTasks = false): JournalStore {
    const read = (text: string) => JSON.parse(text) as JournalRecord;
    return {
      pending: async () => [...disk.values()].map(read).filter(({ state }) => state === 'intent'),
      find: async (key) => {
        const text = disk.get(key);
        return text === undefined ? undefined : read(text);
      },
      append: async (records) => {
        if (this.#isDead()) return never();
        const death = this.#death;
        const last = ofTasks && death && 'write' in death && ++this.writes === death.write;
        if (!last || death.written)
          for (const record of records) disk.set(record.key, JSON.stringify(record));
        if (!last) {
          if (ofTasks && !(death && 'write' in death)) this.writes++;
          return;
        }
        this.#kill();
        return never();
      },
      close: async () => undefined,
    };
  }
}

function never(): Promise<never> {
  return new Promise(() => undefined);
}

/** Receipts have their own sweeps. */
const others = rows.filter(({ task }) => !('items' in task || 'taxes' in task));
/** Bytes between the deaths of a plain `npm test`. */
const STEP = thorough ? Math.max(every, 3) : 211;

async function prepare(link: 'v3' | 'p5', { shift }: Row): Promise<World> {
  const made = world(link);
  if (shift === 'open') {
    const { kkt } = await new Program(made).start(made);
    await kkt.openShift();
    await kkt.close();
  }
  return made;
}

/** A program dies in the task; the next one is asked for it by the same name. */
async function succession(link: 'v3' | 'p5', row: Row, death: Death, between?: string): Promise<object> {
  await using made = await prepare(link, row);
  const { emulator } = made;
  const before = row.executed(emulator);
  const victim = await new Program(made, death).start(made);
  const first = await victim.run(row.task, 'order');
  const heir = await new Program(made).start(made);
  const second = between === undefined ? undefined : await heir.run(row.task, between);
  const third = await heir.run(row.task, 'order');
  const executed = row.executed(emulator) - before;
  if (first === 'done') await victim.kkt.close();
  await heir.kkt.close();
  return { first, second, third, executed };
}

describe.each(['v3', 'p5'] as const)('a process that dies in a task, %s', (link) => {
  it.each(others.map((row) => [row.task.type, row] as const))(
    '%s: the next one finds out what became of it',
    async (_, row) => {
      await using made = await prepare(link, row);
      const clean = await new Program(made).start(made);
      const writes = clean.writes;
      expect(await clean.run(row.task, 'order')).toBe('done');
      const { passed } = clean.line;
      const deaths: Death[] = [];
      for (let write = 1; write <= clean.writes - writes; write++)
        deaths.push({ write, written: false }, { write, written: true });
      expect(deaths).toHaveLength(6);
      for (const dir of ['out', 'in'] as const)
        for (let at = 0; at < passed[dir]; at += STEP) deaths.push({ dir, at });
      await clean.kkt.close();
      for (const death of deaths) {
        const found = await succession(link, row, death);
        expect(found, JSON.stringify(death)).toMatchObject({ third: 'done', executed: 1 });
      }
    },
    thorough ? 3_600_000 : undefined,
  );

  it.each(others.map((row) => [row.task.type, row] as const))(
    '%s: the next one does not say that it was not done before it has looked',
    async (_, row) => {
      await using made = await prepare(link, row);
      const before = row.executed(made.emulator);
      // It is executed; that it was, is not written any more.
      const victim = await new Program(made, { write: 2, written: false }).start(made);
      expect(await victim.run(row.task, 'order')).toBe('died');
      const heir = await new Program(made).start(made);
      const hurried = heir.json.process(row.task, { key: 'order', signal: AbortSignal.abort() });
      await expect(hurried).rejects.toMatchObject({ outcome: 'unknown' });
      expect(await heir.run(row.task, 'order')).toBe('done');
      expect(row.executed(made.emulator) - before).toBe(1);
      await heir.kkt.close();
    },
  );

  it('takes nothing for its own that the next one does under another name', async () => {
    const cashIn = others.find(({ task }) => task.type === 'cashIn') as Row;
    for (const written of [false, true]) {
      for (const write of [1, 2, 3]) {
        const found = await succession(link, cashIn, { write, written }, 'another');
        expect(found, `write ${write}`).toEqual({
          first: 'died',
          second: 'done',
          third: 'done',
          executed: 2,
        });
      }
    }
  });
});
