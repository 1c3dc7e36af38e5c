import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { FleetReply } from './fleet-process.js';
import { median } from './yardstick.js';

const REGISTERS = 1000;

/** What a fleet costs: time to make it, memory of a register; and how long a register takes to start over. */
export async function fleet(): Promise<void> {
  const child = fork(fileURLToPath(new URL('./fleet-process.ts', import.meta.url)), [String(REGISTERS)], {
    execArgv: ['--expose-gc', '--import', import.meta.resolve('tsx')],
  });
  const [reply] = (await once(child, 'message')) as [FleetReply];
  const { startMs, listenMs, bytes, resetMs, httpMs } = reply;
  console.log(`${REGISTERS} registers in one process`);
  console.log(
    `  made in ${(startMs / 1000).toFixed(2)} s, listening ${(listenMs / 1000).toFixed(2)} s later`,
  );
  console.log(`  ${Math.round(bytes / REGISTERS / 1024)} KB of memory each`);
  console.log('A clean register, after 50 receipts');
  console.log(`  reset()     ${shown(resetMs)}`);
  console.log(`  POST /reset ${shown(httpMs)}`);
}

function shown(ms: readonly number[]): string {
  const worst = Math.max(...ms);
  const under = ms.filter((one) => one < 10).length;
  return `${median(ms).toFixed(2)} ms, ${worst.toFixed(2)} at worst, ${under} of ${ms.length} under 10 ms`;
}
