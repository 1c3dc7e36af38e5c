import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { Emulator } from '../../src/emulator/index.js';
import { fieldValue, isDocumentOf, toReceipt } from '../../src/fiscal/index.js';
import { connect } from '../../src/index.js';
import { listenTcp } from '../../src/transport/index.js';
import { children } from '../journal/support/children.js';
import { yardstick } from '../support/receipts.js';
import { exhaustive } from '../support/thorough.js';
import { Guard, type KillPoint } from './kill/guard.js';
import { Tally, tableOf } from './sweep/tally.js';

const spawn = children(join(import.meta.dirname, 'kill', 'child.ts'));

/** A kill of our process: at a packet, or in the middle of a write, a flush or a rename of the journal. */
type Kill = KillPoint | { readonly step: number };

interface Fate {
  readonly outcome: 'done' | 'refused' | 'resolved';
  readonly wrong: string | undefined;
  readonly packets: Guard['packets'];
  /** It was killed before it came to its end. */
  readonly killed: boolean;
}

/** Short, so that many fit into a test; long enough to be killed inside. */
const LATENCY_MS = 40;
/** Of a plain `npm test`. */
const USUAL = { packets: 61, frames: 41, steps: 5 };
const LIMIT_MS = 900_000;

async function run(link: 'v3' | 'p5', kill: Kill | undefined): Promise<Fate> {
  const journal = await mkdtemp(join(tmpdir(), 'once-kill-'));
  const emulator = new Emulator({ latency: LATENCY_MS, ...(link === 'p5' && { link }) });
  const guard = new Guard(link);
  const listener = await listenTcp({ port: 0 }, (line) => void emulator.serve(guard.watch(line)));
  try {
    const kkt = await connect(emulator.transport());
    await kkt.openShift();
    await kkt.close();
    const url = `tcp://127.0.0.1:${listener.port}`;
    const victim = spawn('issue', url, journal, String(kill && 'step' in kill ? kill.step : 0));
    if (kill && 'packet' in kill) guard.arm(kill, () => victim.kill());
    const killed = (await victim.ended) === null;
    const packets = { ...guard.packets };
    const told = victim.said().length > 0;
    const signed = () => documents(emulator);
    const heir = spawn('resolve', url, journal);
    // Its first word is the outcome; the second comes when the same caller has done it again.
    await heir.hasSaid(1);
    const found = heir.said()[0] as string | { documentNumber?: number; outcome?: string };
    const resolved = typeof found === 'object' && found.documentNumber !== undefined;
    const first = signed()[0];
    await heir.hasSaid(2);
    const { again } = heir.said()[1] as { again: number };
    const end = await heir.ended;
    const wrong = complain([
      [told && !resolved, 'the result was told, but is not in the journal'],
      [resolved && found.documentNumber !== first, `it said document ${JSON.stringify(found)}`],
      [
        !resolved && typeof found === 'object' && found.outcome !== 'refused',
        `it said ${JSON.stringify(found)}`,
      ],
      [resolved && again !== first, `document ${again} for the same key`],
      [signed().length !== 1, `${signed().length} documents`],
      [!emulator.receipts.some((document) => isDocumentOf(document, toReceipt(yardstick))), 'other contents'],
      [end !== 0 || emulator.receipts.length !== 2, 'the next receipt does not work'],
    ]);
    const outcome = resolved ? (told ? 'done' : 'resolved') : 'refused';
    return { outcome, wrong, packets, killed };
  } finally {
    await listener.close();
    await emulator.close();
    await rm(journal, { recursive: true });
  }
}

/** Numbers of the documents of our key. */
function documents(emulator: Emulator): number[] {
  return emulator.receipts
    .filter((document) => fieldValue(document, 'buyerContact') === yardstick.customer?.contact)
    .map((document) => fieldValue(document, 'docNumber') ?? 0);
}

function complain(rules: ReadonlyArray<readonly [broken: boolean, text: string]>): string | undefined {
  const texts = rules.flatMap(([broken, text]) => (broken ? [text] : []));
  return texts.length === 0 ? undefined : texts.join('; ');
}

describe('our process is killed (kill -9)', () => {
  const tallies: Tally[] = [];
  afterAll(() => {
    const sample = exhaustive ? 'every one' : `every ${USUAL.packets}th packet, or ${USUAL.frames}th frame`;
    process.stdout.write(`\nOur process is killed, ${sample}\n${tableOf(tallies)}\n\n`);
  });

  async function sweep(
    link: 'v3' | 'p5',
    name: string,
    usual: number,
    kills: readonly Kill[],
  ): Promise<void> {
    const tally = new Tally(`${link}: ${name}`);
    tallies.push(tally);
    const every = exhaustive ? 1 : usual;
    const rest = kills.filter((_, index) => index % every === every >> 1);
    const work = async (): Promise<void> => {
      for (let kill = rest.shift(); kill !== undefined; kill = rest.shift()) {
        const { outcome, wrong, killed, packets } = await run(link, kill);
        // What was counted on a busy machine may have had more packets: answers that were late are asked for again.
        const isOver = 'packet' in kill && packets[kill.dir] < kill.packet;
        const missed = killed || isOver ? undefined : 'it was not killed';
        tally.add(JSON.stringify(kill), { outcome, wrong: wrong ?? missed, ms: 0, history: '' }, 0);
      }
    };
    await Promise.all([work(), work()]);
    expect(tally.wrong).toEqual([]);
    expect(tally.positions).toBeGreaterThan(0);
  }

  async function atPackets(link: 'v3' | 'p5', usual: number): Promise<void> {
    const { packets, wrong } = await run(link, undefined);
    expect(wrong).toBeUndefined();
    for (const [dir, when, name] of [
      ['out', 'before', 'a packet to the register is lost with it'],
      ['out', 'after', 'a packet to the register still arrives'],
      ['in', 'before', 'a packet from the register does not arrive'],
      ['in', 'after', 'a packet from the register has arrived'],
    ] as const) {
      const kills = Array.from({ length: packets[dir] - LAST_PACKETS }, (_, n) => ({
        dir,
        when,
        packet: n + 1,
      }));
      await sweep(link, name, usual, kills);
    }
  }

  it(
    'at packets, and in the middle of steps of the journal',
    async () => {
      await atPackets('v3', USUAL.packets);
      await sweep(
        'v3',
        'in the middle of a step of the journal',
        USUAL.steps,
        Array.from({ length: JOURNAL_STEPS }, (_, step) => ({ step: step + 1 })),
      );
    },
    LIMIT_MS,
  );

  it('at frames of the second protocol', () => atPackets('p5', USUAL.frames), LIMIT_MS);
});

/** Acknowledgements at the very end may or may not go out before the process has ended by itself. */
const LAST_PACKETS = 2;
/** Writes, flushes and renames of an opening and of three records. */
const JOURNAL_STEPS = 10;
