import assert from 'node:assert/strict';
import type { Group } from '../checks.js';
import { FORM, type SignedDocument } from '../device/device.js';
import type { TlvList } from '../device/tlv.js';
import { DriverRefusal } from '../driver/driver.js';
import { device, INN, ofd, organization } from '../shop.js';
import type { Stand } from '../stand.js';
import { driverTime, signedOnceDuring } from './expectations.js';
import { ANGLE_QUOTES } from './shift.js';
import { closeShift, openShift, sell } from './tasks.js';

const { operator } = openShift;
/** Numbers of the tax service for factory numbers 00106700000042 and 00106300000030: the last six digits are a check sum. */
const registrationNumbers = { '42FS': '0000000001031776', '30F': '0000000001022810' } as const;
const FN_SERIALS = ['9999078902000001', '9999078900000444'] as const;

/**
 * What the driver says in either protocol. In the second one it takes every document of a register that is not in fiscal mode for closed,
 * and reports success.
 */
const expected = {
  classic: { quotes: ANGLE_QUOTES.classic, refusals: { unregistered: 89, noFn: 115 } },
  p5: { quotes: ANGLE_QUOTES.p5, refusals: { unregistered: undefined, noFn: 166 } },
} as const;

type Task = { readonly type: string; readonly [field: string]: unknown };

function registration(type: string, registrationNumber: string, changes: object = {}): Task {
  return { type, operator, organization, device: { ...device, registrationNumber, ...changes }, ofd };
}

function change(reason: string, registrationNumber: string, changes: object = {}): Task {
  const task = registration('changeRegistrationParameters', registrationNumber, changes);
  return { ...task, reason, changeInfoReasons: [1] };
}

/** The life of a register by JSON tasks: a new FN, registration, its changes, closing, another FN; every document is read back. */
export async function runRegistration(
  group: Group,
  { device, driver }: Pick<Stand, 'device' | 'driver'>,
  model: keyof typeof registrationNumbers,
  protocol: keyof typeof expected = 'classic',
): Promise<void> {
  const { quotes, refusals } = expected[protocol];
  const name = `ООО ${quotes}Василёк${quotes}`.trimEnd();
  const number = registrationNumbers[model];
  const refused = async (task: Task, code: number) => {
    const before = device.documents.length;
    await assert.rejects(driver.task(task), (error) => error instanceof DriverRefusal && error.code === code);
    assert.equal(device.documents.length, before, 'a document was signed');
  };
  const phase = async () => {
    const { fnInfo } = (await driver.task({ type: 'getFnInfo' })) as { fnInfo: Record<string, unknown> };
    return fnInfo['livePhase'];
  };

  await group.check('open', () => driver.call('open'));
  await group.check('init_mgm makes the test FN new', async () => {
    await driver.call('init_mgm');
    assert.equal(device.documents.length, 0);
    assert.equal(await phase(), 'configured');
  });
  await group.check('openShift of an unregistered register', async () => {
    if (refusals.unregistered !== undefined) return refused(openShift, refusals.unregistered);
    await driver.task(openShift);
    assert.equal(device.documents.length, 0);
  });
  await group.check('registration with a wrong registration number', () =>
    refused(registration('registration', '0000000001057836'), 88),
  );
  await group.check('registration', async () => {
    const { result, document } = await signedOnceDuring(device, () =>
      driver.task(registration('registration', number)),
    );
    assert.equal(document.form, FORM.registration);
    assert.equal(document.number, 1);
    assertRequisites(document.tags, number, name);
    assertReport(result, document);
    assert.equal(await phase(), 'fiscalMode');
  });
  await group.check('getRegistrationInfo', async () => {
    const info = (await driver.task({ type: 'getRegistrationInfo' })) as Record<string, object>;
    assertIncludes(info['organization'], { ...organization, name });
    assertIncludes(info['device'], {
      registrationNumber: number,
      paymentsAddress: 'Магазин № 1',
      excise: true,
    });
    assertIncludes(info['ofd'], { name: 'ОФД', vatin: ofd.vatin });
  });
  await group.check('registration of a registered register', () =>
    refused(registration('registration', number), 148),
  );
  for (const [code, reason] of [
    [2, 'ofdChange'],
    [3, 'attributesChange'],
    [4, 'settingsChange'],
  ] as const) {
    await group.check(`changeRegistrationParameters, ${reason}`, async () => {
      const paymentsAddress = `Магазин № ${code}`;
      const { result, document } = await signedOnceDuring(device, () =>
        driver.task(change(reason, number, { paymentsAddress })),
      );
      assert.equal(document.form, FORM.reregistration);
      assert.equal(document.tags.number(1101), code);
      assert.equal(document.tags.text(1187), paymentsAddress);
      assertReport(result, document);
    });
  }
  await group.check('changes in an open shift', async () => {
    await driver.task(openShift);
    await driver.task(sell);
    await refused(change('settingsChange', number), 83);
    await refused({ type: 'closeArchive', operator }, 83);
    await driver.task(closeShift);
  });
  await group.check('fn_operation with parameters, FNOP_CHANGE_PARAMETERS', async () => {
    const { document } = await signedOnceDuring(device, () =>
      driver.call('fn_operation', { FN_OPERATION_TYPE: 2, t1101: 3, t1187: 'Склад', t1057: 0 }),
    );
    assert.equal(document.tags.text(1187), 'Склад');
    assert.equal(document.tags.text(1009), organization.address);
    assert.ok(!document.tags.has(1057), 'agents were taken off (1057)');
  });
  await group.check('closeArchive', async () => {
    const { result, document } = await signedOnceDuring(device, () =>
      driver.task({ type: 'closeArchive', operator }),
    );
    assert.equal(document.form, FORM.closeFn);
    assert.equal(document.tags.text(1021), operator.name);
    assertReport(result, document);
    assert.equal(await phase(), 'postFiscalMode');
    await refused(openShift, 117);
  });
  await group.check('every document is read back', () => readEveryDocument({ device, driver }));
  await group.check('accessArchive when the operator has all', async () => {
    device.sendAll();
    assert.equal(await phase(), 'accessArchive');
  });
  await group.check('fnChange', async () => {
    await device.insertFn(FN_SERIALS[1]);
    assert.equal(await phase(), 'configured');
    const { result, document } = await signedOnceDuring(device, () =>
      driver.task(registration('fnChange', number)),
    );
    assert.equal(document.form, FORM.reregistration);
    assert.equal(document.number, 1);
    assert.equal(document.tags.number(1101), 1);
    assert.equal(document.tags.text(1041), FN_SERIALS[1]);
    assertRequisites(document.tags, number, name);
    assertReport(result, document);
  });
  await group.check('a sale with the new FN', async () => {
    await driver.task(openShift);
    await signedOnceDuring(device, () => driver.task(sell));
    await driver.task(closeShift);
    await readEveryDocument({ device, driver });
  });
  await group.check('no FN', async () => {
    await device.removeFn();
    await refused(openShift, refusals.noFn);
    const { deviceStatus } = (await driver.task({ type: 'getDeviceStatus' })) as {
      deviceStatus: Record<string, unknown>;
    };
    assert.equal(deviceStatus['fnPresent'], false);
  });
  await group.check('close', () => driver.call('close'));
}

function assertRequisites(tags: TlvList, number: string, name: string): void {
  assert.equal(tags.text(1048), name);
  assert.equal(tags.text(1018), INN);
  assert.equal(tags.text(1037), number);
  assert.equal(tags.text(1009), organization.address);
  assert.equal(tags.text(1187), device.paymentsAddress);
  assert.equal(tags.text(1117), organization.email);
  assert.equal(tags.text(1060), device.fnsUrl);
  assert.equal(tags.text(1017), ofd.vatin);
  assert.equal(tags.text(1046), ofd.name);
  assert.equal(tags.text(1021), operator.name);
  assert.equal(tags.text(1203), operator.vatin);
  assert.equal(tags.number(1062), 3);
  assert.equal(tags.number(1057), 32);
  assert.equal(tags.number(1207), 1);
  for (const flag of [1001, 1002, 1056, 1108, 1109, 1110, 1126, 1193, 1221])
    assert.equal(tags.number(flag), 0);
}

/** `fiscalParams` of a report outside of a shift. */
function assertReport(result: unknown, { number, sign, dateTime, tags }: SignedDocument): void {
  const { fiscalParams } = result as { fiscalParams: Record<string, unknown> };
  assertIncludes(fiscalParams, {
    fiscalDocumentNumber: number,
    fiscalDocumentSign: String(sign),
    fiscalDocumentDateTime: driverTime(dateTime),
    fnNumber: tags.text(1041),
    registrationNumber: tags.text(1037),
    fnsUrl: device.fnsUrl,
  });
}

/** The requisites that the driver reads one by one (A4 45, A4 46) are those that were signed. */
async function readEveryDocument({ device, driver }: Pick<Stand, 'device' | 'driver'>): Promise<void> {
  for (const { number, bytes } of device.documents) {
    const read = (await driver.task({
      type: 'getFnDocument',
      fiscalDocumentNumber: number,
      withRawData: true,
    })) as { readonly documentTLV: Record<string, unknown>; readonly rawData: string };
    assert.equal(read.documentTLV['1040'], number);
    assert.deepEqual(Buffer.from(read.rawData, 'base64'), bytes, `document ${number}`);
  }
}

function assertIncludes(actual: object | undefined, expected: Readonly<Record<string, unknown>>): void {
  const part = Object.fromEntries(
    Object.keys(expected).map((key) => [key, (actual as Record<string, unknown> | undefined)?.[key]]),
  );
  assert.deepEqual(part, expected);
}
