import { expect, it } from 'vitest';
import { Meter } from '../../bench/meter.js';
import { median } from '../../bench/yardstick.js';
import { Emulator } from '../../src/emulator/index.js';
import { connect } from '../../src/index.js';
import { memoryTransport } from '../../src/transport/index.js';
import { yardstick } from '../support/receipts.js';

const MOST_COMMANDS = 12;
const MOST_P5 = 12;

it('issues the yardstick receipt with few commands, result included', async () => {
  const meter = new Meter();
  await using emulator = new Emulator({ latency: 0 });
  const transport = memoryTransport((line) => void emulator.serve(meter.watch(line)), 'metered');
  await using register = await connect(transport);
  await register.openShift();
  for (const number of [1, 2, 3]) {
    meter.reset();
    const { receiptNumber } = await register.issue(yardstick);
    expect(receiptNumber).toBe(number);
    const { commands, host, device } = meter.counts;
    expect(commands.length, commands.join(', ')).toBeLessThanOrEqual(MOST_COMMANDS);
    expect(commands).toEqual(expect.arrayContaining(['92', 'EB', '99', '4A']));
    expect(host.frames).toBeGreaterThanOrEqual(commands.length);
    expect(device.bytes).toBeGreaterThan(device.frames * 5);
  }
});

it('needs fewer packets for a receipt that is queued in the register', async () => {
  const meter = new Meter();
  await using emulator = new Emulator({ latency: 0 });
  const transport = memoryTransport((line) => void emulator.serve(meter.watch(line)), 'metered');
  await using register = await connect(transport, { exchange: 'buffered' });
  await register.openShift();
  for (let i = 0; i < 3; i++) {
    meter.reset();
    await register.issue(yardstick);
  }
  const { commands, host, device } = meter.counts;
  expect(commands.length).toBe(MOST_COMMANDS);
  // Each acknowledgement travels with a command, each command has a reply and a result.
  expect(host.frames).toBe(commands.length);
  expect(device.frames).toBe(2 * commands.length);
});

it("needs fewer requests in the second protocol than the vendor's driver, result included", async () => {
  const meter = new Meter('p5');
  await using emulator = new Emulator({ latency: 0, link: 'p5' });
  const transport = memoryTransport((line) => void emulator.serve(meter.watch(line)), 'metered');
  await using register = await connect(transport);
  await register.openShift();
  for (const number of [1, 2, 3]) {
    meter.reset();
    expect((await register.issue(yardstick)).receiptNumber).toBe(number);
  }
  const { commands, host, device } = meter.counts;
  expect(commands.length, commands.join(', ')).toBeLessThanOrEqual(MOST_P5);
  expect(commands).toEqual(expect.arrayContaining(['b1', 'bA', 'bB', 'bD', '13', 'b2', '4@']));
  // A request, an answer.
  expect(host.frames).toBe(commands.length);
  expect(device.frames).toBe(commands.length);
});

it('takes the median of even and odd counts', () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 3, 2])).toBe(2.5);
});
