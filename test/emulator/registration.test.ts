import { describe, expect, test } from 'vitest';
import { decodeDocument, fieldValue, registrationNumber, toNamed } from '../../src/fiscal/index.js';
import { registers } from '../../src/protocol/classic/registers.js';
import { commands, encodeRequest, fnPhase, openMessage } from '../../src/protocol/index.js';
import { fromHex } from '../../src/util/hex.js';
import { goldenRegistrations } from '../golden/registrations.js';
import { bench, type Host } from './support.js';

const SERIAL = '00106700000042';
const INN = '7707083893';
const RNM = registrationNumber(105, { inn: INN, serial: SERIAL });
const { registerFn, closeFn } = commands;

const cp866 = (text: string) => Uint8Array.from(text, (char) => char.charCodeAt(0));
const padded = (text: string, length: number) => cp866(text.padEnd(length));

/** The least that a first registration needs. */
const least: ReadonlyArray<readonly [tag: number, value: Uint8Array | string | number]> = [
  [1101, 0],
  [1037, padded(RNM, 20)],
  [1018, padded(INN, 12)],
  [1017, padded('7702203276', 12)],
  [1046, 'OFD'],
  [1048, 'OOO'],
  [1009, 'Moscow'],
  [1187, 'Shop'],
  [1062, 3],
  [1002, 0],
];

async function write(host: Host, attributes: typeof least): Promise<void> {
  for (const [tag, value] of attributes) expect(await host.attribute(tag, value), String(tag)).toBe('ok');
}

const last = ({ emulator }: Host) =>
  decodeDocument(emulator.fn.documents().at(-1)?.bytes ?? new Uint8Array());

describe('registration by a host', () => {
  test.each(goldenRegistrations)(
    'as the vendor driver does it: $task',
    async ({ fn, commands: sent, task }) => {
      const { emulator, host } = bench({ registered: fn === 'fiscal' });
      for (const hex of sent) {
        // The recorded registration number belongs to another register; the check sum of this one is put in.
        const bytes = fromHex(`0000${hex}`);
        if (hex.includes('0d04 1400')) bytes.set(cp866(RNM), 2 + 8);
        const { answer } = await emulator.execute(bytes);
        expect(answer.slice(0, 2), hex).toEqual(Uint8Array.of(0x55, 0));
      }
      expect(await host.register(registers.extendedError)).toEqual({ code: 0, extended: 0 });
      const document = last(host);
      if (task === 'closeArchive') {
        expect(document.form).toBe(6);
        expect(emulator.fn.phase).toBe(fnPhase.postFiscal);
        return;
      }
      expect(document.form).toBe(task === 'registration' ? 1 : 11);
      expect(emulator.fn.phase).toBe(fnPhase.fiscal);
      expect(toNamed(document).fields).toMatchObject({
        userName: 'ООО Ромашка',
        settlementAddress: 'Москва',
        settlementPlace: 'Магазин',
        senderEmail: 'a@b.ru',
        fnsSite: 'www.nalog.ru',
        machineNumber: '12',
        cashier: 'Иванов',
        cashierInn: '123654789507',
        autoMode: 1,
        printerInMachine: 1,
        exciseGoods: 1,
        gambling: 0,
        taxationTypes: 3,
        agentType: 0x40,
        ffdVersion: 2,
      });
      expect(emulator.registration).toMatchObject({
        user: 'ООО Ромашка',
        automatic: true,
        taxationSystems: 3,
      });
    },
  );

  test('the recorded commands are decoded and encoded to the same bytes', () => {
    for (const hex of goldenRegistrations.flatMap(({ commands: sent }) => sent)) {
      const message = fromHex(`0000${hex}`);
      const { code, reader } = openMessage(message);
      const command = Object.values(commands).find((one) => one.code === code);
      const request = command?.request.decode(reader);
      expect(encodeRequest(command as typeof commands.registerFn, request as undefined)).toEqual(message);
    }
  });

  test('takes its time: the state is 6.2 until the report is signed', async () => {
    const { host, clock } = bench({ registered: false, latency: 900 });
    await write(host, least);
    await host.mode(6);
    await host.call(registerFn);
    expect((await host.call(commands.getStateCode)).mode).toBe(0x26);
    await clock.advance(1000);
    expect((await host.call(commands.getStateCode)).mode).toBe(6);
    expect(last(host).form).toBe(1);
  });

  test('what a change does not name stays, what it names is read back', async () => {
    const { host, emulator } = bench();
    const before = emulator.registration;
    await write(host, [
      [1101, 4],
      [1187, 'Kiosk'],
    ]);
    await host.mode(6);
    await host.call(registerFn);
    expect(emulator.registration).toEqual({ ...before, place: 'Kiosk' });
    const { data } = await host.call(commands.readAttribute, { tag: 1187, block: 0 });
    expect(Buffer.from(data).toString('latin1', 4)).toBe('Kiosk');
    expect(await host.call(commands.fnGetRegistrationTotals, { report: 2 })).toMatchObject({
      inn: '7707083893',
    });
    expect((await host.register(registers.lastRegistration)).documentNumber).toBe(2);
    // It does not get into the next receipt.
    await host.openShift();
    await host.sell();
    expect(fieldValue(last(host), 'settlementPlace')).toBe('Kiosk');
  });

  test.each([
    ['no registration number', [1037], 'EE/0206'],
    ['no address', [1009], 'EE/0206'],
    ['no operator', [1017], 'EE/0206'],
    ['no taxation', [1062], 'EE/0206'],
  ])('with %s is refused', async (_name, without, status) => {
    const { host, emulator } = bench({ registered: false });
    await write(
      host,
      least.filter(([tag]) => !without.includes(tag)),
    );
    await host.mode(6);
    expect(await host.status(registerFn)).toBe(status);
    expect(emulator.fn.documents()).toHaveLength(0);
  });

  test.each([
    ['the registration number of another register', [1037, padded('0000000001057836', 20)], 'A6'],
    ['a taxpayer number with wrong check digits', [1018, padded('7707083894', 12)], 'A7'],
    ['encryption but no operator', [1056, 1], 'EE/0205', [1002, 1]],
    ['an automat without a number', [1001, 1], 'EE/0206'],
  ] as const)('with %s is refused', async (_name, attribute, status, more?: readonly [number, number]) => {
    const { host } = bench({ registered: false });
    await write(host, [...least, attribute, ...(more ? [more] : [])]);
    await host.mode(6);
    expect(await host.status(registerFn)).toBe(status);
    // It may be tried again with better requisites.
    await write(host, [...least, [1056, 0], [1001, 0]]);
    await host.call(registerFn);
    expect(last(host).form).toBe(1);
  });

  test('without an operator needs none', async () => {
    const { host, emulator } = bench({ registered: false });
    await write(host, [...least.filter(([tag]) => tag !== 1017 && tag !== 1046), [1002, 1]]);
    await host.mode(6);
    await host.call(registerFn);
    expect(emulator.registration.offline).toBe(true);
    expect(fieldValue(last(host), 'ofdInn')).toBeUndefined();
  });

  test('attributes that do not suit the FN are refused at once', async () => {
    const fiscal = bench();
    expect(await fiscal.host.attribute(1101, 0)).toBe('EE/0202');
    expect(await fiscal.host.attribute(1101, 1)).toBe('EE/0202');
    expect(await fiscal.host.attribute(1101, 5)).toBe('EE/0204');
    expect(await fiscal.host.attribute(1037, padded('0000000001057836', 20))).toBe('EE/0203');
    expect(await fiscal.host.attribute(1018, padded('7707083893', 12))).toBe('ok');
    expect(await fiscal.host.attribute(1018, padded('500100732259', 12))).toBe('EE/0203');
    expect(await fiscal.host.attribute(1062, Uint8Array.of(1, 2))).toBe('EE/0204');
    expect(await fiscal.host.attribute(1209, 4)).toBe('F6/01');
    expect(await fiscal.host.attribute(1013, 'x')).toBe('EE/0203');
    const fresh = bench({ registered: false });
    expect(await fresh.host.attribute(1101, 3)).toBe('EE/0202');
  });

  test('needs rest: no receipt, no shift, an FN, its mode, a reason', async () => {
    const { host, emulator } = bench();
    await host.mode(6);
    expect(await host.status(registerFn)).toBe('EE/0206');
    await host.mode(1);
    expect(await host.status(registerFn)).toBe('66');
    await host.openShift();
    await host.mode(6);
    expect(await host.status(registerFn)).toBe('9C');
    expect(await host.status(closeFn)).toBe('9C');
    await host.closeShift();
    await emulator.removeFn();
    await host.mode(6);
    expect(await host.status(registerFn)).toBe('D2');
    expect(await host.status(closeFn)).toBe('D2');
    await emulator.insertFn({});
    expect(await host.status(closeFn)).toBe('D4');
  });

  test('works eleven times after the first', async () => {
    const { host, emulator } = bench();
    for (let i = 0; i < 11; i++) {
      await write(host, [[1101, 3]]);
      await host.mode(6);
      await host.call(registerFn);
    }
    await write(host, [[1101, 3]]);
    expect(await host.status(registerFn)).toBe('9F');
    expect(emulator.fn.documents()).toHaveLength(12);
  });

  test('a new FN goes on where the old one ended, whatever the host leaves out', async () => {
    const { host, emulator } = bench({ registration: { place: 'Kiosk' } });
    await host.mode(6);
    await host.call(closeFn);
    expect(await host.status(closeFn)).toBe('D4');
    await emulator.insertFn({});
    await host.call(registerFn);
    expect(last(host).form).toBe(11);
    expect(fieldValue(last(host), 'reregistrationReason')).toBe(1);
    expect(fieldValue(last(host), 'settlementPlace')).toBe('Kiosk');
  });

  test('address and place of the closing are those that the host gave', async () => {
    const { host } = bench();
    await write(host, [
      [1009, 'Tver'],
      [1187, 'Stock'],
    ]);
    await host.mode(6);
    await host.call(closeFn);
    expect(fieldValue(last(host), 'settlementAddress')).toBe('Tver');
    expect(fieldValue(last(host), 'settlementPlace')).toBe('Stock');
  });

  test('what was written for a registration does not get into a receipt', async () => {
    const { host } = bench();
    await write(host, [
      [1101, 3],
      [1057, 0x40],
      [1117, 'new@shop.ru'],
    ]);
    await host.mode(6);
    await host.call(registerFn);
    await host.openShift();
    await host.sell();
    expect(fieldValue(last(host), 'agentType')).toBeUndefined();
    expect(fieldValue(last(host), 'senderEmail')).toBeUndefined();
  });
});
