import { Emulator } from '../../src/emulator/index.js';
import { OutcomeUnknownError } from '../../src/errors.js';
import { decodeDocument, type FiscalResult, isDocumentOf, toReceipt } from '../../src/fiscal/index.js';
import { type CashRegister, connect } from '../../src/index.js';
import { VirtualClock } from '../../src/util/clock.js';
import { yardstick } from '../support/receipts.js';
import { type Fault, FlakyTransport } from './flaky-line.js';

export interface Setting {
  /** The handle has sold before. */
  used: boolean;
  /** The register loses its task results with the line. */
  forgetful: boolean;
  answers: 'async' | 'sync';
  exchange: 'serial' | 'buffered';
}

export interface Verdict {
  outcome: 'done' | 'refused' | 'resolved';
  /** What is wrong with it; undefined when caller and FN agree. */
  wrong: string | undefined;
  /** Time until the caller knew, ms of the virtual clock. */
  ms: number;
}

const receipt = toReceipt(yardstick);

interface Bench {
  emulator: Emulator;
  clock: VirtualClock;
  line: FlakyTransport;
  kkt: CashRegister;
}

async function prepare({ used, forgetful, answers, exchange }: Setting): Promise<Bench> {
  const clock = new VirtualClock({ now: Date.UTC(2026, 10, 21, 9, 0), autoAdvance: true });
  const emulator = new Emulator({ clock, answers, latency: 900, forgetOnDisconnect: forgetful });
  const line = new FlakyTransport(emulator.transport(), clock);
  let kkt = await connect(line, { clock, exchange });
  await kkt.openShift();
  if (used) await kkt.issue({ ...yardstick, customer: { contact: 'other@example.com' } });
  else {
    await kkt.close();
    kkt = await connect(line, { clock, exchange });
  }
  return { emulator, clock, line, kkt };
}

/** Bytes that one receipt takes in each direction, without a fault. */
export async function measure(setting: Setting): Promise<{ out: number; in: number }> {
  const { emulator, line, kkt } = await prepare(setting);
  line.arm();
  await kkt.issue(yardstick);
  const { passed } = line;
  await kkt.close();
  await emulator.close();
  return passed;
}

/** One receipt with one fault; what the caller was told is compared with the FN. */
export async function runCase(setting: Setting, fault: Fault): Promise<Verdict> {
  const bench = await prepare(setting);
  const { emulator, clock, line, kkt } = bench;
  const before = emulator.fn.documents().at(-1)?.number ?? 0;
  line.arm(fault);
  const started = clock.now();
  let outcome: Verdict['outcome'] = 'done';
  let result: FiscalResult | undefined;
  let ms = 0;
  try {
    result = await kkt.issue(yardstick);
    ms = clock.now() - started;
  } catch (error) {
    ms = clock.now() - started;
    outcome = 'refused';
    if (error instanceof OutcomeUnknownError) {
      outcome = 'resolved';
      await clock.sleep(61_000);
      result = await (error as OutcomeUnknownError<FiscalResult>).resolve().catch(() => undefined);
    }
  }
  const wrong = line.fired ? await disagreement(bench, before, result) : 'the fault did not happen';
  await kkt.close();
  await emulator.close();
  return { outcome, wrong, ms };
}

/** Undefined when the FN holds exactly what the caller believes, and the register takes the next receipt. */
async function disagreement(
  { emulator, kkt, clock }: Bench,
  before: number,
  result?: FiscalResult,
): Promise<string | undefined> {
  const ours = emulator.fn.documents().filter(({ number }) => number > before);
  if (ours.length !== (result ? 1 : 0))
    return `${ours.length} documents for ${result ? 'a result' : 'no result'}`;
  const [signed] = ours;
  if (signed && result) {
    if (signed.number !== result.documentNumber || signed.fiscalSign !== result.fiscalSign)
      return 'another document';
    if (!isDocumentOf(decodeDocument(signed.bytes), receipt)) return 'other contents';
  }
  await clock.sleep(61_000);
  const next = await kkt
    .issue({ ...yardstick, customer: { contact: 'next@example.com' } })
    .catch((error: Error) => error);
  if (next instanceof Error) return `next receipt: ${next.message}`;
  return undefined;
}
