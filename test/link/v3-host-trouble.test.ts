import { describe, expect, it } from 'vitest';
import { ConnectionError } from '../../src/errors.js';
import { attachTask, taskOf } from '../../src/link/link.js';
import { V3Host } from '../../src/link/v3/host.js';
import { withTrail } from '../../src/link/v3/host-task.js';
import { faulty } from '../../src/transport/faults.js';
import { fromHex } from '../../src/util/hex.js';
import { RawPeer, settled } from './raw-peer.js';
import { call, clock, PATIENT, scripted, start, warmUp } from './scripted-host.js';

scripted();

const { probeMs, overflowMs, maxOverflows, maxStops, maxDamages, maxRepeats } = PATIENT;

describe('refusals of the buffer', () => {
  it('A5: C4 and the same task again, a few times', async () => {
    const { host, peer } = await start();
    const state = call(host, '00 00 99');
    let id = await peer.next('C1 01 00 00 00 99');
    for (let i = 0; i < maxStops; i++) {
      const writes = peer.writes.length;
      await peer.send(id, 'A5');
      await peer.next('C4');
      id = await peer.next('C1 01 00 00 00 99');
      expect(peer.writes.length).toBe(writes + 1);
    }
    await peer.send(id, 'A5');
    expect(state.error).toMatchObject({ name: 'TaskError', code: 'TASK_STOPPED', outcome: 'refused' });
  });

  it('A5: the repeated task gives its answer', async () => {
    const { host, peer } = await start();
    const state = call(host, '00 00 99');
    await peer.send(await peer.next('C1 01 00 00 00 99'), 'A5');
    await peer.send(await peer.next('C4'), 'A3');
    await peer.send(await peer.next('C1 01 00 00 00 99'), 'A3 55 00');
    expect(state).toEqual({ answer: '55 00' });
  });

  it('B1: the same task again after a pause, a limited number of times', async () => {
    const { host, peer } = await start();
    const state = call(host, '00 00 99', { timeoutMs: 600_000 });
    let id = await peer.next('C1 01 00 00 00 99');
    for (let i = 0; i < maxOverflows; i++) {
      await peer.send(id, 'B1');
      await clock.advance(overflowMs - 1);
      await peer.nothing();
      await clock.advance(1);
      const again = await peer.next('C1 01 00 00 00 99');
      expect(again).not.toBe(id);
      id = again;
    }
    await peer.send(id, 'B1');
    expect(state.error).toMatchObject({ name: 'TaskError', code: 'BUFFER_FULL', outcome: 'refused' });
    await clock.advance(60_000);
    await peer.nothing();
  });

  it('B1: the time of the command ends it, and the outcome is known', async () => {
    const { host, peer } = await start();
    const state = call(host, '00 00 99', { timeoutMs: 100 });
    await peer.send(await peer.next('C1 01 00 00 00 99'), 'B1');
    await clock.advance(100);
    expect(state.error).toMatchObject({ code: 'BUFFER_FULL', outcome: 'refused' });
    expect(host.state.unresolved).toEqual([]);
  });

  it('B2 to a new task: the id is somebody else’s, so another one is taken', async () => {
    const { host, peer } = await start();
    const state = call(host, '00 00 99');
    await peer.send(await peer.next('C1 01 00 00 00 99'), 'B2');
    await peer.send(await peer.next('C1 01 01 00 00 99'), 'A3 55 00');
    expect(state).toEqual({ answer: '55 00' });
  });

  it('B2 to a repeated task: its result is asked for', async () => {
    const { host, peer } = await start();
    const state = call(host, '00 00 99', { safe: true });
    await peer.next('C1 01 00 00 00 99');
    await clock.advance(probeMs);
    await peer.send(await peer.next('C3 00'), 'B3');
    await peer.send(await peer.next('C1 01 00 00 00 99'), 'B2');
    await peer.send(await peer.next('C3 00'), 'A3 55 00');
    expect(state).toEqual({ answer: '55 00' });
  });

  it('B2 to one new task after the other: refused', async () => {
    const { host, peer } = await start();
    const state = call(host, '00 00 99');
    for (let tid = 0; tid <= maxRepeats; tid++)
      await peer.send(await peer.next(`C1 01 0${tid} 00 00 99`), 'B2');
    expect(state.error).toMatchObject({ name: 'TaskError', code: 'TASK_ILLEGAL', outcome: 'refused' });
    await peer.nothing();
  });

  it('B1 to a task that may have been executed: its result is asked for', async () => {
    const { host, peer } = await start();
    await warmUp(host, peer, '00');
    const state = call(host, '00 00 99');
    const first = await peer.next('C1 01 01 00 00 99');
    await clock.advance(probeMs);
    await peer.send(await peer.next('C3 01'), 'B3');
    await peer.send(await peer.next('C3 00'), 'A3 44 00');
    const second = await peer.next('C1 01 01 00 00 99');
    await peer.send(second, 'A1');
    await peer.send(first, 'B1');
    await peer.send(await peer.next('C3 01'), 'A3 55 00');
    expect(state).toEqual({ answer: '55 00' });
  });

  it('B4: refused', async () => {
    const { host, peer } = await start();
    const state = call(host, '00 00 99');
    await peer.send(await peer.next('C1 01 00 00 00 99'), 'B4 02');
    expect(state.error).toMatchObject({ name: 'TaskError', code: 'TASK_ILLEGAL', outcome: 'refused' });
  });
});

describe('damage', () => {
  it('an empty packet means that ours came damaged: C3, and C1 again on B3', async () => {
    const { host, peer } = await start();
    const state = call(host, '00 00 99');
    await peer.send(await peer.next('C1 01 00 00 00 99'), '');
    await peer.send(await peer.next('C3 00'), 'B3');
    await peer.send(await peer.next('C1 01 00 00 00 99'), 'A3 55 00');
    expect(state).toEqual({ answer: '55 00' });
  });

  it('a wrong checksum: C3 at once', async () => {
    const { host, peer } = await start();
    const state = call(host, '00 00 99');
    const id = await peer.next('C1 01 00 00 00 99');
    await peer.sendBroken(id, 'A3 55 00');
    await peer.send(await peer.next('C3 00'), 'A3 55 00');
    expect(state).toEqual({ answer: '55 00' });
  });

  it('a wrong checksum in packet F0: C3 at once', async () => {
    const { host, peer } = await start();
    const state = call(host, '00 00 99');
    await peer.send(await peer.next('C1 01 00 00 00 99'), 'A1');
    await peer.sendBroken(0xf0, 'A6 00 55 00');
    await peer.send(await peer.next('C3 00'), 'A3 55 00');
    expect(state).toEqual({ answer: '55 00' });
  });

  it('a state without its answer: C3 at once', async () => {
    for (const bare of ['A3', 'A4', '17']) {
      const { host, peer } = await start();
      const state = call(host, '00 00 99');
      await peer.send(await peer.next('C1 01 00 00 00 99'), bare);
      await peer.send(await peer.next('C3 00'), 'A4 55 99 00');
      expect(state).toEqual({ answer: '55 99 00' });
    }
  });

  it('without end is not answered without end', async () => {
    const { host, peer } = await start();
    const state = call(host, '00 00 99', { timeoutMs: 30_000 });
    await peer.sendBroken(await peer.next('C1 01 00 00 00 99'), 'A3 55 00');
    for (let i = 0; i < maxDamages; i++) await peer.sendBroken(await peer.next('C3 00'), 'A3 55 00');
    await peer.nothing();
    // From here on only time brings the next one.
    await clock.advance(probeMs);
    await peer.send(await peer.next('C3 00'), 'A3 55 00');
    expect(state).toEqual({ answer: '55 00' });
  });

  it('half a packet does not swallow the next one', async () => {
    const { host, peer } = await start();
    const state = call(host, '00 00 99');
    const id = await peer.next('C1 01 00 00 00 99');
    await peer.sendBytes(fromHex('FE 7F 00 01 A3 55'));
    await peer.send(id, 'A3 55 00');
    expect(state).toEqual({ answer: '55 00' });
  });
});

describe('the end of the line', () => {
  it('is told with the stack of whoever waits, and what the transport threw stays as it was', () => {
    const thrown = new ConnectionError('LOST', 'Кабель вынут', { outcome: 'unknown' });
    const task = { tid: 7, flags: 0, message: fromHex('00 00 99') };
    const { stack } = attachTask(thrown, task);
    const theCaller = () => [withTrail(thrown)];
    const [told] = theCaller();
    expect(told).toMatchObject({
      name: 'ConnectionError',
      code: 'LOST',
      outcome: 'unknown',
      message: 'Кабель вынут',
    });
    expect(told?.stack).toContain('theCaller');
    expect(taskOf(told)).toBe(task);
    expect([told === thrown, thrown.stack]).toEqual([false, stack]);
  });

  it('rejects everybody at once: what was written is unknown, what waited was not sent', async () => {
    const { host, peer } = await start();
    const first = call(host, '00 00 99');
    const second = call(host, '00 00 3F');
    await peer.next('C1 01 00 00 00 99');
    await peer.connection.close();
    await settled();
    expect(first.error).toMatchObject({ code: 'LOST', outcome: 'unknown' });
    expect(second.error).toMatchObject({ code: 'LOST', outcome: 'not-sent' });
    expect(taskOf(second.error)).toBeUndefined();
    expect(await host.closed).toMatchObject({ code: 'LOST' });
    expect(clock.sleeping).toBe(0);
    const third = call(host, '00 00 3F');
    await settled();
    expect(third.error).toMatchObject({ code: 'LOST', outcome: 'not-sent' });
  });

  it('of a task that waits after B1 leaves nothing unknown', async () => {
    const { host, peer } = await start();
    const state = call(host, '00 00 99');
    await peer.send(await peer.next('C1 01 00 00 00 99'), 'B1');
    await peer.connection.close();
    await settled();
    expect(state.error).toMatchObject({ code: 'LOST', outcome: 'refused' });
    expect(host.state.unresolved).toEqual([]);
  });

  it('in the middle of a write is unknown, too', async () => {
    const [connection, peer] = RawPeer.pair();
    // The first 6 bytes are C4, the cut is inside C1.
    const line = faulty(connection, { out: { cutAfter: 9 } });
    const opening = V3Host.open(line, { clock });
    await peer.send(await peer.next('C4'), 'A3');
    const host = await opening;
    const state = call(host, '00 00 99');
    await settled();
    expect(state.error).toMatchObject({ code: 'LOST', outcome: 'unknown' });
    expect(peer.writes.reduce((sum, chunk) => sum + chunk.length, 0)).toBe(9);
  });

  it('is LOST whatever a transport throws', async () => {
    const failure = new Error('EIO');
    const [connection, peer] = RawPeer.pair();
    const broken = {
      write: (chunk: Uint8Array) => connection.write(chunk),
      close: () => connection.close(),
      async *[Symbol.asyncIterator]() {
        for await (const chunk of connection) {
          yield chunk;
          throw failure;
        }
      },
    };
    const opening = V3Host.open(broken, { clock });
    await peer.send(await peer.next('C4'), 'A3');
    const host = await opening;
    expect(await host.closed).toMatchObject({
      code: 'LOST',
      message: 'Связь с ККТ потеряна: EIO',
      cause: failure,
    });
  });

  it('by our own close rejects with CLOSED', async () => {
    const { host, peer } = await start();
    const first = call(host, '00 00 99');
    await peer.next('C1 01 00 00 00 99');
    await host.close();
    await settled();
    expect(first.error).toMatchObject({ code: 'CLOSED', outcome: 'unknown' });
    expect(await host.closed).toBeUndefined();
    expect(peer.ended).toBe(true);
    await host.close();
  });
});

describe('abort', () => {
  it('before the write: nothing is sent', async () => {
    const { host, peer } = await start();
    const early = call(host, '00 00 99', { signal: AbortSignal.abort('early') });
    await settled();
    expect(early.error).toMatchObject({ code: 'ABORTED', outcome: 'not-sent', cause: 'early' });

    call(host, '00 00 3F');
    const controller = new AbortController();
    const waiting = call(host, '00 00 99', { signal: controller.signal });
    await peer.next('C1 01 00 00 00 3F');
    controller.abort('late');
    await settled();
    expect(waiting.error).toMatchObject({ code: 'ABORTED', outcome: 'not-sent', cause: 'late' });
    await peer.nothing();
  });

  it('after the write: the outcome is unknown and the task can be resumed', async () => {
    const { host, peer } = await start();
    const controller = new AbortController();
    const state = call(host, '00 00 99', { signal: controller.signal });
    await peer.next('C1 01 00 00 00 99');
    controller.abort('late');
    await settled();
    expect(state.error).toMatchObject({
      name: 'AbortError',
      code: 'ABORTED',
      outcome: 'unknown',
      cause: 'late',
    });
    const resumed = host.resume(taskOf(state.error) as never, { timeoutMs: 1000 });
    await peer.send(await peer.next('C3 00'), 'A3 55 00');
    expect(await resumed).toMatchObject({ state: 'answer' });
  });

  it('after the answer changes nothing', async () => {
    const { host, peer } = await start();
    const controller = new AbortController();
    const state = call(host, '00 00 99', { signal: controller.signal });
    await peer.send(await peer.next('C1 01 00 00 00 99'), 'A3 55 00');
    controller.abort();
    await settled();
    expect(state).toEqual({ answer: '55 00' });
  });
});
