import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { Emulator } from 'atol-kkt/emulator';
import { fieldValue, fieldValues } from 'atol-kkt/fiscal';
import type { Store } from '../../src/store/index.js';
import type { WorkerOptions } from './worker.js';

const WORKER = fileURLToPath(new URL('./worker.ts', import.meta.url));

/** Registers that outlive every gateway. */
export async function startRegisters(count: number, latency: number): Promise<readonly Emulator[]> {
  return Promise.all(
    Array.from({ length: count }, (_, index) =>
      Emulator.listen({
        latency,
        serialNumber: `00106900${String(index + 1).padStart(6, '0')}`,
        fnNumber: `99990789${String(index + 1).padStart(8, '0')}`,
      }),
    ),
  );
}

/** A gateway in a process of its own. */
export class Worker {
  readonly child: ChildProcess;
  readonly ready: Promise<void>;
  readonly exited: Promise<unknown>;

  constructor(options: WorkerOptions, accepted: Set<string>) {
    this.child = spawn(process.execPath, ['--import', 'tsx', WORKER, JSON.stringify(options)], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, NODE_NO_WARNINGS: '1' },
    });
    this.exited = once(this.child, 'exit');
    const lines = createInterface({ input: this.child.stdout as NodeJS.ReadableStream });
    this.ready = new Promise<void>((resolve) => {
      lines.on('line', (line) => {
        if (line === 'ready') resolve();
        else if (line.startsWith('accepted ')) accepted.add(line.slice(9));
      });
      void this.exited.then(() => resolve());
    });
  }

  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.exited;
  }

  async close(): Promise<void> {
    this.child.kill('SIGTERM');
    await this.exited;
  }
}

export interface Audit {
  readonly accepted: number;
  readonly done: number;
  readonly failed: number;
  readonly documents: number;
  /** Accepted, and the store does not know it. */
  readonly lost: number;
  /** More than one document of one job. */
  readonly doubled: number;
  /** Failed, or never ended, and there is a document; or done and there is none. */
  readonly wrong: number;
}

/** Waits until every job has an end, then compares jobs and FNs, receipt by receipt. */
export async function audit(
  store: Store,
  emulators: readonly Emulator[],
  accepted: ReadonlySet<string>,
): Promise<Audit> {
  while ((await store.jobs.count({ state: 'wait' })) + (await store.jobs.count({ state: 'pinned' })) > 0)
    await pause(200);
  const ends = new Map<string, string>();
  for (let after: string | undefined; ; ) {
    const page = await store.jobs.find({ limit: 1000, ...(after !== undefined && { after }) });
    for (const { externalId, state } of page.jobs) ends.set(externalId, state);
    if (page.next === undefined) break;
    after = page.next;
  }
  const printed = new Map<string, number>();
  for (const emulator of emulators) {
    for (const receipt of emulator.receipts) {
      for (const item of fieldValues(receipt, 'item')) {
        const name = String(fieldValue(item, 'itemName'));
        printed.set(name, (printed.get(name) ?? 0) + 1);
      }
    }
  }
  const all = [...ends];
  return {
    accepted: accepted.size,
    done: all.filter(([, state]) => state === 'done').length,
    failed: all.filter(([, state]) => state === 'fail').length,
    documents: [...printed.values()].reduce((sum, count) => sum + count, 0),
    lost: [...accepted].filter((id) => !ends.has(id)).length,
    doubled: [...printed.values()].filter((count) => count > 1).length,
    wrong:
      all.filter(([id, state]) => (state === 'done') !== printed.has(id)).length +
      [...printed.keys()].filter((id) => !ends.has(id)).length,
  };
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
