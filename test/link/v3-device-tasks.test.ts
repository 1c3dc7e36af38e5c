import { describe, expect, it } from 'vitest';
import { toHex } from '../../src/util/hex.js';
import { ask, Bench, benched } from './device-bench.js';
import { type RawPeer, settled } from './raw-peer.js';

benched();

describe.each(['async', 'sync'] as const)('%s register', (answers) => {
  const result = (tid: string, hex: string) => (answers === 'async' ? `A6 ${tid} ${hex}` : `A3 ${hex}`);

  /** Adds a task and takes its result. */
  async function run(peer: RawPeer, id: number, tid: string, command: string): Promise<void> {
    await peer.send(id, `C1 01 ${tid} 00 00 ${command}`);
    if (answers === 'async') await peer.next('A1');
    await peer.next(result(tid, `55 00 ${command}`));
  }

  it('executes one at a time in the order of arrival, over all connections', async () => {
    const bench = new Bench({ answers });
    bench.manual = true;
    const [first, second] = [bench.connect(), bench.connect()];
    await first.send(0, 'C1 01 01 00 00 41');
    await second.send(0, 'C1 01 02 00 00 42');
    await first.send(1, 'C1 01 03 00 00 43');
    await settled();
    expect(bench.executed).toEqual(['41']);
    for (const hex of ['41', '42', '43']) await bench.finish(hex);
    expect(bench.executed).toEqual(['41', '42', '43']);
  });

  it('never executes a repeated task', async () => {
    const bench = new Bench({ answers });
    bench.manual = true;
    const peer = bench.connect();
    const task = 'C1 01 07 00 00 99 01';
    await peer.send(0, task);
    if (answers === 'async') await peer.next('A1');
    await ask(peer, 1, task, 'A2');
    await peer.send(2, 'C1 01 08 00 00 45');
    if (answers === 'async') await peer.next('A1');
    await ask(peer, 3, 'C1 01 08 00 00 45', 'A1');
    await bench.finish('99 01');
    await peer.next(result('07', '55 00 99 01'));
    await ask(peer, 4, task, 'A3 55 00 99 01');
    await ask(peer, 5, 'C3 07', 'A3 55 00 99 01');
    await bench.finish('45');
    await peer.next(result('08', '55 00 45'));
    expect(bench.executed).toEqual(['99 01', '45']);
  });

  it('takes the same id with other bytes as a new task', async () => {
    const bench = new Bench({ answers });
    const peer = bench.connect();
    await run(peer, 0, '07', '41');
    await run(peer, 1, '07', '42');
    await ask(peer, 2, 'C3 07', 'A3 55 00 42');
    expect(bench.executed).toEqual(['41', '42']);
  });

  it('drops the answer of a running task whose id was taken by another one', async () => {
    const bench = new Bench({ answers });
    bench.manual = true;
    const peer = bench.connect();
    await peer.send(0, 'C1 01 07 00 00 41');
    await peer.send(1, 'C1 01 07 00 00 42');
    if (answers === 'async') {
      await peer.next('A1');
      await peer.next('A1');
    }
    await bench.finish('41');
    await peer.nothing();
    await bench.finish('42');
    await peer.next(result('07', '55 00 42'));
  });

  it('keeps results over connections until they are acknowledged', async () => {
    const bench = new Bench({ answers });
    const peer = bench.connect();
    await run(peer, 0, '07', '41');
    await peer.connection.close();
    const again = bench.connect();
    await ask(again, 1, 'C3 07', 'A3 55 00 41');
    await ask(again, 2, 'C1 01 07 00 00 41', 'A3 55 00 41');
    await ask(again, 3, 'C2 07', 'A3');
    await ask(again, 4, 'C3 07', 'B3');
    expect(bench.executed).toEqual(['41']);
    await run(again, 5, '07', '41');
    expect(bench.executed).toEqual(['41', '41']);
  });

  it('finishes what was begun when the line dies', async () => {
    const bench = new Bench({ answers });
    bench.manual = true;
    const peer = bench.connect();
    await peer.send(0, 'C1 01 07 00 00 41');
    await peer.connection.close();
    const again = bench.connect();
    await ask(again, 1, 'C3 07', 'A2');
    await bench.finish('41');
    await again.next('A6 07 55 00 41');
    await ask(again, 2, 'C3 07', 'A3 55 00 41');
  });

  it('forgets everything on C4, also the result of what is running', async () => {
    const bench = new Bench({ answers });
    const peer = bench.connect();
    await run(peer, 0, '07', '41');
    bench.manual = true;
    await peer.send(1, 'C1 01 08 00 00 42');
    await peer.send(2, 'C1 01 09 00 00 43');
    if (answers === 'async') for (let i = 0; i < 2; i++) await peer.next('A1');
    await ask(peer, 3, 'C4', 'A3');
    for (const tid of ['07', '08', '09']) await ask(peer, 4, `C3 ${tid}`, 'B3');
    await bench.finish('42');
    await peer.nothing();
    expect(bench.executed).toEqual(['41', '42']);
    bench.manual = false;
    await run(peer, 5, '07', '41');
  });

  it('keeps the latest results only', async () => {
    const bench = new Bench({ answers, results: 3 });
    const peer = bench.connect();
    for (const tid of ['01', '02', '03', '04', '05']) await run(peer, 0, tid, '41');
    for (const tid of ['01', '02']) await ask(peer, 1, `C3 ${tid}`, 'B3');
    for (const tid of ['03', '04', '05']) await ask(peer, 1, `C3 ${tid}`, 'A3 55 00 41');
  });

  it('keeps 16 of them by default', async () => {
    const bench = new Bench({ answers });
    const peer = bench.connect();
    for (let tid = 0x10; tid < 0x10 + 17; tid++) await run(peer, 0, toHex(Uint8Array.of(tid)), '41');
    await ask(peer, 1, 'C3 10', 'B3');
    await ask(peer, 1, 'C3 11', 'A3 55 00 41');
  });

  it('stops the queue after a refusal until C4', async () => {
    const bench = new Bench({ answers });
    bench.manual = true;
    const peer = bench.connect();
    await peer.send(0, 'C1 01 01 00 00 FF');
    await peer.send(1, 'C1 01 02 00 00 41');
    await bench.finish('FF');
    peer.inbox.length = 0;
    await ask(peer, 2, 'C3 02', 'A5');
    await ask(peer, 3, 'C1 01 02 00 00 41', 'A5');
    await ask(peer, 4, 'C1 01 03 00 00 42', 'A5');
    await ask(peer, 5, 'C3 03', 'A5');
    await ask(peer, 6, 'C1 01 01 00 00 FF', 'A4 55 91 00');
    await ask(peer, 7, 'C2 02', 'A3');
    await ask(peer, 7, 'C2 02', 'B4');
    await ask(peer, 8, 'C1 01 04 00 00 42', 'A5');
    expect(bench.executed).toEqual(['FF']);
    await ask(peer, 9, 'C4', 'A3');
    bench.manual = false;
    await run(peer, 10, '02', '41');
  });

  it('goes on when the failed task is acknowledged; stopped tasks are new ones then', async () => {
    for (const acknowledge of ['C2 01', 'C5 01 01 02 00 00 41']) {
      const bench = new Bench({ answers });
      const peer = bench.connect();
      await peer.send(0, 'C1 01 01 00 00 FF');
      peer.inbox.length = 0;
      await settled();
      peer.inbox.length = 0;
      await ask(peer, 1, 'C1 01 02 00 00 41', 'A5');
      await peer.send(2, acknowledge);
      if (acknowledge.startsWith('C2')) await peer.send(3, 'C1 01 02 00 00 41');
      await settled();
      expect(bench.executed).toEqual(['FF', '41']);
    }
  });

  it('does not stop for a task that ignores errors, nor for one without result', async () => {
    for (const flags of ['03', '00', '02']) {
      const bench = new Bench({ answers });
      const peer = bench.connect();
      await peer.send(0, `C1 ${flags} 01 00 00 FF`);
      await settled();
      peer.inbox.length = 0;
      await run(peer, 1, '02', '41');
    }
  });

  it('says A1 at once when no result is wanted, and never sends it', async () => {
    const bench = new Bench({ answers });
    bench.manual = true;
    const peer = bench.connect();
    await ask(peer, 0, 'C1 00 07 00 00 4C', 'A1');
    await ask(peer, 1, 'C1 00 07 00 00 4C', 'A2');
    await bench.finish('4C');
    await peer.nothing();
    await ask(peer, 2, 'C1 00 07 00 00 4C', 'A3 55 00 4C');
    expect(bench.executed).toEqual(['4C']);
  });

  it('is full at its capacity', async () => {
    const bench = new Bench({ answers, capacity: 2 });
    bench.manual = true;
    const peer = bench.connect();
    for (const tid of ['01', '02', '03']) await peer.send(0, `C1 01 ${tid} 00 00 41`);
    await settled();
    peer.inbox.length = 0;
    await ask(peer, 1, 'C1 01 04 00 00 41', 'B1');
    await ask(peer, 2, 'C3 04', 'B3');
    // A repeated task needs no room.
    await ask(peer, 3, 'C1 01 03 00 00 41', 'A1');
    await bench.finish('41');
    peer.inbox.length = 0;
    await peer.send(4, 'C1 01 04 00 00 41');
    await settled();
    expect(peer.inbox.map(({ hex }) => hex)).not.toContain('B1');
  });

  it('acknowledges and adds at once (C5)', async () => {
    const bench = new Bench({ answers });
    const peer = bench.connect();
    await run(peer, 0, '07', '41');
    await peer.send(1, 'C5 07 01 08 00 00 42');
    if (answers === 'async') {
      expect(await peer.next('A3 A1')).toBe(1);
      await peer.next('A6 08 55 00 42');
    } else {
      expect(await peer.next('A3 A3 55 00 42')).toBe(1);
    }
    await ask(peer, 2, 'C3 07', 'B3');
    await ask(peer, 3, 'C5 07 01 08 00 00 42', 'A3 A3 55 00 42');
  });

  it('forgets with the connection when it is a bad one', async () => {
    const bench = new Bench({ answers, forgetOnDisconnect: true });
    const peer = bench.connect();
    await run(peer, 0, '07', '41');
    bench.manual = true;
    await peer.send(1, 'C1 01 08 00 00 42');
    await settled();
    await peer.connection.close();
    const again = bench.connect();
    await ask(again, 1, 'C3 07', 'B3');
    await ask(again, 2, 'C3 08', 'B3');
    await bench.finish('42');
    await ask(again, 3, 'C3 08', 'B3');
    expect(bench.executed).toEqual(['41', '42']);
  });
});
