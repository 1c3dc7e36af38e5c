import { expect, test } from 'vitest';
import { Emulator, emulateMany, OfdServer } from '../../src/emulator/index.js';
import { isRegistrationNumber } from '../../src/fiscal/registration-number.js';
import { connect } from '../../src/index.js';

const numbersOf = ({ serialNumber, fn, registration }: Emulator) => [
  serialNumber,
  fn.number,
  registration.registrationNumber,
];

test('emulators that nobody gave numbers differ in all of them, from each other and from a fleet', async () => {
  const all = [
    ...Array.from({ length: 50 }, () => new Emulator()),
    new Emulator({ model: '30F' }),
    ...(await emulateMany(5)),
  ];
  for (const index of [0, 1, 2])
    expect(new Set(all.map((emulator) => numbersOf(emulator)[index])).size).toBe(all.length);
  for (const { registration, serialNumber, fn } of all) {
    const owner = { inn: registration.inn, serial: serialNumber };
    expect(isRegistrationNumber(registration.registrationNumber, owner)).toBe(true);
    expect(serialNumber).toMatch(/^0010\d{10}$/);
    expect(fn.number).toMatch(/^9999\d{12}$/);
  }
  await Promise.all(all.map((emulator) => emulator.close()));
});

test('two of them hand their tickets of one operator to nobody else', async () => {
  await using server = await OfdServer.listen();
  const pair = [new Emulator({ latency: 0, ofd: server.url }), new Emulator({ latency: 0, ofd: server.url })];
  for (const emulator of pair) {
    await using kkt = await connect(emulator.transport());
    await kkt.openShift();
    await emulator.ofd.drained();
  }
  expect(pair.map(({ fn }) => fn.queue().count)).toEqual([0, 0]);
  expect(server.messages.some(({ repeated }) => repeated)).toBe(false);
  await Promise.all(pair.map((emulator) => emulator.close()));
});

test('another owner, another FN: the numbers stay its own', async () => {
  await using first = new Emulator({ latency: 0 });
  await using second = new Emulator({ latency: 0 });
  for (const emulator of [first, second]) {
    await emulator.insertFn({});
    await emulator.register({ inn: '500100732259' });
  }
  const [a = [], b = []] = [numbersOf(first), numbersOf(second)];
  expect(a.filter((number, index) => number === b[index])).toEqual([]);
  expect(a[2]?.slice(0, 10)).not.toBe(b[2]?.slice(0, 10));
});

test('given numbers are kept', async () => {
  const given = { serialNumber: '00106700000042', fnNumber: '9999078902000001' };
  await using emulator = new Emulator(given);
  expect(emulator.serialNumber).toBe(given.serialNumber);
  expect(emulator.fn.number).toBe(given.fnNumber);
});
