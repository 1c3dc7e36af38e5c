import { join } from 'node:path';
import { transformSync } from 'rolldown/utils';
import type { Emulator } from '../../src/emulator/index.js';
import * as driver from '../../src/index.js';
import { deviceError, deviceStatus } from '../../src/protocol/index.js';
import * as transport from '../../src/transport/index.js';
import { hostTime, localToMs, msToLocal } from '../../src/util/local-time.js';
import { Stand, unknownOf } from '../once/stand.js';
import { root } from '../readme/run.js';
import { type Snippet, snippetsOf } from '../readme/snippets.js';
import { FakeUsbDevice } from '../support/fake-usb.js';
import { yardstick } from '../support/receipts.js';

const HOUR_MS = 3_600_000;

/** What a program finds around it. */
export interface Scene extends AsyncDisposable {
  readonly stand: Stand;
  /** Variables that the text around the program speaks of. */
  readonly names: Readonly<Record<string, unknown>>;
  /** What it printed. */
  readonly printed: unknown[];
}

/** Pages of docs/ with programs; those of testing.md and faults.md have tests of their own. */
const pages = ['register.md', 'transports.md', 'exchange.md', 'once.md'];

export const programs: ReadonlyArray<{ page: string; line: number; snippet: Snippet }> = pages.flatMap(
  (page) =>
    snippetsOf(join(root, 'docs', page))
      .filter(({ language }) => language === 'ts')
      .map((snippet) => ({ page, line: snippet.line, snippet })),
);

type Preparation = (stand: Stand, kkt: driver.CashRegister) => Promise<unknown>;

/** What had happened before, where the text around a program says so; usually a receipt was sold, as document 3. */
const preparations: ReadonlyArray<[code: string, Preparation]> = [
  ['register.pending', (stand, kkt) => loseAnswer(stand, kkt)],
  ['.decide(', ambiguous],
  ['kkt.clock.set(', (_stand, kkt) => kkt.closeShift()],
  ['kkt.finishInterruptedZ(', interruptZ],
];

/** A register with three documents, and the names that the text around a program speaks of. */
export async function scene({ code }: Snippet): Promise<Scene> {
  // The clock of a stand jumps ahead, and a program sets it to the computer's: documents have to lie before that.
  const dateTime = msToLocal(localToMs(hostTime()) - HOUR_MS);
  const stand = await Stand.make({ model: '30F', dateTime });
  const kkt = await stand.selling();
  const [, prepare = () => kkt.issue(yardstick)] = preparations.find(([part]) => code.includes(part)) ?? [];
  await prepare(stand, kkt);
  const device = new FakeUsbDevice();
  const printed: unknown[] = [];
  return {
    stand,
    printed,
    names: {
      kkt,
      register: kkt,
      receipt: yardstick,
      console: { log: (...values: unknown[]) => void printed.push(...values) },
      navigator: { usb: { requestDevice: async () => attached(device, stand.emulator) } },
    },
    async [Symbol.asyncDispose]() {
      await kkt.close();
      await stand[Symbol.asyncDispose]();
    },
  };
}

/** A receipt was issued, and its answer was lost. */
async function loseAnswer(stand: Stand, kkt: driver.CashRegister): Promise<void> {
  stand.line.armAt('closeReceipt', 'after', 'down');
  await unknownOf(kkt.issue(yardstick, { key: 'order-1' }));
  await stand.clock.sleep(61_000);
}

/** And another program cancelled one just like it: nobody but a person can tell whose the document is. */
async function ambiguous(stand: Stand, kkt: driver.CashRegister): Promise<void> {
  stand.line.armAt('closeReceipt', 'after', 'down');
  const unknown = await unknownOf(kkt.issue(yardstick, { key: 'order-1' }));
  const refuse = stand.emulator.override('closeReceipt', () => {
    throw deviceError(deviceStatus.noPaper);
  });
  const stranger = await stand.stranger();
  await stranger.issue(yardstick).catch(() => undefined);
  await stranger.close();
  refuse();
  await stand.clock.sleep(61_000);
  await unknownOf(unknown.resolve());
}

/** A Z report broke off. */
async function interruptZ(stand: Stand, kkt: driver.CashRegister): Promise<void> {
  stand.emulator.faults.add({ zReport: 'interrupted', at: 'closeShift' });
  await kkt.closeShift().catch(() => undefined);
}

/** The register behind a port of USB. */
async function attached(device: FakeUsbDevice, emulator: Emulator): Promise<FakeUsbDevice> {
  const open = device.open.bind(device);
  device.open = async () => {
    await open();
    void emulator.serve(device.line);
  };
  return device;
}

/** The addresses of the texts lead to the register of the scene; what is written goes to a folder that is gone afterwards. */
function modules({ stand }: Scene): Readonly<Record<string, unknown>> {
  const main = {
    ...driver,
    connect: (where: string | driver.Transport, options: driver.ConnectOptions = {}) => {
      // An address that cannot be is refused as ever.
      if (typeof where === 'string') transport.transportFor(where);
      const line = typeof where === 'string' ? stand.emulator.transport() : where;
      const journal =
        typeof options.journal === 'string' ? { journal: join(stand.journal, options.journal) } : {};
      return driver.connect(line, { clock: stand.clock, ...options, ...journal });
    },
    discover: async (options: driver.DiscoverOptions) => {
      const { url } = await stand.emulator.listen();
      return await driver.discover({
        usb: false,
        serial: false,
        ...options,
        tcp: (options.tcp ?? []).map(() => url),
      });
    },
  };
  return { 'atol-kkt': main, 'atol-kkt/transport': transport };
}

/** Runs the program as it is printed; names that it does not import are those of the package and of the text. */
export async function perform({ code }: Snippet, around: Scene): Promise<void> {
  const known = modules(around);
  const { code: script } = transformSync('program.ts', code);
  const body = script.replace(
    /^import (\{.*?\}) from "(.*?)";$/gm,
    (_all, names: string, from: string) =>
      `const ${names.replaceAll(' as ', ': ')} = $modules[${JSON.stringify(from)}];`,
  );
  const names = { ...(known['atol-kkt'] as object), ...around.names };
  const run = new Function('$modules', '$names', `with ($names) return (async () => { ${body} })();`);
  await run(known, names);
}

/** The same names for the compiler. */
export function declaredNames(): string {
  const fromText = {
    kkt: "import('atol-kkt').CashRegister",
    register: "import('atol-kkt').CashRegister",
    receipt: "import('atol-kkt').ReceiptInput",
    navigator: '{ readonly usb: USB }',
  };
  const types = new Map(Object.keys(driver).map((name) => [name, `typeof import('atol-kkt').${name}`]));
  for (const [name, type] of Object.entries(fromText)) types.set(name, type);
  const lines = Array.from(types, ([name, type]) => `const ${name}: ${type};`);
  return `declare global {\n${lines.join('\n')}\n}\nexport {};\n`;
}
