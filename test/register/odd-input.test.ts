import { expect, test } from 'vitest';
import { Emulator } from '../../src/emulator/index.js';
import * as api from '../../src/index.js';
import { connect, isAtolError } from '../../src/index.js';
import { type Method, methodsOf, odd } from '../support/odd.js';

/** They end the handle, or what is tried next. */
const ends = new Set(['kkt.close', 'kkt.service.powerOff', 'kkt.service.reboot', 'kkt.connection.on']);

test('no argument, however odd, makes anything but an error of ours', { timeout: 600_000 }, async () => {
  const emulator = new Emulator({ latency: 0 });
  const kkt = await connect(emulator.transport());
  const wrong: string[] = [];
  let tried = 0;
  const attempt = async (name: string, method: Method, given: unknown[]): Promise<void> => {
    tried++;
    try {
      await method(...given);
    } catch (error) {
      if (!isAtolError(error))
        wrong.push(`${name}: ${error instanceof Error ? error.stack?.slice(0, 300) : error}`);
    }
  };
  const functions = Object.entries(api).filter(
    ([name, value]) => /^[a-z]/.test(name) && typeof value === 'function' && !/^connect|^discover/.test(name),
  ) as Array<[string, Method]>;
  const methods = [...methodsOf(kkt, 'kkt'), ...functions].filter(([name]) => !ends.has(name));
  for (const [name, method] of methods) {
    for (const [what, value] of Object.entries(odd)) {
      await attempt(`${name}(${what})`, method, [value]);
      await attempt(`${name}(undefined, ${what})`, method, [undefined, value]);
      await attempt(`${name}(${what}, ${what})`, method, [value, value]);
    }
  }
  for (const [what, value] of Object.entries(odd)) {
    await attempt(`connect(${what})`, connect as Method, [value]);
    const opened = async (options: unknown) =>
      (await connect(emulator.transport(), options as object)).close();
    await attempt(`connect(…, ${what})`, opened, [value]);
  }
  expect(wrong).toEqual([]);
  expect(tried).toBeGreaterThan(5000);
  await kkt.close();
  await emulator.close();
});
