import { expect, it } from 'vitest';
import { Emulator, type RegisterDump } from '../../src/emulator/index.js';
import { atol } from './cli.js';

it('prints what a register is, and emulate becomes it', async () => {
  await using emulator = await Emulator.listen({ latency: 0, model: '30F' });
  const { code, stdout, stderr } = await atol(['dump', emulator.url]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const dump = JSON.parse(stdout) as RegisterDump;
  expect(dump).toMatchObject({ dump: 1, modelName: '30F', serialNumber: emulator.serialNumber });

  const stop = new AbortController();
  const words = ['emulate', '--from', '-', '--listen', 'tcp://127.0.0.1:0', '--json'];
  const running = atol(words, { stdin: stdout, signal: stop.signal });
  setImmediate(() => stop.abort());
  const ended = await running;
  expect(JSON.parse(ended.stdout)).toMatchObject({ model: '30F', serialNumber: emulator.serialNumber });
});

it.each([
  [['emulate', '--from', '-', '--model', '30F'], /from\.tables: нужен объект/],
  [['emulate', '--from', '-', '--count', '2'], /--count несовместим с --from/],
  [['emulate', '--from', '-'], /from\.tables: нужен объект/],
  [['dump', 'tcp://127.0.0.1:1', '--documents', 'x'], /--documents/],
])('%j is refused', async (words, why) => {
  const { code, stderr } = await atol(words, { stdin: '{"dump":1}' });
  expect(code).toBe(2);
  expect(stderr).toMatch(why);
});
