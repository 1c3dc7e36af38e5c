/** A thousand registers in a process of their own, and one that starts over; run with `--expose-gc`. */
import { Emulator, emulateMany, serveControl } from '../src/emulator/index.js';
import { connect } from '../src/index.js';
import { yardstick } from '../test/support/receipts.js';

export interface FleetReply {
  readonly startMs: number;
  readonly listenMs: number;
  readonly bytes: number;
  /** Of each `reset()` of a register that has sold. */
  readonly resetMs: readonly number[];
  /** The same by `POST /reset`, from the request to the answer. */
  readonly httpMs: readonly number[];
}

const RECEIPTS = 50;
const ROUNDS = 30;

const count = Number(process.argv[2]);
const { gc } = globalThis as { gc?: () => void };
// The code is compiled before anything is measured.
await Promise.all((await emulateMany(20, { latency: 0 })).map((emulator) => emulator.close()));

gc?.();
const before = process.memoryUsage();
const began = performance.now();
const registers = await emulateMany(count, { latency: 0 });
const startMs = performance.now() - began;
await Promise.all(registers.map((emulator) => emulator.listen()));
const listenMs = performance.now() - began - startMs;
gc?.();
const after = process.memoryUsage();
const bytes = after.heapUsed + after.external - before.heapUsed - before.external;
await Promise.all(registers.map((emulator) => emulator.close()));

await using emulator = new Emulator({ latency: 0, model: '30F' });
await using control = await serveControl(emulator);
const resetMs = await timed(() => emulator.reset());
const httpMs = await timed(async () => {
  const response = await fetch(`${control.url}/reset`, { method: 'POST' });
  await response.text();
});
const reply: FleetReply = { startMs, listenMs, bytes, resetMs, httpMs };
process.send?.(reply, () => process.exit());

async function timed(reset: () => Promise<void>): Promise<number[]> {
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    await using kkt = await connect(emulator.transport());
    await kkt.openShift();
    for (let sold = 0; sold < RECEIPTS; sold++) await kkt.issue(yardstick);
    const started = performance.now();
    await reset();
    times.push(performance.now() - started);
  }
  return times;
}
