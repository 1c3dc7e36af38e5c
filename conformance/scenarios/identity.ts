import assert from 'node:assert/strict';
import type { Group } from '../checks.js';
import type { ModelUnderTest } from '../device/device.js';
import type { TlvList } from '../device/tlv.js';
import type { Stand } from '../stand.js';

type Answer<Root extends string> = { readonly [key in Root]: Readonly<Record<string, unknown>> };

/** What the register says about itself, held against its registration report. */
export async function checkIdentity(
  group: Group,
  { device, driver }: Pick<Stand, 'device' | 'driver'>,
  model: ModelUnderTest,
): Promise<void> {
  const tags = device.registration.tags;
  const ask = async <Root extends string>(type: string) => (await driver.task({ type })) as Answer<Root>;

  await group.check('getDeviceInfo', async () => {
    const { deviceInfo } = await ask<'deviceInfo'>('getDeviceInfo');
    assertIncludes(deviceInfo, {
      model: model.code,
      serial: tags.text(1013),
      ffdVersion: '1.05',
      fnFfdVersion: '1.05',
    });
    assert.match(String(deviceInfo['firmwareVersion']), /^\d+\.\d+\.\d+$/);
    assert.match(String(deviceInfo['modelName']), /\d/);
    assert.ok(Number(deviceInfo['receiptLineLength']) > 0);
    assert.ok(Number(deviceInfo['receiptLineLengthPix']) > 0);
  });
  await group.check('getDeviceStatus', async () => {
    const { deviceStatus } = await ask<'deviceStatus'>('getDeviceStatus');
    const { currentDateTime, ...status } = deviceStatus;
    assert.deepEqual(status, {
      blocked: false,
      cashDrawerOpened: false,
      coverOpened: false,
      fiscal: true,
      fnFiscal: true,
      fnPresent: true,
      paperPresent: true,
      shift: 'closed',
    });
    assert.ok(Date.parse(String(currentDateTime)) >= Date.parse(`${device.registration.dateTime}Z`));
  });
  await group.check('getShiftStatus', async () => {
    const { shiftStatus } = await ask<'shiftStatus'>('getShiftStatus');
    assertIncludes(shiftStatus, { state: 'closed' });
  });
  await group.check('getFnInfo', async () => {
    const { fnInfo } = await ask<'fnInfo'>('getFnInfo');
    assertIncludes(fnInfo, {
      serial: tags.text(1041),
      ffdVersion: '1.05',
      fnFfdVersion: '1.05',
      livePhase: 'fiscalMode',
      numberOfRegistrations: 1,
    });
    assert.deepEqual(fnInfo['warnings'], {
      criticalError: false,
      memoryOverflow: false,
      needReplacement: false,
      ofdTimeout: false,
      resourceExhausted: false,
    });
    assert.ok(Date.parse(String(fnInfo['validityDate'])) > Date.parse(`${device.registration.dateTime}Z`));
  });
  await group.check('getRegistrationInfo', async () => {
    const info = await ask<'organization' | 'device' | 'ofd'>('getRegistrationInfo');
    assertIncludes(info.organization, {
      name: tags.text(1048),
      vatin: tags.text(1018),
      address: tags.text(1009),
      taxationTypes: taxationTypes(tags.number(1062)),
    });
    assertIncludes(info.device, {
      registrationNumber: tags.text(1037),
      fnsUrl: tags.text(1060),
      paymentsAddress: tags.text(1187),
      ffdVersion: '1.05',
      offlineMode: flag(tags, 1002),
      autoMode: flag(tags, 1001),
      encryption: flag(tags, 1056),
      internet: flag(tags, 1108),
      service: flag(tags, 1109),
      bso: flag(tags, 1110),
    });
    assertIncludes(info.ofd, { name: tags.text(1046), vatin: tags.text(1017) });
  });
}

function assertIncludes(
  actual: Readonly<Record<string, unknown>>,
  expected: Readonly<Record<string, unknown>>,
): void {
  const part = Object.fromEntries(Object.keys(expected).map((key) => [key, actual[key]]));
  assert.deepEqual(part, expected);
}

function flag(tags: TlvList, tag: number): boolean {
  return tags.has(tag) && tags.number(tag) === 1;
}

function taxationTypes(bits: number): string[] {
  const names = ['osn', 'usnIncome', 'usnIncomeOutcome', 'envd', 'esn', 'patent'];
  return names.filter((_, bit) => bits & (1 << bit));
}
