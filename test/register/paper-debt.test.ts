import { describe, expect, it } from 'vitest';
import type { CashRegister } from '../../src/index.js';
import { at, type Stand, tea } from '../once/stand.js';

describe('paper that ended in a receipt', () => {
  const broken = async (stand: Stand, kkt: CashRegister) => {
    stand.emulator.paper.out({ after: 10 });
    const first = await kkt.issue(tea(), { key: 'first' });
    expect(first.printed).toBe(false);
    return { sign: String(first.fiscalSign), from: stand.emulator.tape.length };
  };
  const printed = (stand: Stand, sign: string, from: number) =>
    stand.emulator.tape.slice(from).some((line) => line.includes(sign));

  it('has the rest of it before the next one', () =>
    at({}, async (stand, kkt) => {
      const { sign, from } = await broken(stand, kkt);
      await expect(kkt.issue(tea(70))).rejects.toMatchObject({ status: 0x67, outcome: 'refused' });
      stand.emulator.paper.load();
      const next = await kkt.issue(tea(70));
      expect(next.printed).toBeUndefined();
      const tape = stand.emulator.tape.slice(from);
      expect(tape.findIndex((line) => line.includes(sign))).toBeLessThan(
        tape.findIndex((line) => line.includes(String(next.fiscalSign))),
      );
      expect(tape.filter((line) => line.startsWith('ФП ') && line.includes(sign))).toHaveLength(1);
      expect(await kkt.print.continue()).toBe(false);
    }));

  it.each([
    ['the X report', (kkt: CashRegister) => kkt.reportX()],
    ['the Z report', (kkt: CashRegister) => kkt.closeShift()],
    ['cash', (kkt: CashRegister) => kkt.cashIn(1)],
  ])('has it before %s', (_name, operation) =>
    at({}, async (stand, kkt) => {
      const { sign, from } = await broken(stand, kkt);
      stand.emulator.paper.load();
      await operation(kkt);
      expect(printed(stand, sign, from)).toBe(true);
    }),
  );

  it('is left as it is where that is wanted', () =>
    at({}, async (stand, kkt) => {
      const { sign, from } = await broken(stand, kkt);
      stand.emulator.paper.load();
      await kkt.issue(tea(70), { unprinted: 'leave' });
      expect(printed(stand, sign, from)).toBe(false);
      await expect(kkt.issue(tea(), { unprinted: 'skip' as never })).rejects.toMatchObject({
        problems: [expect.objectContaining({ path: 'unprinted' })],
      });
    }));

  it('is found by a till that was started anew, once the lack of paper stopped it', () =>
    at({}, async (stand, kkt) => {
      const { sign, from } = await broken(stand, kkt);
      await kkt.close();
      await using another = await stand.connect();
      await expect(another.issue(tea(70))).rejects.toMatchObject({ status: 0x67 });
      stand.emulator.paper.load();
      await another.issue(tea(70));
      expect(printed(stand, sign, from)).toBe(true);
    }));

  it.each([
    ['the next receipt', (kkt: CashRegister) => kkt.issue(tea(70))],
    ['the Z report', (kkt: CashRegister) => kkt.closeShift()],
    ['cash', (kkt: CashRegister) => kkt.cashIn(1)],
  ])('is found before %s by a till that was started anew after the paper came', (_name, operation) =>
    at({}, async (stand, kkt) => {
      const { sign, from } = await broken(stand, kkt);
      await kkt.close();
      stand.emulator.paper.load();
      await using another = await stand.connect();
      await operation(another);
      const tape = stand.emulator.tape.slice(from);
      expect(tape.filter((line) => line.startsWith('ФП ') && line.includes(sign))).toHaveLength(1);
    }),
  );

  it('is asked for once in a connection', () =>
    at({}, async (_stand, kkt) => {
      await kkt.issue(tea());
      const sent: string[] = [];
      kkt.onCommand(({ command }) => sent.push(command));
      await kkt.issue(tea());
      expect(sent.filter((name) => name === 'readRegister')).toHaveLength(1);
    }));

  it('costs the next receipts no question', () =>
    at({}, async (stand, kkt) => {
      await broken(stand, kkt);
      stand.emulator.paper.load();
      await kkt.issue(tea());
      const questions: number[] = [];
      // A computer that stalls in the middle of a receipt makes the driver ask once more: the least counts.
      for (let receipt = 0; receipt < 5 && !questions.includes(1); receipt++) {
        const sent: string[] = [];
        const stop = kkt.onCommand(({ command }) => sent.push(command));
        await kkt.issue(tea());
        stop();
        expect(sent).not.toContain('continuePrint');
        questions.push(sent.filter((name) => name === 'readRegister').length);
      }
      expect(Math.min(...questions)).toBe(1);
    }));
});
