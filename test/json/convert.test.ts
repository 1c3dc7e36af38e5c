import { expect, it } from 'vitest';
import { randomTasks } from '../../conformance/json/random-tasks.js';
import { Emulator } from '../../src/emulator/index.js';
import { type DocumentField, decodeDocument } from '../../src/fiscal/index.js';
import { type CashRegister, connect } from '../../src/index.js';
import { convertTask, jsonTasks } from '../../src/json/index.js';
import { VirtualClock } from '../../src/util/clock.js';

/** Others with `SEED=… COUNT=…`. */
const seed = Number(process.env['SEED'] ?? 1);
const count = Number(process.env['COUNT'] ?? 60);

const receipts = /^(sell|sellReturn|buy|buyReturn|sellCorrection|buyCorrection)$/;

interface Till {
  readonly emulator: Emulator;
  readonly kkt: CashRegister;
}

async function till(): Promise<Till> {
  const emulator = new Emulator({
    model: '30F',
    serialNumber: '00106300000030',
    registration: { registrationNumber: '0000000001022810', taxationSystems: 0x3f },
    fnNumber: '9999078902000001',
    latency: 0,
    dateTime: '2026-11-30T12:00:00',
    clock: new VirtualClock(),
  });
  const kkt = await connect(emulator.transport());
  await kkt.openShift();
  return { emulator, kkt };
}

const FISCAL_SIGN = 1077;

/** What the FN signed last, without its sign. */
function lastOf({ emulator }: Till): readonly DocumentField[] {
  const document = emulator.fn.documents().at(-1);
  return decodeDocument(document?.bytes ?? new Uint8Array()).fields.filter(({ tag }) => tag !== FISCAL_SIGN);
}

it(`makes the document of the task by issuing its receipt, seed ${seed}`, async () => {
  const [byTask, byReceipt] = [await till(), await till()];
  const json = jsonTasks(byTask.kkt);
  let made = 0;
  for (const task of randomTasks(seed, count, { odd: false })) {
    if (!receipts.test(task.type)) continue;
    const { receipt } = convertTask(task);
    // As `atol convert` writes it and `atol receipt` reads it.
    const written: typeof receipt = JSON.parse(JSON.stringify(receipt));
    await json.process(task);
    await byReceipt.kkt.issue(written);
    expect(lastOf(byReceipt), JSON.stringify(task)).toEqual(lastOf(byTask));
    made += 1;
  }
  expect(made).toBeGreaterThan(count / 3);
  for (const { kkt, emulator } of [byTask, byReceipt]) {
    await kkt.close();
    await emulator.close();
  }
});
