import { describe, expect, it } from 'vitest';
import { Emulator, type EmulatorOptions, type RegisterDump } from '../../src/emulator/index.js';
import { isRegistrationNumber } from '../../src/fiscal/registration-number.js';
import { connect, type DumpOptions, dumpRegister, type ReceiptInput } from '../../src/index.js';
import { isPersonalSetting, isSecretSetting } from '../../src/protocol/classic/dump.js';
import { type SettingName, settings } from '../../src/protocol/classic/settings.js';
import { VirtualClock } from '../../src/util/clock.js';
import { fixed } from '../support/identity.js';

const owner = {
  user: 'ИП Весенний Пётр',
  inn: '500100732259',
  address: '394000, г. Воронеж, ул. Тихая, д. 7',
  place: 'Ларёк у реки',
  senderEmail: 'vesna@example.org',
};

const sale = (
  vat: ReceiptInput['items'] extends infer _ ? 'vat10' | 'vat22' | 'none' : never,
): ReceiptInput => ({
  type: 'sell',
  taxation: 'osn',
  customer: { contact: 'buyer@example.org' },
  operator: { name: 'Кассир Зимина', inn: '112233445573' },
  items: [
    { name: 'Чай', price: '50.10', quantity: 2, vat, department: 3 },
    { name: 'Кофе', price: 70, vat: 'vat5' },
  ],
  payments: [
    { type: 'electronic', sum: 100 },
    { type: 'cash', sum: 100 },
  ],
});

/** Switches, numbers and kinds: what they switch is left out itself. */
const harmless: readonly string[] = [
  'cutAfterCliche',
  'printCashier',
  'printClicheInServiceMessages',
  'clicheHeaderLines',
  'beepOnPowerOn',
  'powerManagement',
  'peripheralPowerOffTimeout',
  'powerOffTimeout',
  'printerModel',
  'suppressCliche',
  'fnStartTimeout',
  'backlightTimeout',
  'printWifiPassword',
  'bluetoothPairing',
  'printSupplierInn',
  'attachedDevice',
  'attachedDeviceSpeed',
  'accountPort',
];

const still = () => new VirtualClock({ now: Date.UTC(2026, 10, 30, 9) });

/** A register with a life behind it: two shifts, returns, cash, a correction, tickets, settings of its own. */
async function busy(options: EmulatorOptions = {}) {
  const clock = still();
  const emulator = new Emulator({
    ...fixed({ model: '30F' }),
    latency: 0,
    clock,
    dateTime: '2026-11-30T10:00:00',
    ...options,
    registration: { ...owner, taxationSystems: 1, agents: 4 },
  });
  const kkt = await connect(emulator.transport());
  if (options.link !== 'p5')
    await kkt.settings.update({
      clicheLine1: 'ИП Весенний',
      ofdAddress: 'ofd.example.org',
      userPassword5: '1234',
    });
  for (const vat of ['vat10', 'vat22'] as const) {
    await kkt.openShift();
    await kkt.issue(sale(vat));
    await kkt.issue({
      ...sale('none'),
      type: 'sellReturn',
      payments: [{ type: 'electronic', sum: '170.20' }],
    });
    await kkt.cashIn(500);
    await kkt.cashOut(30);
    if (vat === 'vat10') await kkt.closeShift();
  }
  await kkt.issue({
    type: 'sellCorrection',
    taxation: 'osn',
    total: 10,
    payments: [{ type: 'cash', sum: 10 }],
    vats: [{ vat: 'none', sum: 10 }],
    correction: { type: 'self', date: '2026-11-29' },
  });
  for (const number of [1, 2, 3])
    emulator.fn.accept(number, { dateTime: '2026-11-30T10:05', sign: new Uint8Array(18).fill(number) });
  return { emulator, kkt };
}

async function dumpOf(options: EmulatorOptions, how: DumpOptions): Promise<RegisterDump> {
  await using emulator = new Emulator({ ...options, latency: 0, clock: still() });
  await using kkt = await connect(emulator.transport());
  return await dumpRegister(kkt, how);
}

/** As a file keeps it. */
const written = (dump: RegisterDump): RegisterDump => JSON.parse(JSON.stringify(dump));

describe('a dump', () => {
  it.each(['any', 'p5'] as const)('of the emulator of a dump is the dump (%s)', async (link) => {
    await using it = await busy({ link }).then(({ emulator, kkt }) => ({
      kkt,
      [Symbol.asyncDispose]: async () => {
        await kkt.close();
        await emulator.close();
      },
    }));
    for (const how of [{ personal: true, secrets: true, documents: 'all' }, {}] as DumpOptions[]) {
      const dump = written(await dumpRegister(it.kkt, how));
      expect(written(await dumpOf({ from: dump }, how))).toEqual(dump);
    }
  });

  it('has no passwords and names nobody by default', async () => {
    const { emulator, kkt } = await busy();
    const text = JSON.stringify(await dumpRegister(kkt));
    await kkt.close();
    await emulator.close();
    const told = [...text.matchAll(/"((?:[0-9a-f]{2}){4,})"/g)].map(([, hex = '']) =>
      Buffer.from(hex, 'hex'),
    );
    const page = new TextDecoder('ibm866');
    const all = `${text}\n${told.map((bytes) => page.decode(bytes)).join('\n')}`;
    for (const secret of [...Object.values(owner), 'Весенний', 'Зимина', '112233445573', 'buyer@example.org'])
      expect(all).not.toContain(secret);
    expect(JSON.parse(text).tables).not.toHaveProperty('3.5.1');
    expect(JSON.parse(text).tables).toHaveProperty('19.1.1');
    expect(JSON.parse(text).leftOut).toEqual(['secrets', 'personal']);
  });

  it('leaves out every setting whose title speaks of a secret or of people', () => {
    const open = Object.values(settings).filter(
      ({ name }) => !isSecretSetting(name) && !isPersonalSetting(name),
    );
    const telling =
      /парол|пин|pin|ключ|токен|пользовател|кассир|инн|имя|клише|предприяти|кабинет|gsm|bluetooth/i;
    expect(open.filter(({ title }) => telling.test(title)).map(({ name }) => name)).toEqual(harmless);
    expect(Object.values(settings).filter(({ name }) => isSecretSetting(name)).length).toBeGreaterThan(30);
  });

  it('keeps the Wi-Fi, the modem, the shop and the cabinet to itself', async () => {
    await using emulator = new Emulator({ ...fixed({ model: '30F' }), latency: 0 });
    await using kkt = await connect(emulator.transport());
    const own = {
      wifiNetwork: 'Vesna-Shop',
      wifiPassword: 'vesna-wifi-1',
      retailName: 'Ларёк Весна',
      retailAddress: 'Воронеж, Тихая, 7',
      accountAddress: 'lk.vesna.ru',
      accountUser: 'vesna-user',
      bluetoothPin: '87654321',
      userPassword7: '7531',
      userName7: 'Зимина А. П.',
      userInn7: '112233445573',
      gsmUser: 'vesna-gsm',
      gsmPassword: 'gsm-secret',
      gsmConfiguration: 'AT+CPIN=4321',
      clicheLine2: 'ИП Весенний',
    } as const;
    const known = new Set((await kkt.settings.all()).map(({ name }) => String(name)));
    const written = Object.entries(own).filter(([name]) => known.has(name));
    expect(written.length).toBeGreaterThan(8);
    for (const [name, value] of written) await kkt.settings.set(name as SettingName, value as never);
    const seen = async (how: DumpOptions): Promise<string> => {
      const { tables } = await dumpRegister(kkt, how);
      const page = new TextDecoder('ibm866');
      return Object.values(tables)
        .map((hex) => `${hex} ${page.decode(Buffer.from(hex, 'hex'))}`)
        .join('\n');
    };
    const [nothing, all] = [await seen({}), await seen({ personal: true, secrets: true })];
    for (const [name, value] of written) {
      const { table, row, field } = settings[name as SettingName];
      expect((await dumpRegister(kkt)).tables, name).not.toHaveProperty([`${table}.${row}.${field}`]);
      // The page of the register has some letters elsewhere; bytes are compared above.
      if (/^[\x20-\x7e]*[a-z]{4}[\x20-\x7e]*$/i.test(value)) {
        expect(nothing, name).not.toContain(value);
        expect(all, name).toContain(value);
      }
    }
  });

  it('is a register that goes on selling, with its counters', async () => {
    const { emulator, kkt } = await busy();
    const dump = written(await dumpRegister(kkt));
    const { cashKopecks } = await kkt.status();
    await kkt.close();
    await emulator.close();
    await using again = new Emulator({ from: dump, latency: 0 });
    await using other = await connect(again.transport());
    const done = await other.issue({ ...sale('vat22'), customer: undefined });
    expect(done.documentNumber).toBe(dump.fn.last.number + 1);
    expect(done.fnNumber).toBe(dump.fn.number);
    expect((await other.status()).cashKopecks).toBe(cashKopecks + 70_20);
    expect((await other.closeShift()).shiftNumber).toBe(2);
    await again.reset();
    expect((await other.fn.state()).lastDocument).toBe(dump.fn.last.number);
  });

  it('may have test numbers of register and FN', async () => {
    const { emulator, kkt } = await busy();
    const dump = written(await dumpRegister(kkt, { personal: true }));
    await kkt.close();
    await emulator.close();
    await using again = new Emulator({ from: dump, testNumbers: true, latency: 0 });
    await using other = await connect(again.transport());
    const { fnNumber, registrationNumber } = await other.issue(sale('vat10'));
    const { serialNumber } = await other.identify();
    expect(fnNumber).not.toBe(dump.fn.number);
    expect(fnNumber).toMatch(/^9999/);
    expect(serialNumber).not.toBe(dump.serialNumber);
    expect(isRegistrationNumber(registrationNumber, { inn: owner.inn, serial: serialNumber })).toBe(true);
  });

  it('that is none, or of another register, is refused with every place', async () => {
    const { emulator, kkt } = await busy();
    const dump = written(await dumpRegister(kkt));
    await kkt.close();
    await emulator.close();
    const paths = (from: unknown, more: EmulatorOptions = {}): string[] => {
      try {
        new Emulator({ from: from as RegisterDump, ...more });
      } catch (error) {
        return (error as { problems: Array<{ path: string }> }).problems.map(({ path }) => path);
      }
      return [];
    };
    expect(paths('a text')).toEqual(['from']);
    expect(paths({ ...dump, dump: 2, ffd: '1.2' })).toEqual(['from.dump', 'from.ffd']);
    expect(paths({ ...dump, model: 999 })).toEqual(['from.model']);
    expect(paths({ ...dump, tables: { '2.1.1': 'xx' } })).toEqual(['from.tables.2.1.1']);
    expect(paths({ ...dump, documents: [{}] })).toContain('from.documents[0].number');
    expect(paths(dump, { model: '30F' })).toEqual(['model']);
    // A field that this model does not have is as from the factory.
    expect(paths({ ...dump, tables: { ...dump.tables, '99.1.1': '00' } })).toEqual([]);
    const broken = Object.keys(dump).filter((key) => paths({ ...dump, [key]: null }).length === 0);
    expect(broken).toEqual([]);
  });

  it('takes documents only together with personal data', async () => {
    const { emulator, kkt } = await busy();
    await expect(dumpRegister(kkt, { documents: 5 })).rejects.toMatchObject({
      problems: [{ path: 'documents' }],
    });
    await kkt.close();
    await emulator.close();
  });
});
