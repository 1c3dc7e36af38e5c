import { describe, expect, it } from 'vitest';
import { type CashRegister, closeShiftDaily, type DailyCloseOptions } from '../../src/index.js';
import { deviceError } from '../../src/protocol/index.js';
import { at, Stand, tea } from '../once/stand.js';

const HOUR = 60 * 60 * 1000;

describe('a receipt that was left open', () => {
  const leave = async (stand: Stand, items = 1) => {
    await stand.execute('openReceipt', { flags: 0, type: 1 });
    if (items === 0) return;
    await stand.execute('beginPosition', {});
    const position = {
      flags: 0,
      price: 10_00,
      quantity: 1000,
      total: 10_00,
      tax: 6,
      taxSum: 0,
      department: 0,
    };
    const rest = { subject: 1, method: 4, discountSign: 0, discount: 0, name: 'Хлеб' };
    await stand.execute('endPosition', { ...position, ...rest });
  };

  it.each([
    ['closeShift', (kkt: CashRegister) => kkt.closeShift()],
    ['reportX', (kkt: CashRegister) => kkt.reportX()],
    ['cashIn', (kkt: CashRegister) => kkt.cashIn(100)],
  ])('keeps %s from being done, and the refusal names the way out', (_name, operation) =>
    at({}, async (stand, kkt) => {
      await leave(stand);
      const refused = await operation(kkt).catch((error: unknown) => error);
      expect(refused).toMatchObject({
        status: 0x9b,
        advice: expect.stringMatching(/cancelReceipt\(\).*atol cancel/),
        adviceEn: expect.stringMatching(/cancelReceipt\(\).*atol cancel/),
      });
      expect((refused as Error).message).toContain('cancelReceipt()');
      expect(await kkt.cancelReceipt()).toEqual({ type: 'sell', sumKopecks: 10_00 });
      await operation(kkt);
    }),
  );

  it('is cancelled once: there is nothing to cancel then', () =>
    at({}, async (stand, kkt) => {
      await leave(stand, 0);
      expect(await kkt.cancelReceipt()).toEqual({ type: 'sell', sumKopecks: 0 });
      expect(await kkt.cancelReceipt()).toBeUndefined();
      expect(stand.emulator.tape.filter((line) => line.includes('АННУЛИРОВАН'))).toHaveLength(1);
      expect((await kkt.issue(tea())).documentNumber).toBe(3);
    }));

  it.each(['before', 'after'] as const)('is cancelled although the line is lost %s the command', (moment) =>
    at({}, async (stand, kkt) => {
      await leave(stand);
      stand.line.armAt('cancelReceipt', moment, 'cut');
      expect(await kkt.cancelReceipt()).toEqual({ type: 'sell', sumKopecks: 10_00 });
      expect(stand.emulator.state.receipt).toBeUndefined();
      expect(stand.emulator.state.shift.byType[1]).toMatchObject({ cancelled: 1 });
    }),
  );

  it.each(['before', 'after'] as const)(
    'by a register that forgets its tasks, lost %s the command',
    (moment) =>
      at({ forgetOnDisconnect: true }, async (stand, kkt) => {
        await leave(stand);
        stand.line.armAt('cancelReceipt', moment, 'cut');
        expect(await kkt.cancelReceipt()).toEqual({ type: 'sell', sumKopecks: 10_00 });
        expect(stand.emulator.state.shift.byType[1]).toMatchObject({ cancelled: 1 });
        expect(stand.documents).toBe(0);
      }),
  );
});

describe('errors of state name the way out', () => {
  it.each([
    [0x1a, /finishInterruptedZ\(\)/],
    [0x67, /print\.continue\(\)/],
    [0x68, /print\.continue\(\)/],
    [0x69, /print\.continue\(\)/],
    [0x88, /closeShift\(\), openShift\(\).*auto/],
    [0x8f, /openShift\(\).*auto/],
    [0x98, /cashIn\(\)/],
    [0x9b, /cancelReceipt\(\)/],
    [0x9c, /closeShift\(\)/],
    [0xf0, /closeShift\(\), openShift\(\).*auto/],
    [0xd8, /registration\.replaceFn\(\)/],
    [0xed, /fn\.ofdErrors\(\)/],
    [0xf5, /registration\.change\(/],
    [0xd9, /clock\.set\(\)/],
    [0xef, /fn\.ofdErrors\(\)/],
  ])('%i', (status, way) => {
    const { advice, adviceEn, message } = deviceError(status);
    expect(advice).toMatch(way);
    expect(adviceEn).toMatch(way);
    expect(advice).toMatch(/[а-я]/);
    expect(adviceEn).not.toMatch(/[а-яё]/i);
    expect(message).toContain(advice);
  });
});

describe('status', () => {
  it('tells that the paper is about to end', () =>
    at({}, async ({ emulator }, kkt) => {
      expect(await kkt.status()).toMatchObject({ paperPresent: true, paperNearEnd: false });
      emulator.paper.out({ after: 5 });
      expect(await kkt.status()).toMatchObject({ paperPresent: true, paperNearEnd: true });
      emulator.paper.load();
      expect((await kkt.status()).paperNearEnd).toBe(false);
    }));

  it('tells the age of the shift, also past 24 hours', () =>
    at({ dateTime: '2026-11-21T09:00:00' }, async (stand, kkt) => {
      const { openedAt } = (await kkt.status()).shift;
      expect(openedAt).toMatch(/^2026-11-21T09:00:0/);
      await stand.clock.advance(5 * HOUR);
      const { ageMs = 0, state } = (await kkt.status()).shift;
      expect(state).toBe('open');
      expect(Math.floor(ageMs / HOUR)).toBe(5);
      await stand.clock.advance(30 * HOUR);
      const expired = (await kkt.status()).shift;
      expect(expired).toMatchObject({ state: 'expired', openedAt });
      expect(Math.floor((expired.ageMs ?? 0) / HOUR)).toBe(35);
      await kkt.closeShift();
      expect((await kkt.status()).shift).toMatchObject({ openedAt: undefined, ageMs: undefined });
    }));

  it('tells the document that has waited longest for the operator, and its days', () =>
    at({ dateTime: '2026-11-21T09:00:00' }, async (stand, kkt) => {
      await stand.clock.advance(9 * 24 * HOUR + HOUR);
      expect((await kkt.status()).ofd).toEqual({
        unsentCount: 2,
        oldest: { documentNumber: 1, dateTime: '2026-11-21T09:00', days: 9 },
      });
      const [last] = stand.emulator.fn.documents().slice(-1);
      for (let number = 1; number <= (last?.number ?? 0); number++)
        stand.emulator.fn.accept(number, { dateTime: '2026-11-30T10:00', sign: new Uint8Array(18) });
      expect((await kkt.status()).ofd).toEqual({ unsentCount: 0, oldest: undefined });
    }));
});

describe('ping', () => {
  it('is one command', () =>
    at({}, async (_stand, kkt) => {
      const sent: string[] = [];
      kkt.onCommand(({ command }) => sent.push(command));
      expect(await kkt.ping()).toMatchObject({ busy: false });
      expect(sent).toEqual(['getStateCode']);
    }));

  it('is answered during a long operation of ours', () =>
    at({}, async (_stand, kkt) => {
      const selling = kkt.issue(tea());
      await Promise.resolve();
      expect(await kkt.ping()).toMatchObject({ busy: true });
      await selling;
    }));

  it('ends at its own limit when nobody answers, and harms nothing', () =>
    at({}, async (stand, kkt) => {
      stand.line.armAt('getStateCode', 'after', 'silent');
      const started = stand.clock.now();
      await expect(kkt.ping({ timeoutMs: 700 })).rejects.toMatchObject({ name: 'TimeoutError' });
      expect(stand.clock.now() - started).toBeLessThan(1500);
      expect((await kkt.issue(tea())).documentNumber).toBe(3);
    }));

  it('ends at the signal of the caller, and wants no other options', () =>
    at({}, async (_stand, kkt) => {
      await expect(kkt.ping({ signal: AbortSignal.abort('enough') })).rejects.toMatchObject({
        name: 'AbortError',
      });
      await expect(kkt.ping({ limit: 5 } as never)).rejects.toMatchObject({ name: 'ValidationError' });
    }));
});

describe("shift: 'auto'", () => {
  it('tells the shift that it opened', async () => {
    await using stand = await Stand.make({ model: '30F' });
    await using kkt = await stand.connect();
    const result = await kkt.issue(tea(), { shift: 'auto', key: 'night' });
    expect(result.shiftChange).toEqual({
      opened: expect.objectContaining({ documentNumber: 2, shiftNumber: 1, fnNumber: result.fnNumber }),
    });
    expect(await kkt.result('night')).toEqual(result);
    expect((await kkt.issue(tea(), { shift: 'auto' })).shiftChange).toBeUndefined();
  });

  it('tells the old one that it closed, too', () =>
    at({}, async (stand, kkt) => {
      await stand.clock.advance(25 * HOUR);
      const { shiftChange, documentNumber } = await kkt.issue(tea(), { shift: 'auto' });
      expect(shiftChange).toMatchObject({
        closed: { documentNumber: 3, shiftNumber: 1 },
        opened: { documentNumber: 4, shiftNumber: 2 },
      });
      expect(documentNumber).toBe(5);
    }));
});

describe('closeShiftDaily', () => {
  const nightly = (use: (stand: Stand, kkt: CashRegister, told: string[]) => Promise<void>, more = {}) =>
    at({ dateTime: '2026-11-21T22:00:00', latency: 0 }, async (stand, kkt) => {
      const told: string[] = [];
      const options: DailyCloseOptions = {
        clock: stand.clock,
        operator: { name: 'Ночной сторож' },
        onClosed: ({ dateTime }) => told.push(dateTime),
        onError: (error) => told.push((error as { code?: string }).code ?? String(error)),
        ...more,
      };
      await using _daily = closeShiftDaily(kkt, '23:30', options);
      await use(stand, kkt, told);
    });

  it('closes the shift at its hour, every day that has one', () =>
    nightly(async (stand, kkt, told) => {
      await stand.clock.advance(1.4 * HOUR);
      expect(told).toEqual([]);
      await stand.clock.advance(0.2 * HOUR);
      expect(told).toEqual(['2026-11-21T23:30']);
      await stand.clock.advance(24 * HOUR);
      expect(told).toHaveLength(1);
      await kkt.openShift();
      await stand.clock.advance(24 * HOUR);
      expect(told).toEqual(['2026-11-21T23:30', '2026-11-23T23:30']);
      expect(stand.emulator.tape.join('\n')).toContain('Ночной сторож');
    }));

  it('tries again while something is in the way', () =>
    nightly(async (stand, kkt, told) => {
      await stand.execute('openReceipt', { flags: 0, type: 1 });
      await stand.clock.advance(1.55 * HOUR);
      expect(new Set(told)).toEqual(new Set(['DEVICE_REFUSED']));
      await kkt.cancelReceipt();
      await stand.clock.advance(60_000);
      expect(told.at(-1)).toMatch(/^2026-11-21T23:3/);
    }));

  it('cancels what was left open where that is wanted', () =>
    nightly(
      async (stand, _kkt, told) => {
        await stand.execute('openReceipt', { flags: 0, type: 1 });
        await stand.clock.advance(1.6 * HOUR);
        expect(told).toEqual(['2026-11-21T23:30']);
      },
      { openReceipt: 'cancel' },
    ));

  it('finds out what became of a report whose answer was lost', () =>
    nightly(async (stand, _kkt, told) => {
      stand.line.armAt('closeShift', 'after', 'cut');
      await stand.clock.advance(1.6 * HOUR);
      expect(told).toEqual(['2026-11-21T23:30']);
    }));

  it.each([
    ['done', 'after', 1],
    ['not done', 'before', 1],
  ] as const)(
    'asks again for the outcome of a report that nobody knew at night: %s',
    (_name, when, reports) =>
      nightly(async (stand, kkt, told) => {
        stand.line.armAt('closeShift', when, 'down');
        await stand.clock.advance(1.6 * HOUR);
        expect(told[0]).toBe('OUTCOME_UNKNOWN');
        expect(told.filter((one) => one.startsWith('2026-11-21T23:3'))).toHaveLength(reports);
        expect((await kkt.status()).shift).toMatchObject({ state: 'closed', number: 1 });
      }),
  );

  it('ends a report that breaks off', () =>
    nightly(async (stand, kkt, told) => {
      stand.emulator.faults.add({ at: 'closeShift', zReport: 'interrupted', signed: false });
      await stand.clock.advance(1.6 * HOUR);
      expect(told).toEqual([expect.stringMatching(/^2026-11-21T23:3/)]);
      expect((await kkt.status()).shift.state).toBe('closed');
    }));

  it('goes on whatever becomes of its listeners', () => {
    const fails = () => {
      throw new Error('a listener');
    };
    return nightly(
      async (stand, kkt) => {
        await stand.execute('openReceipt', { flags: 0, type: 1 });
        await stand.clock.advance(1.55 * HOUR);
        await kkt.cancelReceipt();
        await stand.clock.advance(0.1 * HOUR);
        expect((await kkt.status()).shift.state).toBe('closed');
        await kkt.openShift();
        await stand.clock.advance(24 * HOUR);
        expect((await kkt.status()).shift).toMatchObject({ state: 'closed', number: 2 });
      },
      { onClosed: fails, onError: fails },
    );
  });

  it('closes it when nobody wants to hear of it', () =>
    at({ dateTime: '2026-11-21T22:00:00', latency: 0 }, async (stand, kkt) => {
      await using _daily = closeShiftDaily(kkt, '23:30', { clock: stand.clock });
      await stand.clock.advance(2 * HOUR);
      expect((await kkt.status()).shift.state).toBe('closed');
    }));

  it('stops', () =>
    at({ dateTime: '2026-11-21T22:00:00', latency: 0 }, async (stand, kkt) => {
      const over = new AbortController();
      const one = closeShiftDaily(kkt, '23:30', { clock: stand.clock, signal: over.signal });
      const other = closeShiftDaily(kkt, '23:45', { clock: stand.clock });
      over.abort();
      await other.stop();
      await one.stop();
      await stand.clock.advance(5 * HOUR);
      expect((await kkt.status()).shift.state).toBe('open');
    }));

  it.each(['24:00', '9:00', '23.30', ''])('knows no hour %j', async (hour) =>
    at({}, async (_stand, kkt) => {
      expect(() => closeShiftDaily(kkt, hour)).toThrow('23:30');
    }),
  );
});
