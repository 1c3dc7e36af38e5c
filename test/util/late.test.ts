import { expect, it } from 'vitest';
import { isAtolError } from '../../src/errors.js';
import { VirtualClock } from '../../src/util/clock.js';
import { isLoading, late } from '../../src/util/late.js';

it('tells by an error of ours that a part of the package is not there', async () => {
  const missing = './no-such-part.js';
  const failure = await late(() => import(/* @vite-ignore */ missing)).catch((error: unknown) => error);
  expect(isAtolError(failure) && failure).toMatchObject({ code: 'LOAD_FAILED', cause: expect.any(Error) });
  expect((failure as { english: string }).english).toMatch(/^a part of the package could not be loaded: /);
  expect(isLoading()).toBe(false);
});

it('lets virtual time stand still until the part is there', async () => {
  const clock = new VirtualClock({ autoAdvance: true });
  let finish: (part: string) => void = () => undefined;
  const part = late(() => new Promise<string>((resolve) => (finish = resolve)));
  const slept = clock.sleep(1000).then(() => clock.now());
  // Many turns of the event loop, in which a clock that does not wait would have jumped.
  for (let turn = 0; turn < 100; turn++) await new Promise((resolve) => setImmediate(resolve));
  expect(clock.now()).toBe(0);
  finish('part');
  expect(await part).toBe('part');
  expect(await slept).toBe(1000);
});
