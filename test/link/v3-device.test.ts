import { describe, expect, it } from 'vitest';
import { V3Device } from '../../src/link/device/v3.js';
import { encodeFrameV3 } from '../../src/protocol/classic/frame-v3.js';
import { fromHex, toHex } from '../../src/util/hex.js';
import { ask, Bench, benched } from './device-bench.js';
import { RawPeer, settled } from './raw-peer.js';

benched();

describe('asynchronous register', () => {
  it('says A1 at once and sends the result in packet F0', async () => {
    const bench = new Bench({ answers: 'async' });
    bench.manual = true;
    const peer = bench.connect();
    await ask(peer, 5, 'C1 01 07 00 00 45', 'A1');
    await peer.nothing();
    await bench.finish('45');
    expect(await peer.next('A6 07 55 00 45')).toBe(0xf0);
    await peer.nothing();
  });

  it('is the default', async () => {
    const peer = new Bench().connect();
    await ask(peer, 0, 'C1 01 00 00 00 45', 'A1');
  });

  it('reports a refusal as A7', async () => {
    const peer = new Bench().connect();
    await ask(peer, 0, 'C1 01 00 00 00 FF', 'A1');
    expect(await peer.next('A7 00 55 91 00')).toBe(0xf0);
  });

  it('sends the result where the task was mentioned last', async () => {
    const bench = new Bench();
    bench.manual = true;
    const [first, second] = [bench.connect(), bench.connect()];
    await ask(first, 0, 'C1 01 00 00 00 45', 'A1');
    await ask(second, 0, 'C3 00', 'A2');
    await bench.finish('45');
    await second.next('A6 00 55 00 45');
    await first.nothing();
  });
});

describe('synchronous register', () => {
  it('replies when the command is done: A3, or A4 when refused', async () => {
    const bench = new Bench({ answers: 'sync' });
    bench.manual = true;
    const peer = bench.connect();
    await peer.send(5, 'C1 01 07 00 00 45');
    await peer.nothing();
    await bench.finish('45');
    expect(await peer.next('A3 55 00 45')).toBe(5);
    await peer.send(6, 'C1 01 08 00 00 FF');
    await bench.finish('FF');
    expect(await peer.next('A4 55 91 00')).toBe(6);
    await peer.nothing();
  });

  it('answers other packets meanwhile', async () => {
    const bench = new Bench({ answers: 'sync' });
    bench.manual = true;
    const peer = bench.connect();
    await peer.send(5, 'C1 01 07 00 00 45');
    await peer.send(6, 'C1 01 08 00 00 3F');
    await ask(peer, 7, 'C3 07', 'A2');
    await ask(peer, 8, 'C3 08', 'A1');
    await ask(peer, 9, 'C2 55', 'B4');
    await bench.finish('45');
    expect(await peer.next('A3 55 00 45')).toBe(5);
    await bench.finish('3F');
    expect(await peer.next('A3 55 00 3F')).toBe(6);
  });

  it('tells stopped tasks so under their own packet', async () => {
    const bench = new Bench({ answers: 'sync' });
    bench.manual = true;
    const peer = bench.connect();
    await peer.send(1, 'C1 01 01 00 00 FF');
    await peer.send(2, 'C1 01 02 00 00 45');
    await bench.finish('FF');
    expect(await peer.next('A4 55 91 00')).toBe(1);
    expect(await peer.next('A5')).toBe(2);
    expect(bench.executed).toEqual(['FF']);
  });
});

describe('register', () => {
  it('refuses what it does not understand', async () => {
    const bench = new Bench();
    const peer = bench.connect();
    for (const hex of [
      'C1',
      'C1 01 E0 00 00 45',
      'C1 08 00 00 00 45',
      'C2',
      'C3',
      'C4 00',
      'C5 00',
      'C6',
      '00 01',
    ]) {
      await ask(peer, 1, hex, 'B4');
    }
    expect(bench.executed).toEqual([]);
  });

  it('acknowledges what it does not know', async () => {
    const peer = new Bench().connect();
    // Nobody knows these tasks, and there are hosts that answer every A3 with C2.
    for (const hex of ['C2 07', 'C2 DE', 'C2 DF']) await ask(peer, 1, hex, 'B4');
    await ask(peer, 1, 'C4', 'A3');
  });

  it('asks to repeat a damaged packet, if its id can be a host’s', async () => {
    const bench = new Bench();
    const peer = bench.connect();
    await peer.sendBroken(0x21, 'C1 01 00 00 00 99');
    expect(await peer.next('')).toBe(0x21);
    await peer.sendBroken(0xe5, 'C1 01 00 00 00 99');
    await peer.nothing();
    expect(bench.executed).toEqual([]);
  });

  it('repeats its reply for an empty packet', async () => {
    const peer = new Bench().connect();
    await ask(peer, 0x21, 'C2 07', 'B4');
    await ask(peer, 0x22, 'C3 07', 'B3');
    await ask(peer, 0x22, '', 'B3');
    await ask(peer, 0x21, '', 'B4');
    await peer.send(0x23, '');
    await peer.nothing();
  });

  it('skips what is no packet, and packets that are not for it', async () => {
    const peer = new Bench().connect();
    await peer.sendBytes(fromHex('24 40 0D 00 20 01 F7 40 74 65 73 74 65 FE 01 00 00 C4 02'));
    await peer.next('A3');
    await peer.push('A6 00 55');
    await peer.nothing();
  });

  it('does not lose a packet behind half of another one', async () => {
    const bench = new Bench({ gapMs: 20 });
    const peer = bench.connect();
    const half = encodeFrameV3(1, fromHex('C1 01 00 00 00 99')).subarray(0, 7);
    await peer.sendBytes(half);
    await ask(peer, 2, 'C4', 'A3');
    await peer.sendBytes(half);
    await new Promise((resolve) => setTimeout(resolve, 40));
    // The rest comes too late and must not complete the first half.
    await peer.sendBytes(encodeFrameV3(1, fromHex('C1 01 00 00 00 99')).subarray(7));
    await ask(peer, 3, 'C3 00', 'B3');
    expect(bench.executed).toEqual([]);
  });

  it('sends one packet per write', async () => {
    const peer = new Bench().connect();
    await peer.sendBytes(
      Uint8Array.of(
        ...encodeFrameV3(1, fromHex('C2 00')),
        ...encodeFrameV3(2, fromHex('C2 01')),
        ...encodeFrameV3(3, fromHex('C1 01 02 00 00 45')),
      ),
    );
    await settled();
    expect(peer.writes.map((bytes) => toHex(bytes.subarray(3, -1)))).toEqual([
      '01 B4',
      '02 B4',
      '03 A1',
      'F0 A6 02 55 00 45',
    ]);
  });

  it('loses all at power loss, with its lines', async () => {
    const bench = new Bench();
    const peer = bench.connect();
    await peer.send(0, 'C1 01 07 00 00 41');
    bench.manual = true;
    await peer.send(1, 'C1 01 08 00 00 42');
    await bench.device.reset();
    await settled();
    expect(peer.ended).toBe(true);
    bench.running?.finish();
    const again = bench.connect();
    await ask(again, 0, 'C3 07', 'B3');
    await ask(again, 1, 'C3 08', 'B3');
  });

  it('dies with its lines when executing throws, and says so', async () => {
    const crashes: unknown[] = [];
    const failure = new Error('bug in the firmware');
    const device = new V3Device({
      execute: async () => {
        throw failure;
      },
      onCrash: (error) => crashes.push(error),
    });
    const [connection, peer] = RawPeer.pair();
    const served = device.serve(connection);
    await peer.send(0, 'C1 01 07 00 00 41');
    await served;
    expect(crashes).toEqual([failure]);
    expect(peer.ended).toBe(true);
  });

  it('survives a host that leaves in the middle of everything', async () => {
    const bench = new Bench();
    for (let cut = 0; cut < 12; cut++) {
      const [connection, peer] = RawPeer.pair();
      const served = bench.device.serve(connection);
      await peer.sendBytes(encodeFrameV3(1, fromHex('C1 01 07 00 00 41')).subarray(0, cut));
      await peer.connection.close();
      await served;
    }
    expect(bench.executed).toEqual(['41']);
  });
});
