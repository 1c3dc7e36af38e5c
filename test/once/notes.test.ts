import { describe, expect, it } from 'vitest';
import { Emulator } from '../../src/emulator/index.js';
import { type CashRegister, connect } from '../../src/index.js';

interface Noted {
  readonly kkt: CashRegister;
  /** What an operation had noted before it was begun. */
  note(run: (keep: (before: object) => Promise<void>) => Promise<unknown>): Promise<object>;
}

async function atRegister(run: (noted: Noted) => Promise<void>): Promise<void> {
  const emulator = new Emulator({ latency: 0 });
  const kkt = await connect(emulator.transport());
  const note: Noted['note'] = async (operate) => {
    const kept: string[] = [];
    await operate(async (before) => void kept.push(JSON.stringify(before)));
    expect(kept).toHaveLength(1);
    return JSON.parse(kept[0] as string) as object;
  };
  try {
    await run({ kkt, note });
  } finally {
    await kkt.close();
    await emulator.close();
  }
}

describe('notes of an operation', () => {
  it('find what was done, and do nothing', () =>
    atRegister(async ({ kkt, note }) => {
      const before = await note((keep) => kkt.openShift({ notes: { keep } }));
      const { documentNumber } = await kkt.openShift({ notes: { before } });
      expect(documentNumber).toBe(2);
      expect((await kkt.fn.state()).lastDocument).toBe(2);
    }));

  it('say that it was not done, and do nothing', () =>
    atRegister(async ({ kkt, note }) => {
      await kkt.openShift();
      const before = await note((keep) => kkt.cashIn('10.00', { notes: { keep } }));
      const undone = kkt.cashOut('10.00', { notes: { before: { ...before, count: 0, sum: 0 } } });
      await expect(undone).rejects.toMatchObject({ code: 'NOT_EXECUTED', outcome: 'refused' });
      expect((await kkt.status()).cashKopecks).toBe(1000);
    }));

  it('prove nothing of cash when the shift has ended since: its counters are gone', () =>
    atRegister(async ({ kkt, note }) => {
      await kkt.openShift();
      const before = await note((keep) => kkt.cashIn('10.00', { notes: { keep } }));
      await kkt.closeShift();
      await kkt.openShift();
      const found = kkt.cashIn('10.00', { notes: { before } });
      await expect(found).rejects.toMatchObject({ outcome: 'unknown', cause: { code: 'CASH_UNKNOWN' } });
      expect((await kkt.status()).cashKopecks).toBe(1000);
    }));

  it('of another operation are told as such', () =>
    atRegister(async ({ kkt, note }) => {
      const before = await note((keep) => kkt.openShift({ notes: { keep } }));
      const found = kkt.cashIn('10.00', { notes: { before } });
      await expect(found).rejects.toMatchObject({ code: 'NOTE_UNREADABLE', outcome: 'unknown' });
    }));

  it('are refused where the register keeps no trace', () =>
    atRegister(async ({ kkt }) => {
      await expect(kkt.report('x', { notes: {} })).rejects.toMatchObject({ outcome: 'not-sent' });
    }));
});
