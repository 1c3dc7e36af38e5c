import { describe, expect, it } from 'vitest';
import { taskOf } from '../../src/link/link.js';
import type { V3Host } from '../../src/link/v3/host.js';
import type { QueuedResult, QueueOptions } from '../../src/link/v3/queued-tasks.js';
import { fromHex, toHex } from '../../src/util/hex.js';
import { type RawPeer, settled } from './raw-peer.js';
import { clock, PATIENT, scripted, start, warmUp } from './scripted-host.js';

scripted();

const { idleMs, probeMs } = PATIENT;

/** Commands 01, 02, … queued at once; the results when they are known. */
function queue(host: V3Host, count: number, options: Partial<QueueOptions> = {}) {
  const state: { results?: string[]; raw?: readonly QueuedResult[] } = {};
  const messages = Array.from({ length: count }, (_, index) => ({
    message: Uint8Array.of(0, 0, index + 1),
    timeoutMs: 5000,
  }));
  void host.queue(messages, { tasks: 8, bytes: 1000, ...options }).then((results) => {
    state.raw = results;
    state.results = results.map((result) =>
      'answer' in result
        ? toHex(result.answer)
        : `${result.error.code} ${result.error.outcome}${taskOf(result.error) ? ' task' : ''}`,
    );
  });
  return state;
}

/** Packet ids of these requests, which came in this order. */
async function take(peer: RawPeer, ...requests: string[]): Promise<number[]> {
  const ids: number[] = [];
  for (const hex of requests) ids.push(await peer.next(hex));
  return ids;
}

describe('a queue of commands', () => {
  it('goes out in one write and is answered in any way', async () => {
    const { host, peer } = await start();
    const writes = peer.writes.length;
    const state = queue(host, 3);
    const [first, , third] = await take(peer, 'C1 01 00 00 00 01', 'C1 01 01 00 00 02', 'C1 01 02 00 00 03');
    expect(peer.writes.length).toBe(writes + 1);
    await peer.send(first as number, 'A3 55 11');
    await peer.push('A6 01 55 22');
    await peer.send(third as number, 'A1');
    expect(state.results).toBeUndefined();
    await peer.push('A6 02 55 33');
    expect(state.results).toEqual(['55 11', '55 22', '55 33']);
  });

  it('acknowledges earlier results in its own packets', async () => {
    const { host, peer } = await start();
    await warmUp(host, peer);
    await warmUp(host, peer, '01');
    const state = queue(host, 2);
    const [joined, second] = await take(peer, 'C5 00 01 02 00 00 01', 'C1 01 03 00 00 02');
    await peer.send(joined as number, 'A3 A1');
    await peer.push('A6 02 55 11');
    await peer.send(second as number, 'A3 55 22');
    expect(state.results).toEqual(['55 11', '55 22']);
    const next = queue(host, 1);
    // The result of task 03 stays: it shows that the register has forgotten nothing.
    await peer.send(await peer.next('C5 01 01 04 00 00 01'), 'A3 A3 55 33');
    expect(next.results).toEqual(['55 33']);
    expect(host.state).toMatchObject({ acknowledge: [2, 3, 4] });
    await clock.advance(idleMs);
    await take(peer, 'C2 02', 'C2 03');
  });

  it('sends as much as there is room for', async () => {
    const { host, peer } = await start();
    const state = queue(host, 5, { tasks: 2 });
    await take(peer, 'C1 01 00 00 00 01', 'C1 01 01 00 00 02');
    await peer.nothing();
    await peer.push('A6 00 55 11');
    await peer.next('C1 01 02 00 00 03');
    await peer.nothing();
    await peer.push('A6 01 55 22');
    await peer.push('A6 02 55 33');
    for (const tid of ['03', '04']) await peer.push(`A6 ${tid} 55 ${tid}`);
    expect(state.results).toEqual(['55 11', '55 22', '55 33', '55 03', '55 04']);

    const small = queue(host, 3, { bytes: 25 });
    const ids = await take(
      peer,
      'C5 00 01 03 00 00 04',
      'C5 01 01 04 00 00 05',
      'C5 02 01 05 00 00 01',
      'C5 03 01 06 00 00 02',
    );
    await peer.nothing();
    await peer.send(ids[2] as number, 'A3 A3 55 11');
    await peer.next('C5 04 01 07 00 00 03');
    expect(small.results).toBeUndefined();
    const tiny = await start();
    queue(tiny.host, 2, { bytes: 1 });
    await tiny.peer.next('C1 01 00 00 00 01');
    await tiny.peer.nothing();
  });

  it('stops at the first refusal and tells which one it was', async () => {
    const { host, peer } = await start();
    const state = queue(host, 5, { tasks: 3 });
    await take(peer, 'C1 01 00 00 00 01', 'C1 01 01 00 00 02', 'C1 01 02 00 00 03');
    await peer.push('A6 00 55 00');
    await peer.next('C1 01 03 00 00 04');
    await peer.push('A7 01 55 91');
    const asked = await take(peer, 'C3 02', 'C3 03');
    for (const id of asked) await peer.send(id, 'A5');
    expect(state.results).toEqual([
      '55 00',
      '55 91',
      'TASK_STOPPED refused task',
      'TASK_STOPPED refused task',
      'TASK_STOPPED not-sent',
    ]);
    await clock.advance(idleMs);
    await peer.next('C4');
    await peer.nothing();
  });

  it('is not sent on behind a full buffer', async () => {
    const { host, peer } = await start();
    const state = queue(host, 4, { tasks: 2 });
    const [first, second] = await take(peer, 'C1 01 00 00 00 01', 'C1 01 01 00 00 02');
    await peer.send(second as number, 'B1');
    await peer.send(first as number, 'A3 55 00');
    expect(state.results).toEqual([
      '55 00',
      'BUFFER_FULL refused task',
      'TASK_STOPPED not-sent',
      'TASK_STOPPED not-sent',
    ]);
    await clock.advance(60_000);
    expect(peer.inbox.filter(({ hex }) => hex.startsWith('C1'))).toEqual([]);
  });

  it('is not put behind itself where the first one did not get in', async () => {
    const refusals = { B1: 'BUFFER_FULL', A5: 'TASK_STOPPED' };
    for (const [refusal, code] of Object.entries(refusals)) {
      const { host, peer } = await start();
      const state = queue(host, 2);
      const [first, second] = await take(peer, 'C1 01 00 00 00 01', 'C1 01 01 00 00 02');
      await peer.send(first as number, refusal);
      await peer.send(second as number, 'A3 55 00');
      expect(state.results).toEqual([`${code} refused task`, '55 00']);
      await clock.advance(60_000);
      expect(peer.inbox.filter(({ hex }) => hex.startsWith('C1'))).toEqual([]);
    }
  });

  it('is not put behind itself where the first one did not arrive', async () => {
    const { host, peer } = await start();
    const state = queue(host, 2);
    const [first, second] = await take(peer, 'C1 01 00 00 00 01', 'C1 01 01 00 00 02');
    await peer.send(first as number, '');
    await peer.send(second as number, 'A1');
    await peer.send(await peer.next('C3 00'), 'B3');
    await peer.push('A6 01 55 00');
    expect(state.results).toEqual(['TASK_STOPPED refused task', '55 00']);
  });

  it('is not put behind itself where an id is taken', async () => {
    const { host, peer } = await start();
    const state = queue(host, 3);
    const [first, second, third] = await take(
      peer,
      'C1 01 00 00 00 01',
      'C1 01 01 00 00 02',
      'C1 01 02 00 00 03',
    );
    await peer.send(first as number, 'A3 55 00');
    await peer.send(second as number, 'B2');
    await peer.send(third as number, 'A3 55 00');
    expect(state.results).toEqual(['55 00', 'TASK_ILLEGAL refused task', '55 00']);
    await clock.advance(60_000);
    expect(peer.inbox.filter(({ hex }) => hex.startsWith('C1'))).toEqual([]);
  });

  it('is refused whole by a register without C5', async () => {
    const { host, peer } = await start();
    await warmUp(host, peer);
    await warmUp(host, peer, '01');
    const state = queue(host, 1);
    await peer.send(await peer.next('C5 00 01 02 00 00 01'), 'B4');
    expect(state.results).toEqual(['TASK_ILLEGAL refused task']);
    await clock.advance(idleMs);
    await peer.next('C2 00');
  });

  it('asks only for the first of those that wait', async () => {
    const { host, peer } = await start();
    const state = queue(host, 3);
    await take(peer, 'C1 01 00 00 00 01', 'C1 01 01 00 00 02', 'C1 01 02 00 00 03');
    await clock.advance(probeMs);
    await peer.send(await peer.next('C3 00'), 'A3 55 11');
    await peer.nothing();
    await clock.advance(probeMs);
    await peer.send(await peer.next('C3 01'), 'A3 55 22');
    await clock.advance(probeMs);
    await peer.send(await peer.next('C3 02'), 'A3 55 33');
    expect(state.results).toEqual(['55 11', '55 22', '55 33']);
  });

  it('gives each command the time of those before it on top', async () => {
    const { host, peer } = await start();
    const state = queue(host, 2);
    await take(peer, 'C1 01 00 00 00 01', 'C1 01 01 00 00 02');
    await clock.advance(5000);
    await settled();
    expect(state.results).toBeUndefined();
    await clock.advance(5000);
    await settled();
    expect(state.results).toEqual(['NO_ANSWER unknown task', 'NO_ANSWER unknown task']);
    expect(host.state.unresolved).toEqual([0, 1]);
  });

  it('is asked for at once over the next line', async () => {
    const { host, peer } = await start();
    const state = queue(host, 4, { tasks: 3 });
    await take(peer, 'C1 01 00 00 00 01', 'C1 01 01 00 00 02', 'C1 01 02 00 00 03');
    await peer.connection.close();
    await settled();
    expect(state.results).toEqual([
      'LOST unknown task',
      'LOST unknown task',
      'LOST unknown task',
      'TASK_STOPPED not-sent',
    ]);
    expect(host.state).toMatchObject({ unresolved: [0, 1, 2] });

    const next = await start({ state: host.state });
    const tasks = (state.raw ?? []).flatMap((result) => {
      const task = 'error' in result ? taskOf(result.error) : undefined;
      return task ? [{ task, timeoutMs: 5000 }] : [];
    });
    const resumed = next.host.resumeAll(tasks);
    const [a, b, c] = await take(next.peer, 'C3 00', 'C3 01', 'C3 02');
    expect(next.peer.writes.length).toBe(1);
    await next.peer.send(a as number, 'A3 55 11');
    await next.peer.send(b as number, 'A2');
    await next.peer.send(c as number, 'B3');
    await next.peer.push('A6 01 55 22');
    expect(await resumed).toMatchObject([
      { answer: fromHex('55 11') },
      { answer: fromHex('55 22') },
      { error: { code: 'TASK_FORGOTTEN', outcome: 'unknown' } },
    ]);
  });

  it('stays unknown when the next line is dead, too', async () => {
    const { host, peer } = await start();
    const state = queue(host, 2);
    await peer.connection.close();
    await settled();
    const tasks = (state.raw ?? []).flatMap((result) => {
      const task = 'error' in result ? taskOf(result.error) : undefined;
      return task ? [{ task, timeoutMs: 5000 }] : [];
    });
    const next = await start({ state: host.state });
    await next.peer.connection.close();
    await settled();
    const results = await next.host.resumeAll(tasks);
    expect(results).toMatchObject([
      { error: { code: 'LOST', outcome: 'unknown' } },
      { error: { code: 'LOST', outcome: 'unknown' } },
    ]);
    expect(results.map((result) => 'error' in result && taskOf(result.error))).toEqual(
      tasks.map(({ task }) => task),
    );
  });

  it('gives up what was left open before, so that a refusal stops the queue again', async () => {
    const { host, peer } = await start();
    const stop = new AbortController();
    const left = queue(host, 1, { signal: stop.signal });
    await peer.next('C1 01 00 00 00 01');
    stop.abort();
    await settled();
    expect(left.results).toEqual(['ABORTED unknown task']);
    expect(host.state.unresolved).toEqual([0]);
    queue(host, 2);
    await take(peer, 'C5 00 01 01 00 00 01', 'C1 01 02 00 00 02');
    expect(host.state.unresolved).toEqual([1, 2]);
  });

  it('sends nothing when it is given up before its turn', async () => {
    const { host, peer } = await start();
    const messages = [{ message: fromHex('00 00 01'), timeoutMs: 1000 }];
    const given = host.queue(messages, { tasks: 8, bytes: 100, signal: AbortSignal.abort() });
    await expect(given).rejects.toMatchObject({ name: 'AbortError', outcome: 'not-sent' });
    await peer.nothing();
  });
});
