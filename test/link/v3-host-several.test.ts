import { describe, expect, it } from 'vitest';

import { toHex } from '../../src/util/hex.js';
import { settled } from './raw-peer.js';
import { call, clock, PATIENT, scripted, start } from './scripted-host.js';

scripted();

const { idleMs } = PATIENT;

describe('several tasks at a time', () => {
  it('are matched by their ids in any order', async () => {
    const { host, peer } = await start({ window: 3 });
    const states = ['01', '02', '03', '04'].map((byte) => call(host, `00 00 ${byte}`));
    const ids: number[] = [];
    for (const byte of ['01', '02', '03'])
      ids.push(await peer.next(`C1 01 0${Number(byte) - 1} 00 00 ${byte}`));
    await peer.nothing();
    await peer.push('A6 02 55 33');
    await peer.next('C1 01 03 00 00 04');
    await peer.send(ids[0] as number, 'A3 55 11');
    await peer.push('A6 01 55 22');
    expect(states).toEqual([{ answer: '55 11' }, { answer: '55 22' }, { answer: '55 33' }, {}]);
  });

  it('are asked for at once when one fails; C4 waits until all are known', async () => {
    const { host, peer } = await start({ window: 3 });
    const [a, b, c] = ['01', '02', '03'].map((byte) => call(host, `00 00 ${byte}`));
    for (const byte of ['01', '02', '03']) {
      await peer.send(await peer.next(`C1 01 0${Number(byte) - 1} 00 00 ${byte}`), 'A1');
    }
    await peer.push('A7 00 55 91');
    expect(a).toEqual({ answer: '55 91' });
    const ask = await peer.next('C3 01');
    const other = await peer.next('C3 02');
    await clock.advance(idleMs);
    await peer.nothing();
    await peer.send(ask, 'A5');
    await peer.send(other, 'A5');
    expect(b?.error).toMatchObject({ code: 'TASK_STOPPED', outcome: 'refused' });
    // The others were stopped for the first one's sake: nothing is sent again.
    expect(c?.error).toMatchObject({ code: 'TASK_STOPPED', outcome: 'refused' });
    await clock.advance(idleMs);
    await peer.next('C4');
    await peer.nothing();
  });

  it('are never repeated behind each other', async () => {
    const refusals = { B1: 'BUFFER_FULL', A5: 'TASK_STOPPED' };
    for (const [refusal, code] of Object.entries(refusals)) {
      const { host, peer } = await start({ window: 2 });
      const [a, b] = ['01', '02'].map((byte) => call(host, `00 00 ${byte}`));
      await peer.send(await peer.next('C1 01 00 00 00 01'), refusal);
      expect(a?.error).toMatchObject({ code, outcome: 'refused' });
      await peer.send(await peer.next('C1 01 01 00 00 02'), 'A3 55 00');
      expect(b).toEqual({ answer: '55 00' });
      await clock.advance(60_000);
      expect(peer.inbox.map(({ hex }) => hex.slice(0, 2))).not.toContain('C1');
    }
  });

  it('are never repeated behind each other when one did not arrive', async () => {
    const { host, peer } = await start({ window: 2 });
    const [a, b] = ['01', '02'].map((byte) => call(host, `00 00 ${byte}`));
    await peer.send(await peer.next('C1 01 00 00 00 01'), '');
    await peer.send(await peer.next('C1 01 01 00 00 02'), 'A1');
    await peer.send(await peer.next('C3 00'), 'B3');
    expect(a?.error).toMatchObject({ code: 'TASK_STOPPED', outcome: 'refused' });
    expect(b).toEqual({});
  });
});

describe('trace', () => {
  it('shows every packet and every chunk', async () => {
    const seen: string[] = [];
    const { host, peer } = await start({
      trace: ({ dir, layer, bytes, ms, damage }) => {
        expect(ms).toBeGreaterThan(0);
        seen.push(`${dir} ${layer} ${damage ?? toHex(bytes)}`);
      },
    });
    const state = call(host, '00 00 A5');
    const id = await peer.next('C1 01 00 00 00 A5');
    await peer.sendBroken(id, 'A1');
    await peer.push('A6 00 55 00 00');
    expect(state).toEqual({ answer: '55 00 00' });
    expect(seen).toEqual([
      'out link FE 01 00 00 C4 02',
      'out transport FE 01 00 00 C4 02',
      'in transport FE 01 00 00 A3 2E',
      'in link FE 01 00 00 A3 2E',
      'out link FE 06 00 01 C1 01 00 00 00 A5 9E',
      'out transport FE 06 00 01 C1 01 00 00 00 A5 9E',
      expect.stringMatching(/^in transport FE 01 00 01 A1/),
      'in link crc',
      expect.stringMatching(/^out link FE 02 00 02 C3 00/),
      expect.stringMatching(/^out transport FE 02 00 02 C3 00/),
      expect.stringMatching(/^in transport FE 05 00 F0 A6 00 55 00 00/),
      expect.stringMatching(/^in link FE 05 00 F0 A6 00 55 00 00/),
    ]);
  });
});

describe('bad input', () => {
  it('is refused before a byte is sent', async () => {
    const { host, peer } = await start();
    for (const hex of ['', '00']) {
      const state = call(host, hex);
      await settled();
      expect(state.error).toMatchObject({ name: 'ProtocolError', code: 'RANGE', outcome: 'not-sent' });
    }
    const long = host.exchange(new Uint8Array(40_000), { timeoutMs: 1000 });
    await expect(long).rejects.toMatchObject({ code: 'RANGE', outcome: 'not-sent' });
    await peer.nothing();
  });
});
