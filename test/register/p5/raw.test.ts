import { expect, test } from 'vitest';
import { Emulator } from '../../../src/emulator/index.js';
import { commands, connect, p5Commands } from '../../../src/index.js';
import { fixed } from '../../support/identity.js';

test('commands of the second protocol, typed', async () => {
  await using emulator = new Emulator(fixed({ latency: 0, link: 'p5' }));
  await using kkt = await connect(emulator.transport());
  const { model } = await kkt.call(p5Commands.identify);
  expect(model).toBe((await kkt.identify()).model);
  await expect(kkt.call(p5Commands.closeReceipt, { how: 0 } as never)).rejects.toMatchObject({
    outcome: 'refused',
  });
  expect((await kkt.call(commands.getDeviceType)).model).toBe(model);
});

test('a register of the older protocol is not asked', async () => {
  await using emulator = new Emulator(fixed({ latency: 0 }));
  await using kkt = await connect(emulator.transport());
  await expect(kkt.call(p5Commands.identify)).rejects.toMatchObject({
    code: 'NO_COMMAND',
    outcome: 'not-sent',
    english: 'only the second protocol has the command identify',
  });
});
