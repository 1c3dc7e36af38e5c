import { describe, expect, it } from 'vitest';
import type { V2Host } from '../../src/link/v2/host.js';
import { call, READ, READ_FRAME, STATE, STATE_FRAME, startHost } from './v2-support.js';

const line = (code: string, outcome: string) =>
  expect.objectContaining({ name: 'ConnectionError', code, outcome });

describe('v2 host, interrupted', () => {
  const PHASES: ReadonlyArray<[name: string, script: string, outcome: string]> = [
    ['ENQ', '> 05', 'not-sent'],
    ['the pause after NAK', '> 05\n< 15', 'not-sent'],
    ['the pause after a collision', '> 05\n< 05', 'not-sent'],
    ['the frame', `> 05\n< 06\n> ${STATE_FRAME}`, 'unknown'],
    ['the wait for the answer', `> 05\n< 06\n> ${STATE_FRAME}\n< 06\n> 04`, 'unknown'],
    ['the answer', `> 05\n< 06\n> ${STATE_FRAME}\n< 06\n> 04\n< 05\n> 06\n< 02 55`, 'unknown'],
  ];

  it.each(PHASES)('by the death of the line during %s', async (_name, script, outcome) => {
    const { host, player } = await startHost();
    const state = call(host, STATE);
    const waiting = call(host, READ);
    await player.play(script);
    await player.hangUp();
    expect(state.error).toEqual(line('LOST', outcome));
    expect(waiting.error).toEqual(line('LOST', 'not-sent'));
    expect(await host.closed).toMatchObject({ code: 'LOST' });
  });

  it.each(PHASES)(
    'by the caller during %s, and goes on with the next command',
    async (_name, script, outcome) => {
      const { host, player } = await startHost();
      const controller = new AbortController();
      const state = call(host, STATE, { signal: controller.signal });
      await player.play(script);
      controller.abort(new Error('enough'));
      await player.play('>');
      expect(state.error).toMatchObject({ code: 'ABORTED', outcome, cause: new Error('enough') });
      const next = call(host, READ);
      await player.play(`
      > 05
      < 06
      > ${READ_FRAME}`);
      expect(next).toEqual({});
    },
  );

  it('by our own close', async () => {
    const { host, player } = await startHost();
    const state = call(host, STATE);
    await player.play('> 05');
    await host.close();
    await player.play('>');
    expect(state.error).toEqual(line('CLOSED', 'not-sent'));
    expect(await host.closed).toBeUndefined();
    expect(call(host, STATE)).toEqual({});
    await expect(host.exchange(Uint8Array.of(0, 0, 0x45), { timeoutMs: 1 })).rejects.toEqual(
      line('CLOSED', 'not-sent'),
    );
  });

  it('before it begins', async () => {
    const { host, player } = await startHost();
    const state = call(host, STATE, { signal: AbortSignal.abort() });
    await player.play('>');
    expect(state.error).toMatchObject({ code: 'ABORTED', outcome: 'not-sent' });
  });

  it('shows where the caller was', async () => {
    const { host, player } = await startHost();
    const failed = theCaller(host).catch((error: Error) => error.stack);
    await player.play('> 05');
    await player.hangUp();
    expect(await failed).toContain('theCaller');
  });
});

async function theCaller(host: V2Host): Promise<Uint8Array> {
  return await host.exchange(Uint8Array.of(0, 0, 0x45), { timeoutMs: 1000 });
}
