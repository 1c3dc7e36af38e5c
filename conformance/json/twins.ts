import { Emulator } from '../../src/emulator/index.js';
import { type CashRegister, connect } from '../../src/index.js';
import { type JsonTaskError, type JsonTasks, jsonTasks } from '../../src/json/index.js';
import { VirtualClock } from '../../src/util/clock.js';
import { type Happening, happen } from '../../test/support/json-happenings.js';
import type { ModelUnderTest } from '../device/device.js';
import { TlvList } from '../device/tlv.js';
import { Driver, DriverRefusal } from '../driver/driver.js';
import type { LibraryFiles } from '../driver/library.js';

/** A task for either driver. */
export interface Task {
  readonly type: string;
  readonly [field: string]: unknown;
}

/** What one driver made of a task: its answer or its error, the documents that the FN signed meanwhile, and the paper. */
export interface Made {
  readonly answer?: unknown;
  readonly error?: { readonly code: number; readonly description: string };
  readonly documents: ReadonlyArray<Readonly<Record<string, unknown>>>;
  /** The documents as they were signed. */
  readonly signed: readonly Uint8Array[];
  /** Lines, without a document's sign. */
  readonly paper: readonly string[];
}

/** Factory, registration and FN numbers are those of the recorded answers. */
const numbers = {
  '30F': { serialNumber: '00106300000030', registrationNumber: '0000000001022810' },
  '42FS': { serialNumber: '00106700000042', registrationNumber: '0000000001031776' },
} as const;

/** Two registers alike to the last number, whose clocks stand still: one for each driver. */
export class Twins implements AsyncDisposable {
  readonly #theirs: Emulator;
  readonly #ours: Emulator;
  readonly #driver: Driver;
  readonly #kkt: CashRegister;
  readonly #json: JsonTasks;

  static async start(files: LibraryFiles, model: ModelUnderTest, link: 'any' | 'p5' = 'any'): Promise<Twins> {
    const [theirs, ours] = [register(model, link), register(model, link)];
    const { host, port } = await theirs.listen({ host: '127.0.0.1', port: 0 });
    const driver = await Driver.start({ files, host, port, model: model.code });
    await driver.call('open');
    return new Twins(theirs, ours, driver, await connect(ours.transport()));
  }

  private constructor(theirs: Emulator, ours: Emulator, driver: Driver, kkt: CashRegister) {
    this.#theirs = theirs;
    this.#ours = ours;
    this.#driver = driver;
    this.#kkt = kkt;
    this.#json = jsonTasks(kkt);
  }

  /** The task by ATOL's driver. */
  theirs(task: Task): Promise<Made> {
    return watched(this.#theirs, async () => {
      try {
        return { answer: await this.#driver.task(task) };
      } catch (error) {
        if (!(error instanceof DriverRefusal)) throw error;
        return { error: { code: error.code, description: error.description } };
      }
    });
  }

  /** The same task by ours. */
  ours(task: Task): Promise<Made> {
    return watched(this.#ours, async () => {
      try {
        return { answer: await this.#json.process(task) };
      } catch (error) {
        const { code, description } = error as JsonTaskError;
        return { error: { code, description } };
      }
    });
  }

  /** The same thing happens to both registers, by nobody's task. */
  async happen(what: Happening): Promise<void> {
    for (const emulator of [this.#theirs, this.#ours]) await happen(emulator, what);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#driver.stop();
    await this.#kkt.close();
    await this.#theirs.close();
    await this.#ours.close();
  }
}

function register({ name: model }: ModelUnderTest, link: 'any' | 'p5'): Emulator {
  const { serialNumber, registrationNumber } = numbers[model];
  return new Emulator({
    model,
    link,
    serialNumber,
    // With ENVD, which the driver knows and nobody has had since 2021.
    registration: { registrationNumber, taxationSystems: 0x3f },
    fnNumber: '9999078902000001',
    latency: 0,
    dateTime: '2026-11-30T12:00:00',
    clock: new VirtualClock(),
  });
}

async function watched(
  emulator: Emulator,
  run: () => Promise<Pick<Made, 'answer' | 'error'>>,
): Promise<Made> {
  const before = new Set(emulator.fn.documents().map(({ bytes }) => Buffer.from(bytes).toString('hex')));
  const { length } = emulator.tape;
  const made = await run();
  const signed = emulator.fn
    .documents()
    .map(({ bytes }) => bytes)
    .filter((bytes) => !before.has(Buffer.from(bytes).toString('hex')));
  return {
    ...made,
    signed,
    documents: signed.map((bytes) => requisites(new TlvList(bytes))),
    paper: emulator.tape
      .slice(length)
      .filter((line) => !line.startsWith('ФП '))
      .map((line) => line.replace(/&fp=\d+/, '')),
  };
}

/** Structures of the format: their content is requisites, too. */
const structures = new Set([1, 2, 3, 4, 5, 6, 11, 21, 31, 41, 1059, 1084, 1115, 1119, 1174, 1223, 1224]);
const FISCAL_SIGN = 1077;

/** Tag by tag, in hex; the sign differs where the requisites came in another order. */
function requisites(list: TlvList): Record<string, unknown> {
  const found: Record<string, unknown> = {};
  for (const tag of list.tags) {
    if (tag === FISCAL_SIGN) continue;
    found[tag] = structures.has(tag) ? list.lists(tag).map(requisites) : list.values(tag);
  }
  return found;
}
