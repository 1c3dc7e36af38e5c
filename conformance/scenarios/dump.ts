import assert from 'node:assert/strict';
import { type CommandEvent, Emulator, type EmulatorOptions } from '../../src/emulator/index.js';
import { connect, dumpRegister } from '../../src/index.js';
import { commands } from '../../src/protocol/index.js';
import { VirtualClock } from '../../src/util/clock.js';
import { fixed } from '../../test/support/identity.js';
import type { Checks } from '../checks.js';
import { MODELS, type ModelUnderTest } from '../device/device.js';
import { Driver } from '../driver/driver.js';
import type { LibraryFiles } from '../driver/library.js';
import type { Call, CallOutcome } from '../driver/values.js';
import { askingTasks, documentTasks, jsonTask, recordedCalls } from './asked.js';

/** Name of the comparison. */
export const DUMPS = 'a dump as a register';

/** Commands that the questions take at least. */
const ENOUGH = 300;

/**
 * A register with a life behind it is read, and the emulator of what was read stands beside it: ATOL's driver asks both every
 * question that it knows, and both must answer byte by byte alike.
 */
export async function compareDumps({
  files,
  checks,
}: {
  files: LibraryFiles;
  checks: Checks;
}): Promise<void> {
  for (const model of MODELS) {
    const group = checks.group(`${DUMPS}, ${model.name}`);
    const life = await lived(model);
    const original = await Register.start(files, model, life);
    const dump = await readDump(life);
    const again = new Emulator({ from: dump, latency: 0, clock: still() });
    const copy = await Register.start(files, model, again);
    let asked = 0;
    try {
      for (const question of [
        ...tasks(dump.fn.last.number),
        ...recordedCalls('query_data', 'fn_query_data'),
      ]) {
        const { operation, params } = question;
        await group.check(`${operation} ${JSON.stringify(params ?? {}).slice(0, 90)}`, async () => {
          const [theirs, ours] = [await original.ask(question), await copy.ask(question)];
          assert.deepEqual(ours, theirs);
          asked += theirs.commands.length;
        });
      }
      await group.check('they asked much', () => assert.ok(asked > ENOUGH, `${asked} commands`));
    } finally {
      await original.close();
      await copy.close();
    }
  }
}

const still = () => new VirtualClock({ now: Date.UTC(2026, 10, 30, 9) });

async function lived({ name: model }: ModelUnderTest): Promise<Emulator> {
  const emulator = new Emulator({
    ...fixed({ model }),
    latency: 0,
    clock: still(),
    dateTime: '2026-11-30T10:00:00',
  } satisfies EmulatorOptions);
  const kkt = await connect(emulator.transport());
  const operator = { name: 'Иванов', inn: '123654789507' };
  const sell = (type: 'sell' | 'sellReturn') =>
    kkt.issue({
      type,
      taxation: 'osn',
      operator,
      items: [
        { name: 'Хлеб', price: '45.55', quantity: 2, vat: 'vat10', department: 2 },
        { name: 'Кефир', price: 70, vat: 'vat22', method: 'fullPayment', subject: 'goods' },
      ],
      payments: [
        { type: 'electronic', sum: 61 },
        { type: 'cash', sum: '100.10' },
      ],
    });
  await kkt.settings.set('ofdAddress', 'ofd.example.org');
  await kkt.openShift({ operator });
  await sell('sell');
  await kkt.closeShift({ operator });
  await kkt.openShift({ operator });
  await sell('sell');
  await sell('sellReturn');
  await kkt.cashIn(500);
  await kkt.close();
  for (const number of [1, 2])
    emulator.fn.accept(number, { dateTime: '2026-11-30T10:00', sign: new Uint8Array(18).fill(number) });
  return emulator;
}

async function readDump(emulator: Emulator) {
  await using kkt = await connect(emulator.transport());
  const dump = await dumpRegister(kkt, { personal: true, secrets: true, documents: 'all' });
  // A register that is switched on is in no mode.
  await kkt.call(commands.exitMode);
  return JSON.parse(JSON.stringify(dump)) as typeof dump;
}

const tasks = (documents: number): Call[] => [
  ...askingTasks.map((type) => jsonTask({ type })),
  ...documentTasks(documents),
];

interface Answered {
  readonly outcome: CallOutcome;
  /** What the driver asked and what it was told. */
  readonly commands: readonly unknown[];
}

class Register {
  readonly #emulator: Emulator;
  readonly #driver: Driver;
  readonly #events: CommandEvent[] = [];

  static async start(files: LibraryFiles, model: ModelUnderTest, emulator: Emulator): Promise<Register> {
    const { host, port } = await emulator.listen({ host: '127.0.0.1', port: 0 });
    const driver = await Driver.start({ files, host, port, model: model.code });
    await driver.call('open');
    return new Register(emulator, driver);
  }

  private constructor(emulator: Emulator, driver: Driver) {
    this.#emulator = emulator;
    this.#driver = driver;
    emulator.onCommand((event) => void this.#events.push(event));
  }

  async ask(question: Call): Promise<Answered> {
    this.#events.length = 0;
    const read = question.operation === 'process_json' ? { read: { JSON_DATA: 'string' as const } } : {};
    const outcome = await this.#driver.attempt({ ...question, ...read });
    const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
    return { outcome, commands: this.#events.map(({ message, bytes }) => [hex(message), hex(bytes)]) };
  }

  async close(): Promise<void> {
    await this.#driver.stop();
    await this.#emulator.close();
  }
}
