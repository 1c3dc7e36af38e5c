import { describe, expect, it } from 'vitest';

import { toHex } from '../../src/util/hex.js';
import { settled } from './raw-peer.js';
import { call, scripted, start } from './scripted-host.js';

scripted();

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
