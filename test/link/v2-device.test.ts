import { describe, expect, it } from 'vitest';
import { V2Device } from '../../src/link/device/v2.js';
import { memoryPair } from '../../src/transport/memory.js';
import { settled } from './raw-peer.js';
import { DONE_FRAME, Player, STATE, STATE_FRAME, startDevice } from './v2-support.js';

const DONE = '55 00';
/** A message comes in whole. */
const ASKED = `
  < 05
  > 06
  < ${STATE_FRAME}
  > 06`;
const ANSWERED = `
  > 05
  < 06
  > ${DONE_FRAME}
  < 06
  > 04`;

describe('v2 register, one command', () => {
  it('is the mirror of the host', async () => {
    const { player, executed, answer } = startDevice();
    await player.play(`${ASKED}\n< 04`);
    expect(executed).toEqual([STATE]);
    await answer(DONE);
    await player.play(ANSWERED);
    await player.play(ASKED);
  });

  it('waits for ENQ for ever, whatever noise there is', async () => {
    const { player, executed } = startDevice();
    await player.play(`< ${'FF 06 04 15 '.repeat(100).trim()}`);
    await player.play(`
      +10000000
      >
      ${ASKED.trim()}`);
    expect(executed).toEqual([]);
    await player.play('< 04');
    expect(executed).toEqual([STATE]);
  });

  it('does not look for ENQ inside a frame that nobody announced', async () => {
    const { player } = startDevice();
    await player.play(`
      < 02 05 05 05 03 06
      >
      < 02 05
      +50
      < 05
      > 06`);
  });

  it('goes back to waiting when no frame follows', async () => {
    const { player, executed } = startDevice();
    await player.play(`
      < 05
      > 06
      +1999
      >
      +1
      > 04
      < ${STATE_FRAME}
      >`);
    await player.play(`${ASKED}\n< 04`);
    expect(executed).toEqual([STATE]);
  });

  it('asks for a damaged frame again', async () => {
    const { player, executed } = startDevice();
    await player.play(`
      < 05
      > 06
      < 02 00 00 45 03 47
      > 15
      < ${STATE_FRAME}
      > 06
      < 04`);
    expect(executed).toEqual([STATE]);
  });

  it('does not take a frame that lost its end together with the next one for one', async () => {
    // ETX read as 01: both frames together have the right checksum.
    const { player, executed } = startDevice();
    await player.play(`
      < 05
      > 06
      < 02 00 00 45 01 46
      +500
      < ${STATE_FRAME}
      > 06
      < 04`);
    expect(executed).toEqual([STATE]);
  });

  it('may have no answer', async () => {
    const { player, answer } = startDevice();
    await player.play(`${ASKED}\n< 04`);
    await answer('');
    await player.play(`
      >
      ${ASKED.trim()}`);
  });
});

describe('v2 register, a frame that comes again is executed once', () => {
  it('before EOT', async () => {
    const { player, executed, answer } = startDevice();
    await player.play(`${ASKED}
      +550
      < ${STATE_FRAME}
      > 06
      < 02 00 00 45 03 47
      > 15
      < ${STATE_FRAME}
      > 06
      < 04`);
    await answer(DONE);
    await player.play(ANSWERED);
    expect(executed).toEqual([STATE]);
  });

  it('while the command is executed', async () => {
    const { player, executed, answer } = startDevice();
    await player.play(`${ASKED}
      +700
      < ${STATE_FRAME}
      > 06
      < 02 00 00 45 03 47
      > 15
      < 02 00 00 3F 03 3C
      >`);
    await answer(DONE);
    await player.play(ANSWERED);
    expect(executed).toEqual([STATE]);
  });

  it('in place of ACK to our ENQ', async () => {
    const { player, executed, answer } = startDevice();
    await player.play(`${ASKED}\n+700`);
    await answer(DONE);
    await player.play(`
      > 05
      < ${STATE_FRAME}
      < 06
      > ${DONE_FRAME}
      < 06
      > 04`);
    expect(executed).toEqual([STATE]);
  });

  it('when its end comes only after the command has ended', async () => {
    const { player, executed, answer } = startDevice();
    await player.play(`${ASKED}
      < 04
      < 02 00`);
    await answer(DONE);
    await player.play(`
      >
      < 00 45 03 46
      > 06 05
      < 06
      > ${DONE_FRAME}`);
    expect(executed).toEqual([STATE]);
  });
});

describe('v2 register, ENQ at a bad moment', () => {
  it('is refused as "busy" while a command is executed', async () => {
    const { player, executed, answer } = startDevice();
    await player.play(`${ASKED}
      < 04
      < 05
      > 15
      +500
      < 05
      > 15`);
    await answer(DONE);
    await player.play(ANSWERED);
    await player.play(ASKED);
    expect(executed).toEqual([STATE]);
  });

  it('in place of EOT ends the exchange', async () => {
    const { player, executed } = startDevice();
    await player.play(`${ASKED}
      < 05
      > 15`);
    expect(executed).toEqual([STATE]);
  });

  it('collides with our ENQ: we send first', async () => {
    const { player, answer } = startDevice();
    await player.play(`${ASKED}\n< 04`);
    await answer(DONE);
    await player.play(`
      > 05
      < 05
      > 05
      < 06
      > ${DONE_FRAME}
      < 06
      > 04`);
  });

  // A host may have five ENQ only, of which the first one met our answer.
  it('that comes again is let through, and our answer is dropped', async () => {
    const { player, executed, answer } = startDevice();
    await player.play(`${ASKED}\n< 04`);
    await answer(DONE);
    await player.play(`
      > 05
      < 05
      > 05
      < 05
      > 06
      < 02 00 00 3F 03 3C
      > 06
      < 04`);
    expect(executed).toEqual([STATE, '00 00 3F']);
  });

  it('in place of ACK to our answer means that the host has it', async () => {
    const { player, executed, answer } = startDevice();
    await player.play(`${ASKED}\n< 04`);
    await answer(DONE);
    await player.play(`
      > 05
      < 06
      > ${DONE_FRAME}
      < 05
      > 06
      < ${STATE_FRAME}
      > 06
      < 04`);
    expect(executed).toEqual([STATE, STATE]);
  });
});

describe('v2 register, answer', () => {
  it('is repeated on NAK and after silence, ten times', async () => {
    const { player, answer } = startDevice();
    await player.play(`${ASKED}\n< 04`);
    await answer(DONE);
    await player.play(`
      > 05
      < 06
      > ${DONE_FRAME}
      < 15
      > ${DONE_FRAME}
      +550
      > ${DONE_FRAME}
      +3300
      > ${Array(6).fill(DONE_FRAME).join(' ')}
      < FF
      +50
      > ${DONE_FRAME}
      +550
      > 04`);
    await player.play(ASKED);
  });

  it('is given up when nobody wants it', async () => {
    const { player, answer } = startDevice();
    await player.play(`${ASKED}\n< 04`);
    await answer(DONE);
    await player.play(`
      > 05
      +2500
      > 05 05 05 05 04`);
    await player.play(ASKED);
  });
});

describe('v2 register, the end', () => {
  it.each([
    ['while it waits', '>'],
    ['in the middle of a frame', '< 05\n> 06\n< 02 00'],
    ['while it executes', `${ASKED}\n< 04`],
  ])('of the line ends it %s', async (_name, script) => {
    const { player, answer, served } = startDevice();
    await player.play(script);
    await player.hangUp();
    await answer(DONE);
    await served;
  });

  it('of power closes the line', async () => {
    const player = new Player();
    const device = new V2Device({
      clock: player.clock,
      execute: () => new Promise(() => undefined),
    });
    void device.serve(player.line);
    await player.play(`${ASKED}\n< 04`);
    await device.reset();
    await expect(player.line.write(Uint8Array.of(1))).rejects.toMatchObject({ code: 'CLOSED' });
  });

  it('is told when a command crashes', async () => {
    const crashes: unknown[] = [];
    const [ours, theirs] = memoryPair();
    const device = new V2Device({
      execute: () => Promise.reject(new Error('bug')),
      onCrash: (error) => crashes.push(error),
    });
    const served = device.serve(theirs);
    for (const bytes of [[0x05], [0x02, 0, 0, 0x45, 0x03, 0x46], [0x04]]) {
      await ours.write(Uint8Array.from(bytes));
      await settled();
    }
    await served;
    expect(crashes).toEqual([new Error('bug')]);
  });
});
