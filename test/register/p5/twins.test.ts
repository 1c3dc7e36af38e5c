import { describe, expect, it } from 'vitest';
import { Emulator, type EmulatorOptions } from '../../../src/emulator/index.js';
import { type CashRegister, commands, connect } from '../../../src/index.js';
import { deviceStatus, type RegisterName } from '../../../src/protocol/index.js';
import { VirtualClock } from '../../../src/util/clock.js';
import { fixed } from '../../support/identity.js';
import { yardstick } from '../../support/receipts.js';

interface Twin extends AsyncDisposable {
  readonly emulator: Emulator;
  readonly kkt: CashRegister;
}

async function twin(link: 'v3' | 'p5', options: EmulatorOptions): Promise<Twin> {
  const clock = new VirtualClock({ now: Date.UTC(2026, 11, 1, 7), autoAdvance: true });
  const emulator = new Emulator(
    fixed({ model: '30F', latency: 0, dateTime: '2026-12-01T10:00:00', clock, ...options, link }),
  );
  const kkt = await connect(emulator.transport(), { clock });
  return {
    emulator,
    kkt,
    async [Symbol.asyncDispose]() {
      await kkt.close();
      await emulator.close();
    },
  };
}

/** What comes of the same calls in both protocols, the classic one first. */
async function both<T>(life: (twin: Twin) => Promise<T>, options: EmulatorOptions = {}): Promise<[T, T]> {
  await using classic = await twin('v3', options);
  await using second = await twin('p5', options);
  return [await life(classic), await life(second)];
}

/** What a refusal says. */
const told = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => 'done',
    ({ name, code, status }: { name: string; code: string; status?: number }) => ({ name, code, status }),
  );

const position = {
  flags: 0,
  price: 1000,
  quantity: 2000,
  total: 2000,
  tax: 6,
  taxSum: 0,
  department: 0,
  subject: 1,
  method: 4,
  discountSign: 0,
  discount: 0,
  name: 'Чай',
};

async function openSale({ kkt }: Twin): Promise<void> {
  await kkt.openShift();
  await kkt.call(commands.openReceipt, { flags: 0, type: 1 });
}

async function sell(
  it: Twin,
  more: Partial<typeof position> = {},
  attributes: Uint8Array[] = [],
): Promise<void> {
  const { kkt } = it;
  await kkt.call(commands.beginPosition, {});
  for (const data of attributes)
    await kkt.call(commands.writeAttribute, { flags: 1, blocks: 1, index: 0, data });
  await kkt.call(commands.endPosition, { ...position, ...more });
}

async function close({ kkt, emulator }: Twin, sum: number) {
  const paid = await kkt.call(commands.payment, { flags: 0, type: 1, sum });
  await kkt.call(commands.closeReceipt, { flags: 0, type: 1, sum: 0 });
  return { paid, fields: fieldsOf(emulator) };
}

/** Of the last receipt, but for what differs anyway: numbers of the firmware and of the sign. */
function fieldsOf(emulator: Emulator): unknown {
  const { fields } = emulator.receipts.at(-1) ?? { fields: [] };
  return fields.filter(({ id }) => !['fiscalSign', 'messageSign'].includes(id ?? ''));
}

const tlv = (tag: number, ...value: number[]) =>
  Uint8Array.of(tag & 255, tag >> 8, value.length, 0, ...value);

describe('receipts by the commands of the classic protocol', () => {
  it('have requisites of their own in a position', async () => {
    const [classic, second] = await both(async (it) => {
      await openSale(it);
      // 1191, an additional requisite: "AB".
      await sell(it, {}, [tlv(1191, 0x41, 0x42)]);
      return close(it, 2000);
    });
    expect(second).toEqual(classic);
    expect(JSON.stringify(second.fields)).toContain('AB');
  });

  it.each([
    ['a discount', { discount: 150, discountSign: 0 }],
    ['a surcharge', { discount: 150, discountSign: 1 }],
  ])('tell %s of a position', async (_name, more) => {
    const [classic, second] = await both(async (it) => {
      await openSale(it);
      await sell(it, more);
      return close(it, 2000);
    });
    expect(second).toEqual(classic);
  });

  it('are rounded by the sum, and by nothing else', async () => {
    const [classic, second] = await both(async (it) => {
      await openSale(it);
      await sell(it, { price: 1050, quantity: 1000, total: 1050 });
      const discount = { flags: 0, area: 0, sign: 0, value: 50 };
      const percent = await told(it.kkt.call(commands.discountOrSurcharge, { ...discount, kind: 0 }));
      await it.kkt.call(commands.discountOrSurcharge, { ...discount, kind: 1 });
      return { percent, ...(await close(it, 1000)) };
    });
    expect(second).toEqual(classic);
    expect(second.percent).toMatchObject({ status: deviceStatus.discountDenied });
    expect(second.paid).toEqual({ remainder: 0, change: 0 });
  });

  it('take the sum of a tax, and refuse a tax that is none', async () => {
    const [classic, second] = await both(async (it) => {
      await openSale(it);
      await sell(it);
      const wrong = await told(it.kkt.call(commands.registerTax, { flags: 0, area: 0, tax: 13, sum: 100 }));
      await it.kkt.call(commands.registerTax, { flags: 0, area: 0, tax: 6, sum: 2000 });
      return { wrong, ...(await close(it, 2000)) };
    });
    expect(second).toEqual(classic);
  });
});

describe('registers of the classic protocol', () => {
  const asked = [
    ['unsentCount'],
    ['lastRegistration'],
    ['extendedError'],
    ['revenue'],
    ['receiptTotals'],
    ['paymentsSum', 1, 1],
    ['paymentsSum', 1, 6],
    ['shiftTaxSum', 1, 1],
    ['nonResettableSum', 1],
    ['receiptCounts', 1],
    ['fnShift'],
    ['cashSum'],
  ] as const satisfies ReadonlyArray<readonly [RegisterName, number?, number?]>;

  async function sold({ kkt }: Twin): Promise<void> {
    await kkt.openShift();
    await kkt.cashIn(700);
    await kkt.issue(yardstick);
    await kkt.issue(yardstick);
    await kkt.issue({ ...yardstick, type: 'sellReturn', payments: [{ type: 'cash', sum: '212.50' }] });
  }

  it.each(asked)('%s %s %s', async (name, p1?: number, p2?: number) => {
    const [classic, second] = await both(async (it) => {
      await sold(it);
      return it.kkt.counters.read(name, p1, p2);
    });
    expect(second).toEqual(classic);
  });

  it('takings are of all forms of payment', async () => {
    const [classic, second] = await both(async (it) => {
      await sold(it);
      return (await it.kkt.counters.shift(['sell', 'sellReturn'])).revenueKopecks;
    });
    expect([classic, second]).toEqual([21_250, 21_250]);
  });

  it('validity of the FN', async () => {
    const [classic, second] = await both(({ kkt }) => kkt.counters.read('fnValidity'));
    const { registrationsDone, registrationsLeft, validUntil } = classic;
    expect(second).toMatchObject({ registrationsDone, registrationsLeft, validUntil });
  });

  it('taxes of the open receipt', async () => {
    const [classic, second] = await both(async (it) => {
      await openSale(it);
      await sell(it, { tax: 1, taxSum: 333 });
      return [await it.kkt.counters.read('receiptTaxSum', 1), await it.kkt.counters.read('receiptTaxSum', 2)];
    });
    expect(second).toEqual(classic);
    expect(second).toEqual([{ sum: 333 }, { sum: 0 }]);
  });

  it('what the counters do not have is refused', async () => {
    const [, second] = await both(async ({ kkt }) => [
      await told(kkt.counters.read('shiftTaxSum', 1, 9)),
      await told(kkt.counters.read('nonResettableSum', 9)),
    ]);
    const refused = { name: 'DeviceError', code: 'DEVICE_REFUSED', status: deviceStatus.invalidRegister };
    expect(second).toEqual([refused, refused]);
  });

  it('the longest message is what the register itself told', async () => {
    await using it = await twin('p5', {});
    const { length } = await it.kkt.counters.read('inputBufferLength');
    expect(Number(`0x${Buffer.from(length).toString('hex')}`)).toBeGreaterThan(0x0100);
  });

  it('when a document was sent last is told by the register', async () => {
    await using it = await twin('p5', {});
    expect(await it.kkt.counters.read('lastSentDateTime')).toEqual({ dateTime: expect.any(String) });
  });
});

describe('paper by the commands of the classic protocol', () => {
  const line = { printer: 1, lineSpacing: 0, brightness: 0, receiptMode: 1, journalMode: 1, format: 0 };
  const code = {
    align: 2,
    scale: 3,
    version: 0,
    options: Uint8Array.of(1, 1),
    correction: 1,
    rows: 0,
    columns: 0,
  };
  const block = (text: string) => Uint8Array.from(Buffer.from(text, 'latin1'));

  it('has lines in fonts and heights', async () => {
    const [classic, second] = await both(async ({ kkt, emulator }) => {
      await kkt.call(commands.printFormatted, { ...line, flags: 0, font: 1, height: 3, text: 'ОБЫЧНАЯ' });
      await kkt.call(commands.printFormatted, { ...line, flags: 0, font: 1, height: 1, text: 'ВЫСОКАЯ' });
      return emulator.tape;
    });
    expect(second).toEqual(classic);
    expect(second.join('\n')).toContain('ВЫСОКАЯ');
  });

  it('has codes whose data comes in several messages', async () => {
    const long = 'https://example.org/'.padEnd(130, 'x');
    const [classic, second] = await both(async ({ kkt, emulator }) => {
      const early = await told(kkt.call(commands.continueBarcode, { flag: 0, data: block('x') }));
      await kkt.call(commands.printBarcode, { ...code, type: 0x80, data: block(long.slice(0, 100)) });
      await kkt.call(commands.continueBarcode, { flag: 0, data: block(long.slice(100)) });
      return { early, tape: emulator.tape };
    });
    expect(second).toEqual(classic);
    expect(second.tape.join('\n')).toContain(long);
  });

  it('has no PDF417 in the second protocol', async () => {
    await using it = await twin('p5', {});
    const pdf = it.kkt.call(commands.printBarcode, { ...code, type: 1, data: block('x') });
    await expect(pdf).rejects.toMatchObject({ code: 'NO_COMMAND', outcome: 'not-sent' });
  });

  it('has the pages that tell of the register', async () => {
    await using it = await twin('p5', {});
    const { kkt, emulator } = it;
    const printed: number[] = [];
    for (const kind of [0, 1, 6]) {
      const { length } = emulator.tape;
      await kkt.call(commands.demoPrint, { printer: 1, kind });
      printed.push(emulator.tape.length - length);
    }
    expect(Math.min(...printed)).toBeGreaterThan(0);
    await expect(kkt.call(commands.demoPrint, { printer: 1, kind: 3 })).rejects.toMatchObject({
      code: 'NO_COMMAND',
    });
    await expect(kkt.call(commands.printReport, { type: 4 })).rejects.toMatchObject({ code: 'NO_COMMAND' });
  });

  it('has the rest of a shift that ran out of it', async () => {
    await using it = await twin('p5', {});
    const { kkt, emulator } = it;
    emulator.paper.out({ after: 3 });
    const report = await kkt.openShift();
    expect(report.printed).toBe(false);
    emulator.paper.load();
    await kkt.call(commands.continuePrint);
    expect(emulator.tape.join('\n')).toContain(String(report.fiscalSign));
    await kkt.call(commands.continuePrintReport);
  });
});

describe('the rest of the commands of the classic protocol', () => {
  it('drawer and sounds are done', async () => {
    await using it = await twin('p5', {});
    const seen: unknown[] = [];
    it.emulator.onCommand(({ name, request }) => seen.push([name, request]));
    await it.kkt.call(commands.sound, { divider: 65536 - 921600 / 800, duration: 30 });
    await it.kkt.call(commands.pulseDrawer, { on: 20, off: 10, repeats: 2 });
    expect(seen).toEqual([
      ['sound', { hertz: 800, ms: 300 }],
      ['openDrawer', { ms: 200, which: 0 }],
    ]);
  });

  it('the clock takes a date and a time, each by itself', async () => {
    const [classic, second] = await both(async ({ kkt }) => {
      await kkt.call(commands.setTime, { time: '11:30:00' });
      const first = (await kkt.status()).dateTime;
      await kkt.call(commands.setDate, { date: '2026-12-02' });
      return [first.slice(0, 16), (await kkt.status()).dateTime.slice(0, 16)];
    });
    expect(second).toEqual(classic);
    expect(second).toEqual(['2026-12-01T11:30', '2026-12-02T11:30']);
  });

  it('one requisite of a registration is told by its report', async () => {
    const [classic, second] = await both(async ({ kkt }) =>
      kkt.call(commands.fnGetRegistrationTag, {
        first: 0,
        second: 1,
        third: Uint8Array.of(1018 & 255, 1018 >> 8),
      }),
    );
    expect(second).toEqual(classic);
  });

  it('a marking code becomes tag 1162', async () => {
    const data = Uint8Array.from(
      Buffer.from('010460043993125621JgXJ5.T\u001d8005112000\u001d930001', 'latin1'),
    );
    const [classic, second] = await both(({ kkt }) =>
      kkt.call(commands.parseMarkingCode, { typeAndMode: 1, code: data }),
    );
    expect(second).toEqual(classic);
  });
});
