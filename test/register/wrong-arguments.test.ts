import { expect, test } from 'vitest';
import { Emulator } from '../../src/emulator/index.js';
import { closeShiftDaily, connect, isAtolError } from '../../src/index.js';

/** What a call that must be refused says in English. */
async function refusalOf(call: () => unknown): Promise<string> {
  const error = await Promise.resolve()
    .then(call)
    .catch((reason: unknown) => reason);
  if (!isAtolError(error, 'ValidationError')) throw error;
  expect(error.outcome).toBe('not-sent');
  return error.english;
}

test('an argument that is no such thing is told by an example of one', async () => {
  const emulator = new Emulator({ latency: 0 });
  const kkt = await connect(emulator.transport());
  const js = kkt as unknown as Record<'call' | 'read', (given: unknown) => Promise<unknown>>;
  for (const given of ['getDeviceType', {}, undefined, 0x45])
    expect(await refusalOf(() => js.call(given))).toContain(
      'command: a command is needed, such as commands.',
    );
  for (const given of ['cashSum', 10, {}, undefined])
    expect(await refusalOf(() => js.read(given))).toContain(
      'register: a register is needed, such as registers.',
    );
  expect(await refusalOf(() => connect(undefined as never))).toContain(
    'url: an address is needed, such as tcp://',
  );
  const options = { onclosed: () => undefined } as object;
  expect(await refusalOf(() => closeShiftDaily(kkt, '23:30', options))).toBe(
    'invalid options of closeShiftDaily(): onclosed: there is no option "onclosed"; did you mean "onClosed"? ("[function]")',
  );
  const unknown = { type: 'sell', prise: 45 } as never;
  expect(await refusalOf(() => kkt.issue(unknown))).toContain('prise: there is no field "prise" (45)');
  await kkt.close();
});
