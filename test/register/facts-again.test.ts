import { expect, test } from 'vitest';
import { Emulator } from '../../src/emulator/index.js';
import { connect } from '../../src/index.js';
import { registers } from '../../src/protocol/index.js';
import { yardstick } from '../support/receipts.js';

test('one wrong answer about the registration refuses no receipt: it is asked for again', async () => {
  const emulator = new Emulator({ latency: 0 });
  const honest = emulator.execute.bind(emulator);
  let wrong = 0;
  emulator.execute = async (message) => {
    const told = await honest(message);
    // Command 91 of register 36: the FFD in force.
    const asked = message[2] === 0x91 && message[3] === registers.ffdVersions.number;
    if (!asked || wrong > 0) return told;
    wrong++;
    // FFD 1.0 instead of 1.05, wherever that stands.
    const answer = told.answer.map((byte, at) => (at > 2 && byte === 2 ? 1 : byte));
    return { ...told, answer };
  };
  const kkt = await connect(emulator.transport());
  await kkt.openShift();
  expect((await kkt.issue(yardstick)).documentNumber).toBe(3);
  expect(wrong).toBe(1);
  await kkt.close();
  await emulator.close();
});
