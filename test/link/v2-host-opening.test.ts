import { describe, expect, it } from 'vitest';
import { V2Host } from '../../src/link/v2/host.js';
import { Player, timeout } from './v2-support.js';

describe('v2 host, opening', () => {
  it('gives up when nobody answers ENQ', async () => {
    const player = new Player();
    const opening = V2Host.open(player.line, { clock: player.clock });
    const failed = expect(opening).rejects.toEqual(timeout('NO_LINK', 'not-sent'));
    await player.play(`
      > 05
      +499
      >
      +1
      > 05
      +1500
      > 05 05 05
      +500
      >`);
    await failed;
  });

  it.each([
    ['ready', '06'],
    ['busy', '15'],
    ['ready behind noise', 'FF 7F 06'],
  ])('takes a register that is %s', async (_name, reply) => {
    const player = new Player();
    const opening = V2Host.open(player.line, { clock: player.clock });
    await player.play(`
      > 05
      < ${reply}
      > 04`);
    expect((await opening).version).toBe('v2');
  });

  it('is not taken in by a line that sends everything back', async () => {
    const player = new Player();
    const opening = V2Host.open(player.line, { clock: player.clock, probe: { attempts: 2, ms: 300 } });
    const failed = expect(opening).rejects.toEqual(timeout('NO_LINK', 'not-sent'));
    await player.play(`
      > 05
      < 05
      +300
      > 05
      < 05
      +300
      >`);
    await failed;
  });

  it('closes the line when it fails', async () => {
    const player = new Player();
    const controller = new AbortController();
    const opening = V2Host.open(player.line, { clock: player.clock, signal: controller.signal });
    const failed = expect(opening).rejects.toMatchObject({ code: 'ABORTED', outcome: 'not-sent' });
    await player.play('> 05');
    controller.abort();
    await failed;
    await expect(player.line.write(Uint8Array.of(1))).rejects.toMatchObject({ code: 'CLOSED' });
  });
});
