import assert from 'node:assert/strict';
import { type Group, given } from '../checks.js';
import { type Device, FORM, type ModelUnderTest, type SignedDocument } from '../device/device.js';
import type { TlvList } from '../device/tlv.js';
import { double } from '../driver/values.js';
import type { Stand } from '../stand.js';
import { assertFiscalParams, receiptParams, signedDuring, signedOnceDuring } from './expectations.js';
import { checkIdentity } from './identity.js';
import { buy, cashIn, cashOut, closeShift, EMAIL, openShift, reportX, sell, sellReturn } from './tasks.js';

/** DT_CASH_SUM of `query_data`. */
const CASH_SUM = { DATA_TYPE: 1 } as const;

/** The code page has no angle quotes: what the driver sends instead in either protocol. */
export const ANGLE_QUOTES = { classic: '"', p5: ' ' } as const;

/** One shift from open to close by JSON tasks, every answer held against what the register signed. */
export async function runShift(
  group: Group,
  { device, driver }: Pick<Stand, 'device' | 'driver'>,
  model: ModelUnderTest,
  quotes: string = ANGLE_QUOTES.classic,
): Promise<void> {
  await group.check('open', () => driver.call('open'));
  await checkIdentity(group, { device, driver }, model);

  const opened = await group.check('openShift', async () => {
    const { result, document } = await signedOnceDuring(device, () => driver.task(openShift));
    assert.equal(document.form, FORM.openShift);
    assert.equal(document.tags.text(1021), openShift.operator.name);
    assert.equal(document.tags.text(1203), openShift.operator.vatin);
    assertFiscalParams(result, document, device.registration);
    return document;
  });
  await group.check('getShiftStatus in the open shift', async () => {
    const { dateTime, tags } = given(opened, 'the open shift');
    const { shiftStatus } = (await driver.task({ type: 'getShiftStatus' })) as ShiftStatusAnswer;
    assert.equal(shiftStatus.state, 'opened');
    assert.equal(shiftStatus.number, tags.number(1038));
    const dayLater = Date.parse(`${dateTime}Z`) + 24 * 3_600_000;
    assert.ok(
      Math.abs(Date.parse(shiftStatus.expiredTime) - dayLater) < 60_000,
      `expires ${shiftStatus.expiredTime}`,
    );
  });

  const cashBefore = await group.check('query_data of the cash in the drawer', async () => {
    const { SUM } = await driver.call('query_data', CASH_SUM, { SUM: 'double' });
    return SUM;
  });
  await group.check('sell', () =>
    checkReceipt(
      device,
      () => driver.task(sell),
      (tags) => assertSale(tags, quotes),
    ),
  );
  await group.check('sellReturn', () =>
    checkReceipt(device, () => driver.task(sellReturn), assertSellReturn),
  );
  await group.check('buy', () => checkReceipt(device, () => driver.task(buy), assertBuy));
  if (model.prints) {
    await group.check('paper of the buy receipt', () => {
      const last = device.documents.at(-1);
      const paper = device.tape.join('\n');
      assert.match(paper, /Макулатура/);
      assert.ok(paper.includes(String(last?.sign)), `the paper lacks the fiscal sign ${last?.sign}`);
    });
  }
  await group.check('cashIn', async () => {
    const before = given(cashBefore, 'the cash before the receipts');
    const { signed, result } = await signedDuring(device, 0, () => driver.task(cashIn(500)));
    assert.deepEqual(signed, []);
    assert.deepEqual(result, { counters: { cashSum: round(before + 201.5 - 91 - 50 + 500) } });
  });
  await group.check('cashOut', async () => {
    const before = given(cashBefore, 'the cash before the receipts');
    const { result } = await signedDuring(device, 0, () => driver.task(cashOut(100.25)));
    assert.deepEqual(result, { counters: { cashSum: round(before + 201.5 - 91 - 50 + 500 - 100.25) } });
  });
  await group.check('cashOut of more than there is', async () => {
    const outcome = await driver.attempt({ operation: 'cash_outcome', params: { SUM: double(900_000) } });
    // 98 of the register: not enough cash.
    assert.equal(outcome.code, 80, `driver error ${outcome.code} (${outcome.description})`);
  });
  await group.check('reportX', async () => {
    const lines = device.tape.length;
    const { result } = await signedDuring(device, 0, () => driver.task(reportX));
    assert.equal(result, undefined);
    if (model.prints) assert.ok(device.tape.length > lines, 'nothing was printed');
  });
  await group.check('closeShift', async () => {
    const { result, document } = await signedOnceDuring(device, () => driver.task(closeShift));
    assert.equal(document.form, FORM.closeShift);
    assert.equal(document.tags.number(1038), given(opened, 'the open shift').tags.number(1038));
    assert.equal(document.tags.number(1118), 3, 'receipts of the shift (1118)');
    assert.equal(document.tags.number(1111), 5, 'documents of the shift (1111)');
    assertFiscalParams(result, document, device.registration, { receiptsCount: 3 });
  });
  await group.check('getShiftStatus in the closed shift', async () => {
    const { shiftStatus } = (await driver.task({ type: 'getShiftStatus' })) as ShiftStatusAnswer;
    assert.equal(shiftStatus.state, 'closed');
    assert.equal(shiftStatus.number, given(opened, 'the open shift').tags.number(1038));
  });
  await group.check('every document is found by its number', () => findEveryDocument({ device, driver }));
  await group.check('close', () => driver.call('close'));
}

interface ShiftStatusAnswer {
  readonly shiftStatus: { readonly state: string; readonly number: number; readonly expiredTime: string };
}

async function checkReceipt(
  device: Device,
  task: () => Promise<unknown>,
  assertTags: (tags: TlvList) => void,
): Promise<void> {
  const { result, document } = await signedOnceDuring(device, task);
  assert.equal(document.form, FORM.receipt);
  assert.equal(document.tags.text(1021), sell.operator.name);
  assert.equal(document.tags.text(1203), sell.operator.vatin);
  assertTags(document.tags);
  assertFiscalParams(result, document, device.registration, receiptParams(document));
}

function assertSale(tags: TlvList, quotes: string): void {
  assert.equal(tags.number(1054), 1, 'settlement type (1054)');
  assert.equal(tags.number(1055), 1, 'taxation (1055)');
  assert.equal(tags.text(1008), EMAIL);
  assertSums(tags, { total: 70_150, cash: 20_150, electronic: 50_000 });
  assert.equal(tags.number(1102), 5_000, 'VAT 20 % (1102)');
  assert.equal(tags.number(1103), 827, 'VAT 10 % (1103)');
  assert.equal(tags.number(1105), 31_050, 'sum without VAT (1105)');
  assert.deepEqual(tags.lists(1059).map(item), [
    {
      name: `Хлеб ${quotes}Бородинский${quotes}`.trimEnd(),
      price: 4_550,
      quantity: 2,
      sum: 9_100,
      tax: 2,
      subject: 1,
      method: 4,
    },
    { name: 'Доставка заказа № 5', price: 30_000, quantity: 1, sum: 30_000, tax: 1, subject: 4, method: 4 },
    { name: 'Сыр', price: 89_999, quantity: 0.345, sum: 31_050, tax: 6, subject: 1, method: 4 },
  ]);
}

function assertSellReturn(tags: TlvList): void {
  assert.equal(tags.number(1054), 2, 'settlement type (1054)');
  assertSums(tags, { total: 9_100, cash: 9_100, electronic: 0 });
  assert.equal(tags.lists(1059).length, 1);
}

function assertBuy(tags: TlvList): void {
  assert.equal(tags.number(1054), 3, 'settlement type (1054)');
  assertSums(tags, { total: 5_000, cash: 5_000, electronic: 0 });
  assert.equal(tags.lists(1059).length, 1);
}

function assertSums(tags: TlvList, expected: { total: number; cash: number; electronic: number }): void {
  const [total, cash, electronic] = [tags.number(1020), tags.number(1031), tags.number(1081)];
  assert.deepEqual({ total, cash, electronic }, expected);
}

function item(tags: TlvList) {
  return {
    name: tags.text(1030),
    price: tags.number(1079),
    quantity: tags.decimal(1023),
    sum: tags.number(1043),
    tax: tags.number(1199),
    subject: tags.number(1212),
    method: tags.number(1214),
  };
}

async function findEveryDocument({ device, driver }: Pick<Stand, 'device' | 'driver'>): Promise<void> {
  for (const { form, number, dateTime, sign } of device.documents as readonly SignedDocument[]) {
    // FNDT_DOCUMENT_BY_NUMBER
    const found = await driver.call(
      'fn_query_data',
      { FN_DATA_TYPE: 13, DOCUMENT_NUMBER: number },
      { FN_DOCUMENT_TYPE: 'int', DATE_TIME: 'date', FISCAL_SIGN: 'string', HAS_OFD_TICKET: 'bool' },
    );
    assert.deepEqual(found, {
      FN_DOCUMENT_TYPE: form,
      DATE_TIME: `${dateTime.slice(0, 16)}:00`,
      FISCAL_SIGN: String(sign),
      HAS_OFD_TICKET: false,
    });
  }
}

function round(sum: number): number {
  return Math.round(sum * 100) / 100;
}
