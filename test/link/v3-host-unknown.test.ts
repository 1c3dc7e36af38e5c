import { describe, expect, it } from 'vitest';
import { type ExchangeOptions, taskOf } from '../../src/link/link.js';
import type { V3Host } from '../../src/link/v3/host.js';
import { fromHex } from '../../src/util/hex.js';
import { type RawPeer, settled } from './raw-peer.js';
import { call, clock, PATIENT, scripted, start } from './scripted-host.js';

scripted();

const { idleMs } = PATIENT;

describe('a task whose outcome is unknown', () => {
  /** Leaves task 00 behind, unanswered. */
  async function leaveOne(host: V3Host, peer: RawPeer, options: Partial<ExchangeOptions> = {}) {
    const state = call(host, '00 00 99', { timeoutMs: 1000, ...options });
    await peer.next('C1 01 00 00 00 99');
    await clock.advance(1000);
    const task = taskOf(state.error);
    if (task === undefined) throw new Error('no task');
    return task;
  }

  it('keeps its id: after 220 more tasks the id is left out', async () => {
    const { host, peer } = await start();
    await leaveOne(host, peer);
    for (let tid = 1; tid <= 0xdc; tid++) {
      const state = call(host, '00 00 3F');
      await settled();
      const packets = peer.inbox.splice(0);
      for (const { id, hex } of packets) await peer.send(id, hex.startsWith('C1') ? 'A3 44 00' : 'A3');
      expect(state).toEqual({ answer: '44 00' });
    }
    call(host, '00 00 3F');
    await settled();
    expect(peer.inbox.at(-1)?.hex).toBe('C1 03 01 00 00 3F');
  });

  it('forbids C4, and lets later tasks fail without stopping the queue', async () => {
    const { host, peer } = await start();
    await leaveOne(host, peer);
    const state = call(host, '00 00 A5');
    await peer.send(await peer.next('C1 03 01 00 00 A5'), 'A4 55 66');
    expect(state).toEqual({ answer: '55 66' });
    await clock.advance(idleMs);
    await peer.next('C2 01');
    await peer.nothing();
  });

  it('leaves a stopped queue alone', async () => {
    const { host, peer } = await start();
    await leaveOne(host, peer);
    const state = call(host, '00 00 A5');
    await peer.send(await peer.next('C1 03 01 00 00 A5'), 'A5');
    expect(state.error).toMatchObject({ name: 'TaskError', code: 'TASK_STOPPED', outcome: 'refused' });
    await clock.advance(idleMs);
    expect(peer.inbox.map(({ hex }) => hex)).not.toContain('C4');
  });

  it('is asked for by its id and gives its answer', async () => {
    const { host, peer } = await start();
    const task = await leaveOne(host, peer);
    const resumed = host.resume(task, { timeoutMs: 5000 });
    await peer.send(await peer.next('C3 00'), 'A3 55 00');
    expect(await resumed).toEqual({ state: 'answer', answer: fromHex('55 00') });
    expect(host.state.unresolved).toEqual([]);
  });

  it('is waited for while the register works on it', async () => {
    const { host, peer } = await start();
    const task = await leaveOne(host, peer);
    const resumed = host.resume(task, { timeoutMs: 5000 });
    await peer.send(await peer.next('C3 00'), 'A2');
    await clock.advance(PATIENT.firstPollMs);
    await peer.send(await peer.next('C3 00'), 'A1');
    await peer.push('A6 00 55 00');
    expect(await resumed).toEqual({ state: 'answer', answer: fromHex('55 00') });
  });

  it('may be forgotten, and is not sent again', async () => {
    const { host, peer } = await start();
    const task = await leaveOne(host, peer);
    const resumed = host.resume(task, { timeoutMs: 5000 });
    await peer.send(await peer.next('C3 00'), 'B3');
    expect(await resumed).toEqual({ state: 'forgotten' });
    await clock.advance(60_000);
    await peer.nothing();
    expect(host.state.unresolved).toEqual([]);
  });

  it('may have been stopped, and is not sent again', async () => {
    const { host, peer } = await start();
    const task = await leaveOne(host, peer);
    const resumed = host.resume(task, { timeoutMs: 5000 });
    await peer.send(await peer.next('C3 00'), 'A5');
    expect(await resumed).toEqual({ state: 'stopped' });
    await clock.advance(idleMs);
    await peer.next('C4');
    await peer.nothing();
  });

  it('is sent again under the same id when that is safe', async () => {
    const { host, peer } = await start();
    const task = await leaveOne(host, peer);
    const resumed = host.resume(task, { timeoutMs: 5000, safe: true });
    await peer.send(await peer.next('C3 00'), 'B3');
    await peer.send(await peer.next('C1 01 00 00 00 99'), 'A3 55 00');
    expect(await resumed).toEqual({ state: 'answer', answer: fromHex('55 00') });
  });

  it('stays unknown when nobody answers, and can be asked for again', async () => {
    const { host, peer } = await start();
    const task = await leaveOne(host, peer);
    const failed = expect(host.resume(task, { timeoutMs: 1000 })).rejects.toMatchObject({
      code: 'NO_ANSWER',
      outcome: 'unknown',
    });
    await peer.next('C3 00');
    await clock.advance(1000);
    await failed;
    expect(host.state.unresolved).toEqual([0]);
    const resumed = host.resume(task, { timeoutMs: 1000 });
    await peer.send(await peer.next('C3 00'), 'A4 55 99');
    expect(await resumed).toEqual({ state: 'answer', answer: fromHex('55 99') });
    await clock.advance(idleMs);
    await peer.next('C4');
  });

  it('is resumed on another connection: C3 first, ids go on counting', async () => {
    const { host, peer } = await start();
    const state = call(host, '00 00 99');
    await peer.next('C1 01 00 00 00 99');
    await peer.connection.close();
    await settled();
    expect(state.error).toMatchObject({ name: 'ConnectionError', code: 'LOST', outcome: 'unknown' });
    const task = taskOf(state.error);
    expect(host.state).toEqual({ nextPacketId: 2, nextTaskId: 1, acknowledge: [], unresolved: [0] });

    const next = await start({ state: host.state });
    const resumed = next.host.resume(task as never, { timeoutMs: 1000 });
    const id = await next.peer.next('C3 00');
    expect(id).toBe(2);
    await next.peer.send(id, 'A3 55 00');
    expect(await resumed).toEqual({ state: 'answer', answer: fromHex('55 00') });
    call(next.host, '00 00 A5');
    await next.peer.next('C1 01 01 00 00 A5');
  });

  it('is acknowledged when its outcome became known otherwise', async () => {
    const { host, peer } = await start();
    const task = await leaveOne(host, peer);
    host.release(task);
    expect(host.state.unresolved).toEqual([]);
    await clock.advance(idleMs);
    await peer.next('C2 00');
    host.release(task);
    await clock.advance(idleMs);
    await peer.nothing();
  });

  it('that was safe is not kept', async () => {
    const { host, peer } = await start();
    await leaveOne(host, peer, { safe: true });
    expect(host.state.unresolved).toEqual([]);
    call(host, '00 00 A5');
    await peer.next('C2 00');
    await peer.next('C1 01 01 00 00 A5');
  });
});
