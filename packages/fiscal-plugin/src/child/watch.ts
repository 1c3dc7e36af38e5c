import { Worker } from 'node:worker_threads';

/** How often a plug-in's process looks whether its till still lives, ms. */
const LOOK_MS = 500;

/**
 * Ends this process when its till is gone. A till that was killed cannot end its plug-ins any more, and one that loops never
 * hears that the pipe was closed: only another thread does, and no thread but the main one can be held up by a plug-in.
 *
 * Plain JavaScript in a text, so that whoever bundles the child program has one file as before.
 */
export function endWithTill(): void {
  const watcher = new Worker(
    `const { workerData: { till, every } } = require('node:worker_threads');
    setInterval(() => {
      // An orphan gets another parent; on Windows it keeps the number of one that is no more.
      if (process.ppid === till) {
        try { process.kill(till, 0); return; } catch (error) { if (error.code !== 'ESRCH') return; }
      }
      process.kill(process.pid, 'SIGKILL');
    }, every);`,
    {
      eval: true,
      workerData: { till: tillOf(process.argv[3]), every: LOOK_MS },
      env: {},
      execArgv: [],
      // A heap of its own, small: the limit of the plug-in's memory is not its.
      resourceLimits: { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 4 },
    },
  );
  // It keeps nothing alive, and a computer that has no thread left has its plug-in without a watcher.
  watcher.unref();
  watcher.on('error', () => {});
}

/**
 * The till's own number, as it told it: one that died before this process looked is nobody's parent any more. Where a program
 * stands between both, that one is watched.
 */
function tillOf(told: string | undefined): number {
  const till = Number(told ?? process.ppid);
  if (till === process.ppid) return till;
  try {
    process.kill(till, 0);
    return process.ppid;
  } catch {
    return till;
  }
}
