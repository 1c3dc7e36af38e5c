/** Many registers in one process, on the real clock, as a test suite or a fleet on a table has them. */
import { Emulator } from '../src/emulator/index.js';

export type ManyReply =
  | { readonly urls: readonly string[] }
  /** Milliseconds from the arrival of every 4A to its answer. */
  | { readonly signing: readonly number[] };

const [count, latency] = process.argv.slice(2).map(Number);
const signing: number[] = [];
const emulators = await Promise.all(
  Array.from({ length: count ?? 0 }, async () => {
    const emulator = await Emulator.listen({ latency });
    let arrived = 0;
    emulator.override('closeReceipt', async (request, next) => {
      arrived = performance.now();
      const answer = await next(request);
      signing.push(performance.now() - arrived);
      return answer;
    });
    return emulator;
  }),
);

process.on('message', () => reply({ signing }));
process.on('disconnect', () => process.exit(0));
reply({ urls: emulators.map(({ url }) => url) });

function reply(message: ManyReply): void {
  process.send?.(message);
}
