import { expect, test } from 'vitest';
import { Emulator, emulateMany, fleetNumbers, OfdServer } from '../../src/emulator/index.js';
import { isRegistrationNumber } from '../../src/fiscal/registration-number.js';
import { connect } from '../../src/index.js';

test('registers of a fleet differ in all their numbers, also from the single one', async () => {
  const fleet = await emulateMany(300, { latency: 0, model: '30F', registration: { inn: '500100732259' } });
  await using single = new Emulator({ latency: 0, model: '30F' });
  const all = [...fleet, single];
  const different = (numbers: readonly string[]) => new Set(numbers).size;
  expect(different(all.map(({ serialNumber }) => serialNumber))).toBe(301);
  expect(different(all.map(({ fn }) => fn.number))).toBe(301);
  expect(different(all.map(({ registration }) => registration.registrationNumber))).toBe(301);
  for (const { registration, serialNumber, fn } of fleet) {
    const owner = { inn: registration.inn, serial: serialNumber };
    expect(isRegistrationNumber(registration.registrationNumber, owner)).toBe(true);
    expect(fn.state.debug).toBe(true);
  }
  await Promise.all(fleet.map((emulator) => emulator.close()));
});

test('an operator keeps them apart', async () => {
  await using server = await OfdServer.listen();
  const fleet = await emulateMany(3, { latency: 0, ofd: server.url });
  for (const emulator of fleet) {
    await using kkt = await connect(emulator.transport());
    await kkt.openShift();
    await emulator.ofd.drained();
  }
  expect(fleet.map(({ fn }) => fn.queue().count)).toEqual([0, 0, 0]);
  expect(
    server.messages.map(({ fnNumber, documentNumber }) => `${fnNumber} ${documentNumber}`).sort(),
  ).toEqual(fleet.flatMap(({ fn }) => [`${fn.number} 1`, `${fn.number} 2`]));
  expect(server.messages.every(({ repeated }) => !repeated)).toBe(true);
  await Promise.all(fleet.map((emulator) => emulator.close()));
});

test.each([0, -1, 1.5, 1_000_000, Number.NaN])('there is no fleet of %d', async (count) => {
  await expect(emulateMany(count)).rejects.toMatchObject({ name: 'ValidationError' });
  expect(() => fleetNumbers(count)).toThrow('1..999999');
});
