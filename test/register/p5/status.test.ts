import { expect, it } from 'vitest';
import { Emulator, type EmulatorOptions } from '../../../src/emulator/index.js';
import { connect } from '../../../src/index.js';
import { jsonTasks } from '../../../src/json/index.js';

const operator = { name: 'Иванова Анна' };
const dateTime = '2026-12-01T10:00:00';

async function stand(link: NonNullable<EmulatorOptions['link']>) {
  const emulator = new Emulator({ link, latency: 0, dateTime });
  const kkt = await connect(emulator.transport());
  return {
    kkt,
    async [Symbol.asyncDispose]() {
      await kkt.close();
      await emulator.close();
    },
  };
}

it.each(['v3', 'p5'] as const)('%s: tells no time of a shift that was never opened', async (link) => {
  await using bench = await stand(link);
  const { shift } = await bench.kkt.status();
  expect(shift).toEqual({
    state: 'closed',
    number: 0,
    dateTime: undefined,
    openedAt: undefined,
    ageMs: undefined,
  });
});

it('tells when an open shift passes 24 hours, and no time of a closed one, where the classic protocol has it', async () => {
  await using classic = await stand('v3');
  await using p5 = await stand('p5');
  for (const { kkt } of [classic, p5]) {
    await kkt.openShift({ operator });
    const { shift } = await kkt.status();
    expect(shift).toMatchObject({
      state: 'open',
      number: 1,
      dateTime: expect.stringMatching(/^2026-12-02T10:00/),
    });
    await kkt.closeShift({ operator });
  }
  expect((await classic.kkt.status()).shift).toMatchObject({
    state: 'closed',
    dateTime: expect.stringMatching(/^2026-12-01T10:00/),
  });
  expect((await p5.kkt.status()).shift).toMatchObject({ state: 'closed', number: 1, dateTime: undefined });
});

it("answers the JSON task as ATOL's driver does: with the first second of 1970", async () => {
  await using bench = await stand('p5');
  await bench.kkt.openShift({ operator });
  await bench.kkt.closeShift({ operator });
  expect(await jsonTasks(bench.kkt).process({ type: 'getShiftStatus' })).toEqual({
    shiftStatus: { state: 'closed', number: 1, expiredTime: expect.stringMatching(/^1970-01-01T00:00:00/) },
  });
});
