import { describe, expect, it } from 'vitest';
import { type ExchangeOptions, taskOf } from '../../src/link/link.js';
import { V3Host } from '../../src/link/v3/host.js';
import { fromHex } from '../../src/util/hex.js';
import { RawPeer, settled } from './raw-peer.js';
import { call, clock, open, PATIENT, scripted, start, warmUp } from './scripted-host.js';

scripted();

const { probeMs, pollMs } = PATIENT;

describe('silence', () => {
  it('is broken by C3', async () => {
    const { host, peer } = await start();
    const state = call(host, '00 00 A5');
    await peer.next('C1 01 00 00 00 A5');
    await clock.advance(probeMs - 1);
    await peer.nothing();
    await clock.advance(1);
    await peer.next('C3 00');
    await clock.advance(probeMs);
    await peer.send(await peer.next('C3 00'), 'A3 55 00');
    expect(state).toEqual({ answer: '55 00' });
  });

  it('after A1 is the rule: C3 goes only after the long time', async () => {
    const { host, peer } = await start();
    call(host, '00 00 A5');
    await peer.send(await peer.next('C1 01 00 00 00 A5'), 'A1');
    await clock.advance(pollMs - 1);
    await peer.nothing();
    await clock.advance(1);
    await peer.next('C3 00');
  });

  it('of a register that is polled is short at first, then longer', async () => {
    const { host, peer } = await start();
    const state = call(host, '00 00 4A');
    await peer.next('C1 01 00 00 00 4A');
    await clock.advance(probeMs);
    const pauses: number[] = [];
    for (let i = 0; i < 7; i++) {
      await peer.send(await peer.next('C3 00'), 'A2');
      const asked = clock.now();
      while (peer.inbox.length === 0) await clock.advance(100);
      pauses.push(clock.now() - asked);
    }
    expect(pauses).toEqual([200, 400, 800, 1600, 3200, 5000, 5000]);
    await peer.send(await peer.next('C3 00'), 'A3 55 00');
    expect(state).toEqual({ answer: '55 00' });
  });

  it('ends after the time of the command, counted from the write', async () => {
    const { host, peer } = await start();
    const first = call(host, '00 00 A5', { timeoutMs: 1000 });
    const second = call(host, '00 00 3F', { timeoutMs: 1000 });
    await peer.next('C1 01 00 00 00 A5');
    await clock.advance(999);
    expect(first).toEqual({});
    await clock.advance(1);
    expect(first.error).toMatchObject({ name: 'TimeoutError', code: 'NO_ANSWER', outcome: 'unknown' });
    expect(taskOf(first.error)).toEqual({ tid: 0, flags: 1, message: fromHex('00 00 A5') });
    // The time of the second began when its bytes were written.
    await peer.next('C1 03 01 00 00 3F');
    await clock.advance(999);
    expect(second).toEqual({});
    await clock.advance(1);
    expect(second.error).toMatchObject({ code: 'NO_ANSWER' });
  });

  it('is counted from the end of a slow write, and not at all after the answer', async () => {
    const [connection, peer] = RawPeer.pair();
    let written: () => void = () => undefined;
    let slow = false;
    const line = {
      async write(chunk: Uint8Array) {
        await connection.write(chunk);
        if (slow) await new Promise<void>((resolve) => (written = resolve));
      },
      close: () => connection.close(),
      [Symbol.asyncIterator]: () => connection[Symbol.asyncIterator](),
    };
    const opening = V3Host.open(line, { clock, timers: { probeMs: 1500 } });
    await peer.send(await peer.next('C4'), 'A3');
    const host = await opening;
    open.push(host);
    slow = true;

    const state = call(host, '00 00 A5', { timeoutMs: 1000 });
    await peer.next('C1 01 00 00 00 A5');
    await clock.advance(600);
    written();
    await clock.advance(999);
    expect(state).toEqual({});
    await clock.advance(1);
    expect(state.error).toMatchObject({ code: 'NO_ANSWER', outcome: 'unknown' });

    await peer.next('C3 00');
    written();

    const answered = call(host, '00 00 A5', { timeoutMs: 1000 });
    await peer.send(await peer.next('C1 03 01 00 00 A5'), 'A3 55 00');
    expect(answered).toEqual({ answer: '55 00' });
    written();
    await settled();
    expect(clock.sleeping).toBe(0);
  });

  it('is not prolonged by "not yet"', async () => {
    const { host, peer } = await start();
    const state = call(host, '00 00 A5', { timeoutMs: 6000 });
    await peer.send(await peer.next('C1 01 00 00 00 A5'), 'A2');
    await clock.advance(5000);
    await peer.send(await peer.next('C3 00'), 'A2');
    await clock.advance(1000);
    expect(state.error).toMatchObject({ code: 'NO_ANSWER', outcome: 'unknown' });
    expect(clock.sleeping).toBe(0);
  });

  it('shows where the caller stood', async () => {
    const { host } = await start();
    async function issueTheReceipt() {
      await host.exchange(fromHex('00 00 A5'), { timeoutMs: 10 });
    }
    const failed = issueTheReceipt().catch((error: Error) => error.stack);
    await clock.advance(10);
    expect(await failed).toMatch(/TimeoutError: .*\n(.*\n)*.*issueTheReceipt/);
  });

  it('leaves the link usable, and the late answer is dropped', async () => {
    const { host, peer } = await start();
    const first = call(host, '00 00 A5', { timeoutMs: 1000 });
    const id = await peer.next('C1 01 00 00 00 A5');
    await clock.advance(1000);
    expect(first.error).toMatchObject({ code: 'NO_ANSWER' });
    const second = call(host, '00 00 3F');
    const next = await peer.next('C1 03 01 00 00 3F');
    await peer.send(id, 'A3 55 11');
    await peer.push('A6 00 55 22');
    expect(second).toEqual({});
    await peer.send(next, 'A3 44 33');
    expect(second).toEqual({ answer: '44 33' });
  });
});

describe('a task that the register does not know (B3)', () => {
  async function silentTask(
    host: V3Host,
    peer: RawPeer,
    tid: string,
    options: Partial<ExchangeOptions> = {},
  ) {
    const state = call(host, '00 00 99', options);
    await peer.next(`C1 01 ${tid} 00 00 99`);
    await clock.advance(probeMs);
    return state;
  }

  it('is repeated under the same id when that is safe', async () => {
    const { host, peer } = await start();
    const state = await silentTask(host, peer, '00', { safe: true });
    await peer.send(await peer.next('C3 00'), 'B3');
    await peer.send(await peer.next('C1 01 00 00 00 99'), 'A3 55 00');
    expect(state).toEqual({ answer: '55 00' });
  });

  it('is repeated only a few times', async () => {
    const { host, peer } = await start();
    const state = await silentTask(host, peer, '00', { safe: true });
    for (let i = 0; i < PATIENT.maxRepeats; i++) {
      await peer.send(await peer.next('C3 00'), 'B3');
      await peer.next('C1 01 00 00 00 99');
      await clock.advance(probeMs);
    }
    await peer.send(await peer.next('C3 00'), 'B3');
    expect(state.error).toMatchObject({ code: 'NO_ANSWER', outcome: 'unknown' });
  });

  it('is never repeated when nothing shows that the register forgot nothing', async () => {
    const { host, peer } = await start();
    const state = await silentTask(host, peer, '00');
    await peer.send(await peer.next('C3 00'), 'B3');
    expect(state.error).toMatchObject({ name: 'TaskError', code: 'TASK_FORGOTTEN', outcome: 'unknown' });
    expect(taskOf(state.error)).toMatchObject({ tid: 0 });
    await clock.advance(60_000);
    await peer.nothing();
  });

  it('is repeated when the register still has the result before: it never arrived', async () => {
    const { host, peer } = await start();
    await warmUp(host, peer, '00');
    const state = await silentTask(host, peer, '01');
    await peer.send(await peer.next('C3 01'), 'B3');
    await peer.send(await peer.next('C3 00'), 'A3 44 00');
    await peer.send(await peer.next('C1 01 01 00 00 99'), 'A3 55 00');
    expect(state).toEqual({ answer: '55 00' });
  });

  it('is not repeated when the register lost the result before, too', async () => {
    const { host, peer } = await start();
    await warmUp(host, peer, '00');
    const state = await silentTask(host, peer, '01');
    await peer.send(await peer.next('C3 01'), 'B3');
    await peer.send(await peer.next('C3 00'), 'B3');
    expect(state.error).toMatchObject({ code: 'TASK_FORGOTTEN', outcome: 'unknown' });
    await clock.advance(60_000);
    expect(peer.inbox.map(({ hex }) => hex)).toEqual(['C2 00']);
  });

  it('is asked for again when nothing is told of the kept result either', async () => {
    const { host, peer } = await start();
    await warmUp(host, peer, '00');
    const state = await silentTask(host, peer, '01');
    await peer.send(await peer.next('C3 01'), 'B3');
    await peer.next('C3 00');
    await clock.advance(probeMs);
    await peer.send(await peer.next('C3 01'), 'A3 55 00');
    expect(state).toEqual({ answer: '55 00' });
  });

  it('but had it before is forgotten, whatever else it remembers', async () => {
    const { host, peer } = await start();
    await warmUp(host, peer, '00');
    const state = call(host, '00 00 99');
    await peer.send(await peer.next('C1 01 01 00 00 99'), 'A1');
    await clock.advance(pollMs);
    await peer.send(await peer.next('C3 01'), 'B3');
    expect(state.error).toMatchObject({ code: 'TASK_FORGOTTEN', outcome: 'unknown' });
    await peer.nothing();
  });

  it('in reply to C1 counts as silence', async () => {
    const { host, peer } = await start();
    const state = call(host, '00 00 99');
    await peer.send(await peer.next('C1 01 00 00 00 99'), 'B3');
    await peer.nothing();
    await clock.advance(probeMs);
    await peer.send(await peer.next('C3 00'), 'A3 55 00');
    expect(state).toEqual({ answer: '55 00' });
  });
});

describe('a line that is open but dead', () => {
  it('counts as lost when nothing at all was heard, and says so at once', async () => {
    const { host, peer } = await start({ timers: { probeMs: 500, deadMs: 2000 } });
    const state = call(host, '00 00 3F');
    await peer.next('C1 01 00 00 00 3F');
    for (let probe = 0; probe < 3; probe++) {
      await clock.advance(500);
      await peer.next('C3 00');
    }
    expect(state).toEqual({});
    await clock.advance(500);
    expect(state.error).toMatchObject({ name: 'ConnectionError', code: 'LOST', outcome: 'unknown' });
    expect(await host.closed).toMatchObject({ code: 'LOST' });
  });

  it('is alive as long as anything is heard', async () => {
    const { host, peer } = await start({
      timers: { probeMs: 500, firstPollMs: 500, pollMs: 500, deadMs: 2000 },
    });
    const state = call(host, '00 00 3F');
    await peer.next('C1 01 00 00 00 3F');
    for (let probe = 0; probe < 10; probe++) {
      await clock.advance(500);
      await peer.send(await peer.next('C3 00'), 'A2');
    }
    expect(state).toEqual({});
  });
});
