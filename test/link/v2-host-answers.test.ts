import { describe, expect, it } from 'vitest';
import { call, DONE_FRAME, READ, READ_FRAME, STATE, STATE_FRAME, startHost, timeout } from './v2-support.js';

describe('v2 host, answer', () => {
  async function accepted(options = {}) {
    const { host, player } = await startHost();
    const state = call(host, STATE, options);
    await player.play(`
      > 05
      < 06
      > ${STATE_FRAME}
      < 06
      > 04`);
    return { state, player, host };
  }

  it('is waited for as long as T5 of the command, and then nothing is repeated', async () => {
    const { state, player } = await accepted({ timeoutMs: 5000, t5Ms: 40_000 });
    await player.play(`
      +39999
      >
      < FF 15 06
      >`);
    expect(state).toEqual({});
    await player.play('+1');
    expect(state.error).toEqual(timeout('NO_ANSWER', 'unknown'));
    await player.play(`
      +60000
      >`);
  });

  it('is asked for again with NAK when it came damaged', async () => {
    const { state, player } = await accepted();
    await player.play(`
      < 05
      > 06
      < 02 55 00 03 57
      > 15
      < 02 55
      +400
      < ${DONE_FRAME}
      > 06
      < 04`);
    expect(state).toEqual({ answer: '55 00' });
  });

  it('is taken after ENQ that is repeated', async () => {
    const { state, player } = await accepted();
    await player.play(`
      < 05
      > 06
      < 05
      > 06
      < ${DONE_FRAME}
      > 06
      < 04`);
    expect(state).toEqual({ answer: '55 00' });
  });

  it('is one answer when the register repeats it for want of our ACK', async () => {
    const { state, player } = await accepted();
    await player.play(`
      < 05
      > 06
      < ${DONE_FRAME}
      > 06
      < ${DONE_FRAME}
      > 06
      < 02 55 00 03 57
      > 15
      < ${DONE_FRAME}
      > 06
      < 04`);
    expect(state).toEqual({ answer: '55 00' });
  });

  it('is complete without EOT', async () => {
    const { state, player } = await accepted();
    await player.play(`
      < 05
      > 06
      < ${DONE_FRAME}
      > 06
      +699
      >`);
    expect(state).toEqual({});
    await player.play('+1');
    expect(state).toEqual({ answer: '55 00' });
  });

  it('is complete a second after a byte in place of EOT', async () => {
    const { state, player } = await accepted();
    await player.play(`
      < 05
      > 06
      < ${DONE_FRAME}
      > 06
      < 7F
      +999
      >`);
    expect(state).toEqual({});
    await player.play('+1');
    expect(state).toEqual({ answer: '55 00' });
  });

  it('fails when the frame never comes', async () => {
    const { state, player } = await accepted();
    await player.play(`
      < 05
      > 06
      +2000
      > 04`);
    expect(state.error).toEqual(timeout('NO_ANSWER', 'unknown'));
  });

  it('fails after ten damaged frames', async () => {
    const { state, player } = await accepted();
    await player.play('< 05\n> 06');
    for (let attempt = 0; attempt < 9; attempt++) {
      await player.play(`
        < 02 55 00 03 57
        > 15`);
    }
    await player.play(`
      < 02 55 00 03 57
      > 15 04`);
    expect(state.error).toEqual(timeout('NO_ANSWER', 'unknown'));
  });

  it('that is late does not answer the next command', async () => {
    const { state, player, host } = await accepted({ timeoutMs: 1000 });
    await player.play('+1000');
    expect(state.error).toEqual(timeout('NO_ANSWER', 'unknown'));
    const next = call(host, READ);
    await player.play(`
      > 05
      < 05
      < 05
      > 06
      < 02 55 99 03 CF
      > 06
      < 04
      > 05
      < 06
      > ${READ_FRAME}
      < 06
      > 04
      < 05
      > 06
      < ${DONE_FRAME}
      > 06
      < 04`);
    expect(next).toEqual({ answer: '55 00' });
  });

  it('need not come for the beep (47), and is taken when it comes', async () => {
    const { host, player } = await startHost();
    const beep = `
      > 05
      < 06
      > 02 00 00 47 03 44
      < 06
      > 04`;
    const silent = call(host, '00 00 47');
    await player.play(`${beep}\n+1000`);
    expect(silent).toEqual({ answer: '55 00 00' });
    const refused = call(host, '00 00 47');
    await player.play(`${beep}
      < 05
      > 06
      < 02 55 66 03 30
      > 06
      < 04`);
    expect(refused).toEqual({ answer: '55 66' });
  });

  it('is asked for again by the whole command where that is safe', async () => {
    // The caller's time is for the command with both of its repeats.
    const { state, player } = await accepted({ timeoutMs: 1200, safe: true });
    await player.play(`
      +400
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
});
