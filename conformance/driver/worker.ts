/**
 * The driver process. Calls of the driver block, spin or crash on bad answers, so nothing else may live here.
 * Configuration comes as JSON in the first argument; requests and replies are messages of the IPC channel.
 */
import { type LibraryFiles, NativeDriver } from './library.js';
import type { CallOutcome, CallsReply, CallsRequest } from './values.js';

export interface WorkerConfiguration {
  readonly files: LibraryFiles;
  readonly settings: Readonly<Record<string, string | number>>;
}

const configuration = JSON.parse(process.argv[2] ?? '') as WorkerConfiguration;
const driver = new NativeDriver(configuration.files, configuration.settings);

process.on('message', (request: CallsRequest) => {
  process.send?.(answer(request));
});
process.on('disconnect', () => {
  driver.destroy();
  process.exit(0);
});
process.send?.({ ready: true });

function answer({ id, calls, rounds }: CallsRequest): CallsReply {
  const roundMs: number[] = [];
  let outcomes: CallOutcome[] = [];
  try {
    for (let round = 0; round < rounds; round += 1) {
      outcomes = [];
      const started = performance.now();
      for (const call of calls) {
        const outcome = driver.call(call);
        outcomes.push(outcome);
        if (outcome.code !== 0) return { id, outcomes, roundMs };
      }
      roundMs.push(performance.now() - started);
    }
    return { id, outcomes, roundMs };
  } catch (error) {
    return { id, broken: String(error) };
  }
}
