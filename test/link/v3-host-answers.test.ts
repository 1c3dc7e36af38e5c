import { describe, expect, it } from 'vitest';
import { V3Host } from '../../src/link/v3/host.js';
import { fromHex } from '../../src/util/hex.js';
import { RawPeer, settled } from './raw-peer.js';
import { call, clock, open, PATIENT, scripted, start, warmUp } from './scripted-host.js';

scripted();

const { startMs, idleMs, maxDamages } = PATIENT;

describe('start', () => {
  it('sends C4 with packet id 00 and waits for the reply', async () => {
    const [connection, peer] = RawPeer.pair();
    let opened = false;
    const opening = V3Host.open(connection, { clock }).then((host) => {
      opened = true;
      return host;
    });
    expect(await peer.next('C4')).toBe(0);
    expect(opened).toBe(false);
    await peer.send(0, 'A3');
    open.push(await opening);
    await peer.nothing();
  });

  it('tries a few times, then reports NO_LINK and closes the line', async () => {
    const [connection, peer] = RawPeer.pair();
    const opening = V3Host.open(connection, { clock });
    const failed = expect(opening).rejects.toMatchObject({
      name: 'TimeoutError',
      code: 'NO_LINK',
      outcome: 'not-sent',
    });
    for (let id = 0; id < PATIENT.startAttempts; id++) {
      expect(await peer.next('C4')).toBe(id);
      await clock.advance(startMs);
    }
    await failed;
    await settled();
    expect(peer.ended).toBe(true);
  });

  it('repeats a damaged C4 at once, but not for ever', async () => {
    const [connection, peer] = RawPeer.pair();
    const opening = V3Host.open(connection, { clock });
    const failed = expect(opening).rejects.toMatchObject({ code: 'NO_LINK' });
    for (let i = 0; i <= maxDamages; i++) await peer.send(await peer.next('C4'), '');
    await failed;
    expect(clock.sleeping).toBe(0);
  });

  it('takes a register that answers the second time, and ignores other framings', async () => {
    const [connection, peer] = RawPeer.pair();
    const opening = V3Host.open(connection, { clock });
    await peer.next('C4');
    await peer.sendBytes(fromHex('24 40 0D 00 20 01 F7 40 74 65'));
    await clock.advance(startMs);
    await peer.send(await peer.next('C4'), 'A1');
    open.push(await opening);
  });

  it('stops when the signal fires, or when the line dies', async () => {
    const [unused, nobody] = RawPeer.pair();
    const never = V3Host.open(unused, { clock, signal: AbortSignal.abort('early') });
    await expect(never).rejects.toMatchObject({ code: 'ABORTED', outcome: 'not-sent', cause: 'early' });
    await nobody.nothing();

    const controller = new AbortController();
    const [connection] = RawPeer.pair();
    const opening = V3Host.open(connection, { clock, signal: controller.signal });
    controller.abort('enough');
    await expect(opening).rejects.toMatchObject({ code: 'ABORTED', outcome: 'not-sent', cause: 'enough' });

    const [other, peer] = RawPeer.pair();
    const again = V3Host.open(other, { clock });
    const failed = expect(again).rejects.toMatchObject({ code: 'LOST', outcome: 'not-sent' });
    await peer.connection.close();
    await failed;
    expect(clock.sleeping).toBe(0);
  });

  it('sends nothing on a later connection', async () => {
    const state = { nextPacketId: 7, nextTaskId: 5, acknowledge: [], unresolved: [] };
    const { peer } = await start({ state });
    await clock.advance(10_000);
    await peer.nothing();
  });

  it('never clears the buffer while an outcome is unknown', async () => {
    const state = { nextPacketId: 7, nextTaskId: 5, acknowledge: [], unresolved: [4] };
    const { peer } = await start({ state });
    await clock.advance(10_000);
    await peer.nothing();
  });
});

describe('answers', () => {
  it('come synchronously (A3)', async () => {
    const { host, peer } = await start();
    const state = call(host, '00 00 A5');
    const id = await peer.next('C1 01 00 00 00 A5');
    expect(id).toBe(1);
    await peer.send(id, 'A3 00 01');
    expect(state).toEqual({ answer: '00 01' });
  });

  it('come in packet F0 behind A1, A2 or A8', async () => {
    for (const taken of ['A1', 'A2', 'A8']) {
      const { host, peer } = await start();
      const state = call(host, '00 00 A5');
      await peer.send(await peer.next('C1 01 00 00 00 A5'), taken);
      expect(state).toEqual({});
      await peer.push('A6 00 55 00 07');
      expect(state).toEqual({ answer: '55 00 07' });
    }
  });

  it('may overtake the reply to the task', async () => {
    const { host, peer } = await start();
    const state = call(host, '00 00 A5');
    const id = await peer.next('C1 01 00 00 00 A5');
    await peer.push('A6 00 55 00');
    expect(state).toEqual({ answer: '55 00' });
    await peer.send(id, 'A1');
    await warmUp(host, peer, '01');
  });

  it('of refused commands are answers too, and C4 follows', async () => {
    for (const [reply, asynchronous] of [
      ['A4 55 91 00', undefined],
      ['A1', 'A7 00 55 91 00'],
    ] as const) {
      const { host, peer } = await start();
      const state = call(host, '00 00 99');
      await peer.send(await peer.next('C1 01 00 00 00 99'), reply);
      if (asynchronous) await peer.push(asynchronous);
      expect(state).toEqual({ answer: '55 91 00' });
      await peer.nothing();
      await clock.advance(idleMs);
      await peer.next('C4');
      // It is acknowledged once.
      await clock.advance(10 * idleMs);
      await peer.nothing();
    }
  });

  it('of refused commands bring C4 in front of the next task, in one write', async () => {
    const { host, peer } = await start();
    call(host, '00 00 99');
    await peer.send(await peer.next('C1 01 00 00 00 99'), 'A4 55 91 00');
    const writes = peer.writes.length;
    call(host, '00 00 A5');
    await peer.next('C4');
    await peer.next('C1 01 01 00 00 A5');
    expect(peer.writes.length).toBe(writes + 1);
  });

  it('with the wrong packet id are ignored', async () => {
    const { host, peer } = await start();
    const state = call(host, '00 00 A5');
    const id = await peer.next('C1 01 00 00 00 A5');
    await peer.send(id + 1, 'A3 55 01');
    await peer.send(0xe0, 'A3 55 02');
    await peer.push('A6 01 55 03');
    await peer.push('A6');
    await peer.push('FF 00');
    expect(state).toEqual({});
    await peer.send(id, 'A3 55 04');
    expect(state).toEqual({ answer: '55 04' });
  });

  it('leave no timer behind', async () => {
    const { host, peer } = await start();
    await warmUp(host, peer);
    await clock.advance(idleMs);
    expect(clock.sleeping).toBe(0);
  });
});

describe('acknowledgement', () => {
  it('rides in front of the next task; the last result is kept in the register', async () => {
    const { host, peer } = await start();
    await warmUp(host, peer, '00');
    await warmUp(host, peer, '01');
    const writes = peer.writes.length;
    call(host, '00 00 A5');
    await peer.next('C2 00');
    await peer.next('C1 01 02 00 00 A5');
    expect(peer.writes.length).toBe(writes + 1);
  });

  it('goes alone after a short silence', async () => {
    const { host, peer } = await start();
    await warmUp(host, peer, '00');
    await warmUp(host, peer, '01');
    await clock.advance(idleMs - 1);
    await peer.nothing();
    await clock.advance(1);
    await peer.next('C2 00');
    await clock.advance(60_000);
    await peer.nothing();
  });

  it('is completed when the host closes', async () => {
    const { host, peer } = await start();
    await warmUp(host, peer, '00');
    await warmUp(host, peer, '01');
    await host.close();
    await peer.next('C2 00');
    await peer.next('C2 01');
    await peer.nothing();
  });

  it('is not waited for, and is repeated when it arrived damaged', async () => {
    const { host, peer } = await start();
    await warmUp(host, peer, '00');
    await warmUp(host, peer, '01');
    await clock.advance(idleMs);
    const id = await peer.next('C2 00');
    await peer.send(id, '');
    await peer.nothing();
    call(host, '00 00 A5');
    await peer.next('C2 00');
    await peer.next('C1 01 02 00 00 A5');
  });

  it('that was never confirmed goes over to the next connection', async () => {
    const { host, peer } = await start();
    await warmUp(host, peer, '00');
    await warmUp(host, peer, '01');
    await clock.advance(idleMs);
    await peer.next('C2 00');
    await peer.connection.close();
    await host.closed;
    expect(host.state).toEqual({ nextPacketId: 4, nextTaskId: 2, acknowledge: [0, 1], unresolved: [] });

    const next = await start({ state: host.state });
    call(next.host, '00 00 A5');
    await next.peer.next('C2 00');
    await next.peer.next('C2 01');
    expect(await next.peer.next('C1 01 02 00 00 A5')).toBe(6);
  });
});
