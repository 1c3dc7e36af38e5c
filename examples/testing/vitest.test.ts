import { advanceUntil, Emulator, OfdServer, VirtualClock } from 'atol-kkt/emulator';
import { fieldValue } from 'atol-kkt/fiscal';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Till } from './till.js';

const HOUR = 60 * 60 * 1000;

describe('a till', () => {
  it('opens the shift and sells', async () => {
    await using emulator = await Emulator.listen({ latency: 0 });
    const till = await Till.open(emulator.url);

    const { documentNumber } = await till.sell('Чай', 50);

    expect(fieldValue(emulator.lastReceipt ?? [], 'totalSum')).toBe(50_00);
    expect(emulator.fn.document(documentNumber)?.form).toBe(3);
    await till.close();
  });

  it('sells without paper, and prints the rest when there is some', async () => {
    await using emulator = await Emulator.listen({ model: '30F', latency: 0 });
    const till = await Till.open(emulator.url);
    await till.sell('Чай', 50);

    emulator.paper.out({ after: 5 });
    expect(await till.sell('Кофе', 90)).toMatchObject({ printed: false });
    emulator.paper.load();
    expect(await till.finishPaper()).toBe(true);

    expect(emulator.receipts).toHaveLength(2);
    expect(emulator.paper.lastSheet.lines.join('\n')).toMatch(/ИТОГ +=90\.00/);
    // To look at it when a test fails: writeFileSync('receipt.png', emulator.paper.lastSheet.toPng())
    await till.close();
  });

  it('sells once, although the answer to the closing is lost', async () => {
    await using emulator = await Emulator.listen({ latency: 0 });
    const till = await Till.open(emulator.url);
    emulator.faults.add({ at: 'closeReceipt', line: 'cut' });

    const sold = await till.sell('Чай', 50);

    expect(emulator.receipts).toHaveLength(1);
    expect(sold.documentNumber).toBe(emulator.fn.state.last.number);
    await till.close();
  });
});

describe('time without fake timers', () => {
  it('a new day is a new shift', async () => {
    const clock = new VirtualClock({ autoAdvance: true });
    await using emulator = new Emulator({ clock, dateTime: '2026-03-02T09:00:00' });
    const till = await Till.open(emulator.transport());
    await till.sell('Чай', 50);

    await clock.advance(25 * HOUR);
    await till.sell('Чай', 50);

    // Signing takes 0.9 s as in life, and nobody has waited for it.
    expect(emulator.now).toBe('2026-03-03T10:00:04');
    expect(emulator.fn.documents().map(({ form }) => form)).toEqual([1, 2, 3, 5, 2, 3]);
    await till.close();
  });

  it('documents wait for the operator', async () => {
    const clock = new VirtualClock();
    const operator = new OfdServer({ clock });
    await using emulator = new Emulator({ clock, latency: 0, ofd: operator.transport() });
    const till = await Till.open(emulator.transport());
    await operator.behave({ vanish: 'gone' });
    await till.sell('Чай', 50);
    expect(emulator.ofd.queue.count).toBeGreaterThan(0);

    await operator.behave();
    await clock.advance(60_000);

    expect(emulator.ofd.queue.count).toBe(0);
    expect(operator.documents.at(-1)).toEqual(emulator.lastReceipt);
    await till.close();
  });
});

describe('time with fake timers', () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  it('the emulator follows them when it has no clock of its own', async () => {
    vi.useFakeTimers({ now: new Date(2026, 2, 2, 9, 0, 0) });
    await using emulator = new Emulator();
    const till = await Till.open(emulator.transport());

    await advanceUntil(till.sell('Чай', 50), vi.advanceTimersByTimeAsync);
    await vi.advanceTimersByTimeAsync(25 * HOUR);
    await advanceUntil(till.sell('Чай', 50), vi.advanceTimersByTimeAsync);

    expect(emulator.fn.documents().map(({ form }) => form)).toEqual([1, 2, 3, 5, 2, 3]);
    await till.close();
  });
});
