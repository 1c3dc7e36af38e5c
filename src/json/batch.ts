import { driverError } from './errors/driver-errors.js';
import type { JsonTaskError } from './errors/error.js';

/** Tasks as ATOL's web server takes them: one, or a list. */
export interface BatchRequest {
  /** Name of the request: however often it is sent, its tasks are executed once. */
  uuid?: string | undefined;
  request: unknown;
}

/** What the web server tells of a task. `blocked`: it is not known whether it was executed. */
export type TaskStatus = 'ready' | 'error' | 'interrupted' | 'blocked';

export interface BatchResult {
  status: TaskStatus;
  error: { code: number; description: string };
  /** The answer; absent where a task has none. */
  result?: object;
}

const INTERRUPTED = 502;
const OK = { code: 0, description: 'Ошибок нет' };

export async function runBatch(
  { request }: BatchRequest,
  run: (task: unknown, index: number) => Promise<object | undefined>,
): Promise<BatchResult[]> {
  const tasks: readonly unknown[] = Array.isArray(request) ? request : [request];
  const results: BatchResult[] = [];
  let failed = false;
  for (const [index, task] of tasks.entries()) {
    const result: BatchResult = failed ? interrupted() : await runOne(() => run(task, index));
    failed ||= result.status !== 'ready';
    results.push(result);
  }
  return results;
}

async function runOne(run: () => Promise<object | undefined>): Promise<BatchResult> {
  try {
    const result = await run();
    return { status: 'ready', error: OK, ...(result && { result }) };
  } catch (error) {
    const { code, description, outcome } = error as JsonTaskError;
    return { status: outcome === 'unknown' ? 'blocked' : 'error', error: { code, description } };
  }
}

function interrupted(): BatchResult {
  const { code, description } = driverError(INTERRUPTED);
  return { status: 'interrupted', error: { code, description } };
}
