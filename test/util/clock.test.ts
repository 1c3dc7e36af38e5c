import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { callAfter, realClock, VirtualClock } from '../../src/util/clock.js';

const aborted = expect.objectContaining({ name: 'AbortError', code: 'ABORTED' });

describe.each([
  ['real', () => realClock],
  ['virtual', () => new VirtualClock({ autoAdvance: true })],
])('%s clock', (_name, make) => {
  it('sleeps, and moves on meanwhile', async () => {
    const clock = make();
    const started = clock.now();
    await clock.sleep(30);
    // A timer may fire within the millisecond before its time.
    expect(clock.now() - started).toBeGreaterThanOrEqual(29);
  });

  it('stops sleeping when the signal fires', async () => {
    const clock = make();
    const controller = new AbortController();
    const sleep = clock.sleep(60_000, controller.signal);
    controller.abort();
    await expect(sleep).rejects.toEqual(aborted);
    await expect(clock.sleep(1, controller.signal)).rejects.toEqual(aborted);
  });

  it('calls after a time, unless cancelled', async () => {
    const clock = make();
    const called: string[] = [];
    callAfter(clock, 5, () => called.push('kept'));
    const cancel = callAfter(clock, 5, () => called.push('cancelled'));
    cancel();
    await clock.sleep(20);
    expect(called).toEqual(['kept']);
  });
});

describe('real clock', () => {
  it('wakes who sleeps shortly while others sleep long', async () => {
    const controller = new AbortController();
    const long = realClock.sleep(240_000, controller.signal);
    expect(await Promise.race([long.then(() => 'long'), realClock.sleep(1).then(() => 'short')])).toBe(
      'short',
    );
    controller.abort();
    await expect(long).rejects.toEqual(aborted);
  });

  it('lets the process end while somebody sleeps in the background', () => {
    const { href } = new URL('../../src/util/clock.ts', import.meta.url);
    const program = `import('${href}').then(({ realClock }) => void realClock.sleep(60_000, undefined, 'background'))`;
    const { status } = spawnSync(process.execPath, ['--import', import.meta.resolve('tsx'), '-e', program], {
      timeout: 240_000,
    });
    expect(status).toBe(0);
  });
});

describe('virtual clock', () => {
  it('wakes in the order of deadlines', async () => {
    const clock = new VirtualClock({ autoAdvance: true });
    const order: number[] = [];
    await Promise.all([30, 10, 20].map((ms) => clock.sleep(ms).then(() => order.push(ms))));
    expect(order).toEqual([10, 20, 30]);
  });

  it('stands still until it is advanced', async () => {
    const clock = new VirtualClock({ now: 1000 });
    let woken = false;
    void clock.sleep(10).then(() => {
      woken = true;
    });
    await clock.advance(9);
    expect([clock.now(), woken, clock.sleeping]).toEqual([1009, false, 1]);
    await clock.advance(1);
    expect([clock.now(), woken, clock.sleeping]).toEqual([1010, true, 0]);
  });

  it('wakes everybody at their own deadline, also those who sleep again on the way', async () => {
    const clock = new VirtualClock();
    const log: number[] = [];
    void (async () => {
      for (let i = 0; i < 3; i++) {
        await clock.sleep(10);
        log.push(clock.now());
      }
    })();
    await clock.advance(100);
    expect(log).toEqual([10, 20, 30]);
    expect(clock.now()).toBe(100);
  });

  it('jumps over an hour at once when it advances by itself', async () => {
    const clock = new VirtualClock({ autoAdvance: true });
    await clock.sleep(3_600_000);
    expect(clock.now()).toBe(3_600_000);
  });

  it('does not jump for what sleeps in the background, but wakes it on the way', async () => {
    const clock = new VirtualClock({ autoAdvance: true });
    const log: string[] = [];
    void clock.sleep(60_000, undefined, 'background').then(() => log.push(`background ${clock.now()}`));
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect([clock.now(), log]).toEqual([0, []]);
    await clock.sleep(90_000);
    expect([clock.now(), log]).toEqual([90_000, ['background 60000']]);
  });

  it('does not sleep for no time', async () => {
    const clock = new VirtualClock();
    await clock.sleep(0);
    expect(clock.now()).toBe(0);
  });
});
