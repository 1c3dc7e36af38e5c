import { describe, expect, it } from 'vitest';
import { taskOf } from '../../src/link/link.js';
import { toHex } from '../../src/util/hex.js';
import { call, DONE_FRAME, READ, READ_FRAME, STATE, STATE_FRAME, startHost, timeout } from './v2-support.js';

describe('v2 host, one exchange', () => {
  it('goes ENQ, frame, EOT in both directions', async () => {
    const { host, player } = await startHost();
    const state = call(host, READ);
    await player.play(`
      > 05
      < 06
      > ${READ_FRAME}
      < 06
      > 04
      +9999
      < 05
      > 06
      < ${DONE_FRAME}
      > 06
      < 04`);
    expect(state).toEqual({ answer: '55 00' });
  });

  it('takes bytes as they trickle in', async () => {
    const { host, player } = await startHost();
    const state = call(host, STATE);
    await player.play(`
      > 05
      < 06
      > ${STATE_FRAME}
      < 06
      > 04
      < 05
      > 06
      < 02
      +390
      < 55
      +390
      < 00
      < 03
      +390
      < 56
      > 06
      < 04`);
    expect(state).toEqual({ answer: '55 00' });
  });

  it('runs one after the other', async () => {
    const { host, player } = await startHost();
    const first = call(host, STATE);
    const second = call(host, READ);
    const answer = (frame: string) => `
      > 05
      < 06
      > ${frame}
      < 06
      > 04
      < 05
      > 06
      < ${DONE_FRAME}
      > 06
      < 04`;
    await player.play(answer(STATE_FRAME));
    expect(first).toEqual({ answer: '55 00' });
    expect(second).toEqual({});
    await player.play(answer(READ_FRAME));
    expect(second).toEqual({ answer: '55 00' });
  });

  it('shows what passes over the line', async () => {
    const seen: string[] = [];
    const { host, player } = await startHost({
      trace: ({ dir, layer, bytes, damage }) => seen.push(`${dir} ${layer} ${damage ?? toHex(bytes)}`),
    });
    seen.length = 0;
    call(host, STATE);
    await player.play(`
      > 05
      < 06
      > ${STATE_FRAME}
      < 06
      > 04
      < 05
      > 06
      < 02 55 00 03 57
      > 15
      < ${DONE_FRAME}
      > 06
      < 04`);
    const sent = (hex: string): string[] => [`out link ${hex}`, `out transport ${hex}`];
    expect(seen).toEqual([
      ...sent('05'),
      ...['in transport 06', 'in link 06'],
      ...sent(STATE_FRAME),
      ...['in transport 06', 'in link 06'],
      ...sent('04'),
      ...['in transport 05', 'in link 05'],
      ...sent('06'),
      ...['in transport 02 55 00 03 57', 'in link crc'],
      ...sent('15'),
      ...[`in transport ${DONE_FRAME}`, `in link ${DONE_FRAME}`],
      ...sent('06'),
      ...['in transport 04', 'in link 04'],
    ]);
  });

  it('refuses a message that fits no frame before a byte is sent', async () => {
    const { host, player } = await startHost();
    for (const length of [1, 256]) {
      await expect(host.exchange(new Uint8Array(length), { timeoutMs: 1000 })).rejects.toMatchObject({
        name: 'ProtocolError',
        code: 'RANGE',
        field: 'message',
        value: length,
        outcome: 'not-sent',
      });
    }
    await player.play('>');
    const state = call(host, '45 '.repeat(255).trim());
    await player.play('> 05');
    expect(state).toEqual({});
  });
});

describe('v2 host, asking to send', () => {
  it('asks five times', async () => {
    const { host, player } = await startHost();
    const state = call(host, STATE);
    await player.play(`
      > 05
      +2000
      > 05 05 05 05
      +500
      > 04`);
    expect(state.error).toEqual(timeout('NO_LINK', 'not-sent'));
    expect(taskOf(state.error)).toBeUndefined();
  });

  it('waits while the register is busy, as long as the command may take', async () => {
    const { host, player } = await startHost();
    const state = call(host, STATE, { timeoutMs: 1200 });
    await player.play(`
      > 05
      < 15
      +499
      >
      +1
      > 05
      < 15
      +500
      > 05
      < 15
      +500
      > 04`);
    expect(state.error).toEqual(timeout('NO_ANSWER', 'not-sent'));
  });

  it('hears ACK behind noise and behind a frame that is repeated to nobody', async () => {
    const { host, player } = await startHost();
    const state = call(host, STATE);
    await player.play(`
      > 05
      < FF ${DONE_FRAME} 06
      > ${STATE_FRAME}`);
    expect(state).toEqual({});
  });

  it('asks again after noise alone, without a limit of five', async () => {
    const { host, player } = await startHost();
    call(host, STATE);
    await player.play('> 05');
    for (let round = 0; round < 4; round++) {
      await player.play(`
        < 7F
        +500
        > 05`);
    }
  });
});

describe('v2 host, collision', () => {
  it('lets the register send first and drops its late answer', async () => {
    const { host, player } = await startHost();
    const state = call(host, STATE);
    await player.play(`
      > 05
      < 05          # at the same time
      >
      < 05          # it insists
      > 06
      < 02 55 99 03 CF
      > 06
      < 04
      > 05
      < 06
      > ${STATE_FRAME}
      < 06
      > 04
      < 05
      > 06
      < ${DONE_FRAME}
      > 06
      < 04`);
    expect(state).toEqual({ answer: '55 00' });
  });

  it('asks again after a pause when the register gave way', async () => {
    const { host, player } = await startHost();
    call(host, STATE);
    await player.play(`
      > 05
      < 05
      +499
      >
      +1
      > 05
      < 06
      > ${STATE_FRAME}`);
  });

  it('goes on at once when the register gave way with ACK', async () => {
    const { host, player } = await startHost();
    call(host, STATE);
    await player.play(`
      > 05
      < 05
      < 06
      > ${STATE_FRAME}`);
  });

  it('takes a register at its word that collides again and again', async () => {
    const { host, player } = await startHost();
    call(host, STATE);
    await player.play(`
      > 05
      < 05
      +500
      > 05
      < 05
      > 06`);
  });
});

describe('v2 host, frame', () => {
  it('repeats it on NAK and after silence, until it is accepted', async () => {
    const { host, player } = await startHost();
    const state = call(host, STATE);
    await player.play(`
      > 05
      < 06
      > ${STATE_FRAME}
      < 15
      > ${STATE_FRAME}
      +549
      >
      +1
      > ${STATE_FRAME}
      < FF
      +49
      >
      +1
      > ${STATE_FRAME}
      < 06
      > 04
      < 05
      > 06
      < ${DONE_FRAME}
      > 06
      < 04`);
    expect(state).toEqual({ answer: '55 00' });
  });

  it('is surely not executed when it was refused ten times', async () => {
    const { host, player } = await startHost();
    const state = call(host, STATE);
    await player.play(`
      > 05
      < 06`);
    for (let attempt = 0; attempt < 10; attempt++) {
      await player.play(`
        > ${STATE_FRAME}
        < 15`);
    }
    await player.play('> 04');
    expect(state.error).toEqual(timeout('NO_ANSWER', 'not-sent'));
  });

  it('may be executed when nothing confirmed it', async () => {
    const { host, player } = await startHost();
    const state = call(host, STATE);
    await player.play(`
      > 05
      < 06`);
    for (let attempt = 0; attempt < 10; attempt++) {
      await player.play(`
        > ${STATE_FRAME}
        ${attempt === 5 ? '+550' : '< 15'}`);
    }
    await player.play('> 04');
    expect(state.error).toEqual(timeout('NO_ANSWER', 'unknown'));
    expect(taskOf(state.error)).toBeDefined();
  });

  it('was accepted when ENQ comes at a later attempt: the ACK was lost', async () => {
    const { host, player } = await startHost();
    const state = call(host, STATE);
    await player.play(`
      > 05
      < 06
      > ${STATE_FRAME}
      +550
      > ${STATE_FRAME}
      < 05
      > 06
      < ${DONE_FRAME}
      > 06
      < 04`);
    expect(state).toEqual({ answer: '55 00' });
  });

  it('is not confirmed by an ACK to ENQ that came twice', async () => {
    const { host, player } = await startHost();
    const state = call(host, STATE);
    await player.play(`
      > 05
      < 06 06
      > ${STATE_FRAME}
      < 15
      > ${STATE_FRAME}`);
    expect(state).toEqual({});
  });
});
