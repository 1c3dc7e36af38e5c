// Runs inside the virtual machine: whole shifts over USB and over the serial port that the system makes of it, by both
// links, and receipts during which the cable is pulled.
import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { connect, discover } from 'atol-kkt';

const USB = 'usb://2912:0005';
const SERIAL = 'serial:///dev/ttyACM0';
const SERIAL_NUMBER = '00106900000001';

const register = fork(join(dirname(fileURLToPath(import.meta.url)), 'register.mjs'));
register.once('exit', (code) => code !== null && fail(`the register process has ended with ${code}`));
let failures = 0;

await reply('ready');
const serving = reply('serving');
writeFileSync(process.env['GADGET_UDC'], 'dummy_udc.0\n');
await serving;
await until(() => existsSync('/dev/ttyACM0') && existsSync('/dev/ttyGS0'));

await check('discover on USB', async () => {
  const { registers } = await discover({ serial: false, timeoutMs: 20_000 });
  assert.deepEqual(registers.map(summary), [[`${USB}?serial=${SERIAL_NUMBER}`, 'v3', '30F', SERIAL_NUMBER]]);
});
await check('discover on the serial ports', async () => {
  const serial = ['/dev/ttyACM0', '/dev/ttyACM1'];
  const { registers, errors } = await discover({ usb: false, serial, timeoutMs: 20_000 });
  assert.deepEqual(registers.map(summary), [[SERIAL, 'v3', '30F', SERIAL_NUMBER]]);
  assert.deepEqual(
    errors.map(({ url, error }) => [url, error.code]),
    [['serial:///dev/ttyACM1', 'NO_LINK']],
  );
});
for (const url of [USB, SERIAL]) {
  for (const link of ['auto', 'v2']) {
    await check(`a shift over ${url}, link ${link}`, () => shift(url, link));
  }
}
for (const url of [USB, SERIAL]) {
  for (const [unplugAt, when] of [
    ['openReceipt', 'before'],
    ['endPosition', 'after'],
    ['payment', 'after'],
    ['closeReceipt', 'before'],
    ['closeReceipt', 'after'],
  ]) {
    await check(`unplugged ${when} ${unplugAt} over ${url}`, () => unplugged(url, unplugAt, when));
  }
}
await check('one program at a time', async () => {
  const first = await connect(USB);
  await assert.rejects(connect(USB), { code: 'CONNECT_FAILED', message: /занято другой программой/ });
  await assert.rejects(connect(SERIAL), { code: 'CONNECT_FAILED', message: /такого порта нет/ });
  assert.equal((await first.identify()).serialNumber, SERIAL_NUMBER);
  await first.close();
  await until(() => existsSync('/dev/ttyACM0'));
  const second = await connect(SERIAL);
  await assert.rejects(connect(SERIAL), { code: 'CONNECT_FAILED', message: /порт занят/ });
  await second.close();
});

register.kill();
process.stdout.write(failures === 0 ? 'all checks passed\n' : `${failures} checks failed\n`);
process.exit(failures === 0 ? 0 : 1);

async function shift(url, link) {
  const kkt = await connect(url, { link });
  assert.equal(kkt.linkVersion, link === 'auto' ? 'v3' : link);
  assert.equal((await kkt.identify()).serialNumber, SERIAL_NUMBER);
  const before = await counts();
  await kkt.openShift({ operator: { name: 'Иванова Мария' } });
  const sale = await kkt.issue(goods('sell', 'Хлеб'));
  assert.equal(sale.totalKopecks, 21_250);
  assert.match(sale.fiscalSign.toString(), /^\d+$/);
  await kkt.issue(goods('sellReturn', 'Хлеб'));
  await kkt.issue(goods('buy', 'Макулатура'));
  assert.equal((await kkt.cashIn(500)).cashKopecks % 100, 0);
  await kkt.cashOut(100);
  await kkt.reportX();
  const closed = await kkt.closeShift();
  await kkt.close();
  const after = await counts();
  assert.equal(after.receipts, before.receipts + 3);
  assert.equal(closed.documentNumber, sale.documentNumber + 3);
}

/** The receipt is issued once, whatever happened to the cable, and the handle goes on working. */
async function unplugged(url, unplugAt, when) {
  const kkt = await connect(url, { reconnect: { limitMs: 60_000 } });
  const states = [];
  kkt.connection.onState((state) => states.push(state));
  if ((await kkt.status()).shift.state === 'closed')
    await kkt.openShift({ operator: { name: 'Иванова Мария' } });
  const before = await counts();
  register.send({ unplugAt, when });
  const sale = await kkt.issue(goods('sell', `Батон ${unplugAt} ${when}`));
  assert.equal(sale.totalKopecks, 21_250);
  assert.equal((await counts()).receipts, before.receipts + 1);
  assert.ok(states.includes('lost') && states.at(-1) === 'online', `states ${states}`);
  const next = await kkt.issue(goods('sell', 'Следующий'));
  assert.equal(next.documentNumber, sale.documentNumber + 1);
  await kkt.close();
}

function goods(type, name) {
  return {
    type,
    electronic: true,
    taxation: 'osn',
    customer: { contact: 'client@example.com' },
    items: [
      { name, price: '100.50', quantity: 2, vat: 'vat20', subject: 'goods', method: 'fullPayment' },
      { name: 'Пакет', price: '11.50', quantity: 1, vat: 'vat20', subject: 'goods', method: 'fullPayment' },
    ],
    payments: [{ type: 'electronic', sum: '212.50' }],
  };
}

function summary({ url, link, modelName, serialNumber }) {
  return [url, link, modelName, serialNumber];
}

/** Receipts and documents in the register's FN. */
function counts() {
  register.send({ receipts: true });
  return reply('receipts');
}

function reply(key) {
  return new Promise((resolve) => {
    const listen = (message) => {
      if (!(key in message)) return;
      register.off('message', listen);
      resolve(message);
    };
    register.on('message', listen);
  });
}

async function check(name, run) {
  const started = performance.now();
  try {
    await run();
    process.stdout.write(`ok   ${name}, ${Math.round(performance.now() - started)} ms\n`);
  } catch (error) {
    failures++;
    process.stdout.write(`FAIL ${name}\n${error.stack}\n`);
  }
}

function fail(reason) {
  process.stdout.write(`${reason}\n`);
  process.exit(1);
}

async function until(holds) {
  for (let tries = 0; !holds(); tries++) {
    assert.ok(tries < 200, 'the ports do not appear');
    await sleep(50);
  }
}
