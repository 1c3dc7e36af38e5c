import { describe, expect, it } from 'vitest';
import { PacketLedger, TaskLedger } from '../../src/link/v3/ledger.js';

const full = expect.objectContaining({ name: 'TaskError', code: 'BUFFER_FULL', outcome: 'not-sent' });

describe('packet ids', () => {
  it('count 00..DC and begin again', () => {
    const ledger = new PacketLedger<string>(0xdb, () => false);
    const ids = ['a', 'b', 'c'].map((entry) => ledger.issue(entry));
    expect(ids).toEqual([0xdb, 0xdc, 0]);
    expect(ledger.next).toBe(1);
    expect(ids.map((id) => ledger.take(id))).toEqual(['a', 'b', 'c']);
    expect(ids.map((id) => ledger.take(id))).toEqual([undefined, undefined, undefined]);
  });

  it('leave out those that still wait for a reply', () => {
    const ledger = new PacketLedger<string>(0, () => true);
    ledger.issue('waits');
    for (let i = 1; i <= 0xdc; i++) ledger.take(ledger.issue('answered'));
    expect(ledger.issue('next')).toBe(1);
  });

  it('take the oldest that nobody waits for when none is free', () => {
    const ledger = new PacketLedger<string>(0, (entry) => entry === 'waits');
    for (let i = 0; i <= 0xdc; i++) ledger.issue(i < 5 ? 'waits' : 'lost');
    expect([ledger.issue('a'), ledger.issue('b')]).toEqual([5, 6]);
    const busy = new PacketLedger<string>(0, () => true);
    for (let i = 0; i <= 0xdc; i++) busy.issue('waits');
    expect(() => busy.issue('one more')).toThrow(full);
  });
});

describe('task ids', () => {
  it('leave the last result in the register, acknowledge the one before', () => {
    const ledger = new TaskLedger(undefined);
    for (let i = 0; i < 3; i++) ledger.done(ledger.issue());
    expect(ledger.kept).toBe(2);
    expect(acknowledgementsOf(ledger)).toEqual([0, 1]);
    expect(acknowledgementsOf(ledger)).toEqual([]);
    expect(ledger.mustAcknowledge).toBe(false);
    ledger.acknowledged(0);
    expect(ledger.state(9)).toEqual({ nextPacketId: 9, nextTaskId: 3, acknowledge: [1, 2], unresolved: [] });
  });

  it('come back on the next connection as they were left', () => {
    const first = new TaskLedger(undefined);
    first.done(first.issue());
    first.suspend(first.issue());
    first.issue();
    const state = first.state(0);
    expect(state).toEqual({ nextPacketId: 0, nextTaskId: 3, acknowledge: [0], unresolved: [1, 2] });
    const second = new TaskLedger(state);
    expect(second.issue()).toBe(3);
    expect(second.revive(1)).toBe(1);
    expect(acknowledgementsOf(second)).toEqual([0]);
    expect([...second.unresolved]).toEqual([2]);
  });

  it('are not given twice', () => {
    const ledger = new TaskLedger(undefined);
    const tid = ledger.issue();
    expect(() => ledger.revive(tid)).toThrow(expect.objectContaining({ code: 'RANGE', outcome: 'not-sent' }));
    expect(ledger.exchange(tid)).toBe(1);
    expect(ledger.revive(tid)).toBe(tid);
  });

  it('of a register that never confirms are acknowledged again before they are used again', () => {
    const ledger = new TaskLedger(undefined);
    for (let i = 0; i <= 0xdc; i++) {
      ledger.done(ledger.issue());
      acknowledgementsOf(ledger);
    }
    const tid = ledger.issue();
    expect(tid).toBe(0);
    expect(acknowledgementsOf(ledger)).toEqual([0]);
    // Whatever is said about that acknowledgement later, it must not hit the new task.
    ledger.acknowledgeAgain(0);
    expect(acknowledgementsOf(ledger)).toEqual([]);
    ledger.suspend(0);
    expect(ledger.state(0).acknowledge).not.toContain(0);
    expect(ledger.state(0).unresolved).toEqual([0]);
  });

  it('end when every one is unresolved', () => {
    const ledger = new TaskLedger(undefined);
    for (let i = 0; i <= 0xdc; i++) ledger.suspend(ledger.issue());
    expect(() => ledger.issue()).toThrow(full);
    ledger.acknowledgeLater(7);
    expect(ledger.issue()).toBe(7);
  });
});

/** All that are to be sent now. */
function acknowledgementsOf(ledger: TaskLedger): number[] {
  const tids: number[] = [];
  for (let tid = ledger.takeAcknowledgement(); tid !== undefined; tid = ledger.takeAcknowledgement())
    tids.push(tid);
  return tids;
}
