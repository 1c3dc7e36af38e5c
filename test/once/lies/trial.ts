import { Emulator } from '../../../src/emulator/index.js';
import { AtolError } from '../../../src/errors.js';
import { receiptForms } from '../../../src/fiscal/receipt-forms.js';
import { type CashRegister, type ConnectOptions, connect, type FiscalResult } from '../../../src/index.js';
import { VirtualClock } from '../../../src/util/clock.js';
import { randomFrom } from '../../../src/util/random.js';
import { yardstick } from '../../support/receipts.js';
import { classic, Liar, second } from './liar.js';

export interface Setting {
  readonly link: 'v2' | 'v3' | 'p5';
  readonly answers: 'async' | 'sync';
  readonly exchange: 'serial' | 'buffered';
}

/** What became of the receipts of one setting. */
export interface Tally {
  receipts: number;
  lies: number;
  done: number;
  refused: number;
  unknown: number;
  readonly wrong: string[];
}

/** Receipts that one register gets before another one takes its place. */
const PER_REGISTER = 25;
const MOST_LIES = 20;

/** Issues receipts, each lied to; what the caller was told is compared with what was signed. */
export async function trial(setting: Setting, receipts: number, seed: number): Promise<Tally> {
  const tally: Tally = { receipts: 0, lies: 0, done: 0, refused: 0, unknown: 0, wrong: [] };
  for (let own = seed; tally.receipts < receipts; own++) {
    const many = Math.min(PER_REGISTER, receipts - tally.receipts);
    await oneRegister(setting, many, own, tally);
  }
  return tally;
}

async function oneRegister(
  { link, answers, exchange }: Setting,
  receipts: number,
  seed: number,
  tally: Tally,
): Promise<void> {
  const roll = randomFrom(seed);
  const clock = new VirtualClock({ now: Date.UTC(2026, 10, 21, 9, 0), autoAdvance: true });
  const p5 = link === 'p5';
  const emulator = new Emulator({ clock, answers, latency: 0, ...(p5 && { link }) });
  const liar = new Liar(emulator, roll, p5 ? second : classic);
  let signed = 0;
  emulator.events.on('document', ({ document: { form } }) => {
    if (receiptForms.includes(form)) signed++;
  });
  const options: ConnectOptions = { clock, link, exchange };
  const kkt = await connect(emulator.transport(), options);
  await kkt.openShift();
  for (let index = 0; index < receipts; index++) {
    const key = `${seed}.${index}`;
    const before = signed;
    const count = 1 + Math.floor(roll() ** 2 * MOST_LIES);
    liar.begin(count, roll() < 0.3 ? 1 : 0.05 + roll() * 0.6);
    const told = await issue(kkt, key);
    const duringLies = signed - before;
    liar.end();
    tally.receipts++;
    const wrong =
      judge(told, duringLies, emulator) ?? (await honestly(kkt, key, told, () => signed - before));
    tally[told.outcome]++;
    if (wrong !== undefined) tally.wrong.push(`${key}: ${told.outcome}, ${wrong}\n${storyOf(told)}`);
    // A pause, so that the last document is asked for; or none.
    if (roll() < 0.5) await clock.sleep(10_000);
  }
  tally.lies += liar.lies;
  await kkt.close();
  await emulator.close();
}

type Told =
  | { readonly outcome: 'done'; readonly result: FiscalResult }
  | { readonly outcome: 'refused' | 'unknown'; readonly error: unknown };

async function issue(kkt: CashRegister, key: string): Promise<Told> {
  try {
    const receipt = { ...yardstick, customer: { contact: `n${key}@example.com` } };
    return { outcome: 'done', result: await kkt.issue(receipt, { key, shift: 'auto' }) };
  } catch (error) {
    const known = error instanceof AtolError && (error.outcome === 'refused' || error.outcome === 'not-sent');
    return { outcome: known ? 'refused' : 'unknown', error };
  }
}

/** What the caller believes, beside the register. */
function judge(told: Told, signed: number, emulator: Emulator): string | undefined {
  if (signed > 1) return `signed ${signed} times`;
  if (told.outcome === 'done') {
    const { number } = emulator.fn.state.last;
    if (signed === 0) return 'done, but nothing was signed';
    return told.result.documentNumber === number ? undefined : `another document than ${number}`;
  }
  if (told.outcome === 'unknown') {
    const { error } = told;
    return error instanceof AtolError && error.outcome === 'unknown' ? undefined : `no outcome: ${error}`;
  }
  return signed === 0 ? undefined : 'refused, but signed';
}

/** Now that the register tells the truth, the same key makes one document in all, and never a second. */
async function honestly(
  kkt: CashRegister,
  key: string,
  told: Told,
  signed: () => number,
): Promise<string | undefined> {
  if (told.outcome === 'done') return undefined;
  const again = await issue(kkt, key);
  if (signed() > 1) return `signed ${signed()} times`;
  if (again.outcome === 'done') return signed() === 1 ? undefined : 'done, but nothing was signed';
  if (again.outcome === 'refused') return `refused in the end: ${again.error}`;
  // What was known of the register before was a lie: a person decides.
  const pending = kkt.pending.some((one) => one.key === key);
  if (!pending) return `no outcome, and nothing to decide: ${again.error}`;
  if (signed() === 0) await kkt.decide(key, 'none');
  return undefined;
}

function storyOf(told: Told): string {
  const source = told.outcome === 'done' ? told.result : (told.error as AtolError);
  const lines = (source.history ?? []).map(({ text }) => `  ${text}`);
  return [...lines, told.outcome === 'done' ? '' : `  ${told.error}`].join('\n');
}
