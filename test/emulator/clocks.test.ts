import { afterEach, describe, expect, test, vi } from 'vitest';
import { advanceUntil, Emulator, VirtualClock } from '../../src/emulator/index.js';
import { connect } from '../../src/index.js';

const sale = {
  type: 'sell' as const,
  taxation: 'osn' as const,
  items: [{ name: 'Чай', price: 50, vat: 'none' as const }],
  payments: [{ type: 'cash' as const, sum: 50 }],
};
const SIGNING = 900;

afterEach(() => {
  vi.useRealTimers();
});

describe('fake timers', () => {
  test.each(['memory', 'TCP'])('move the register and the driver over %s', async (line) => {
    vi.useFakeTimers({ now: new Date(2026, 2, 2, 9, 0, 0) });
    await using emulator = new Emulator();
    const where = line === 'TCP' ? (await emulator.listen()).url : emulator.transport();
    const kkt = await connect(where);
    const started = performance.now();
    await advanceUntil(kkt.openShift(), vi.advanceTimersByTimeAsync);
    const result = await advanceUntil(kkt.issue(sale), vi.advanceTimersByTimeAsync);
    expect(result.documentNumber).toBe(3);
    expect(performance.now() - started).toBeLessThan(10 * SIGNING);
    expect(Date.now() - new Date(2026, 2, 2, 9, 0, 0).getTime()).toBeGreaterThanOrEqual(2 * SIGNING);
    await vi.advanceTimersByTimeAsync(3_600_000);
    expect(emulator.now).toMatch(/^2026-03-02T10:00:0/);
    await advanceUntil(kkt.close(), vi.advanceTimersByTimeAsync);
  });

  test('leave a virtual clock alone', async () => {
    vi.useFakeTimers();
    const clock = new VirtualClock();
    await using emulator = new Emulator({ clock, dateTime: '2026-03-02T09:00:00' });
    await clock.advance(60_000);
    expect(emulator.now).toBe('2026-03-02T09:01:00');
    await vi.advanceTimersByTimeAsync(60_000);
    expect(emulator.now).toBe('2026-03-02T09:01:00');
  });
});

describe('advanceUntil', () => {
  test('moves a virtual clock as far as it takes, and no further than a step', async () => {
    const clock = new VirtualClock();
    await using emulator = new Emulator({ clock });
    const kkt = await connect(emulator.transport());
    await advanceUntil(kkt.openShift(), (ms) => clock.advance(ms));
    expect(clock.now()).toBeGreaterThanOrEqual(SIGNING);
    await kkt.close();
    const now = clock.now();
    await advanceUntil(clock.sleep(95), (ms) => clock.advance(ms), { stepMs: 10 });
    expect(clock.now() - now).toBe(100);
  });

  test('gives what the promise gives', async () => {
    const clock = new VirtualClock();
    const advance = (ms: number) => clock.advance(ms);
    expect(await advanceUntil(Promise.resolve(7), advance)).toBe(7);
    expect(clock.now()).toBe(0);
    const wrong = clock.sleep(100).then(() => Promise.reject(new RangeError('no')));
    await expect(advanceUntil(wrong, advance)).rejects.toThrow('no');
    expect(clock.now()).toBe(100);
  });

  test('gives up', async () => {
    const clock = new VirtualClock();
    const never = new Promise<void>(() => undefined);
    const options = { stepMs: 1000, limitMs: 5000 };
    await expect(advanceUntil(never, (ms) => clock.advance(ms), options)).rejects.toMatchObject({
      code: 'NOT_SETTLED',
    });
    expect(clock.now()).toBe(5000);
  });
});

test('a register is ready at once', async () => {
  await using emulator = await Emulator.listen();
  await using kkt = await connect(emulator.url);
  expect((await kkt.status()).fiscal).toBe(true);
});

test('many registers live side by side on their own ports', async () => {
  const emulators = await Promise.all(Array.from({ length: 50 }, () => Emulator.listen({ latency: 0 })));
  expect(new Set(emulators.map(({ url }) => url)).size).toBe(50);
  await Promise.all(
    emulators.map(async (emulator, index) => {
      await using kkt = await connect(emulator.url);
      await kkt.openShift();
      for (let i = 0; i <= index % 3; i++) await kkt.issue(sale);
    }),
  );
  expect(emulators.map(({ receipts }) => receipts.length)).toEqual(
    emulators.map((_, index) => 1 + (index % 3)),
  );
  await Promise.all(emulators.map((emulator) => emulator.close()));
});
