import { expect, test } from 'vitest';
import { Emulator } from '../../src/emulator/index.js';
import {
  bitmap,
  type CashRegister,
  commands,
  connect,
  connectOver,
  discover,
  fileJournal,
  memoryJournal,
  receipt,
  registers,
} from '../../src/index.js';

const sale = receipt('sell').taxation('osn').item('Чай', { price: 50, vat: 'none' }).cash(50);

/** The problems of a call that must be refused. */
async function problemsOf(call: Promise<unknown>): Promise<string[]> {
  const error = await call.then(
    () => undefined,
    (reason: unknown) =>
      reason as { name: string; outcome: string; problems: { code: string; path: string }[] },
  );
  expect(error).toMatchObject({ name: 'ValidationError', outcome: 'not-sent' });
  return (error?.problems ?? []).map(({ code, path }) => `${code} ${path}`);
}

test('connect() knows its options, and says all that is wrong', async () => {
  const emulator = new Emulator({ latency: 0 });
  const wrong = (options: object): Promise<string[]> =>
    problemsOf(connect(emulator.transport(), options as never));
  expect(await wrong({ jurnal: './journal' })).toEqual(['UNKNOWN_OPTION jurnal']);
  expect(await wrong({ journal: '' })).toEqual(['OPTION_TYPE journal']);
  expect(await wrong({ journal: { open() {}, append() {}, close() {} } })).toEqual(['OPTION_TYPE journal']);
  expect(
    await wrong({
      link: 'v4',
      queueLimit: 1,
      timeoutMs: 5,
      reconnect: { delaysMs: 5, limit: 3 },
      clock: Date,
    }),
  ).toEqual([
    'OPTION_VALUE link',
    'OPTION_RANGE queueLimit',
    'UNKNOWN_OPTION timeoutMs',
    'OPTION_TYPE reconnect.delaysMs',
    'UNKNOWN_OPTION reconnect.limit',
    'OPTION_TYPE clock',
  ]);
  expect(await wrong({ timers: { probMs: 5 }, v2Timers: { t1Ms: -1 } })).toEqual([
    'UNKNOWN_OPTION timers.probMs',
    'OPTION_RANGE v2Timers.t1Ms',
  ]);
  expect(await wrong({ capabilities: { vatRates: { vat23: 7 }, taxations: ['oss'] } })).toEqual([
    'UNKNOWN_OPTION capabilities.vatRates.vat23',
    'OPTION_VALUE capabilities.taxations[0]',
  ]);
  expect(await problemsOf(connect(undefined as never))).toEqual(['OPTION_TYPE url']);
  expect(await problemsOf(connect({ url: 'tcp://127.0.0.1' } as never, { a: 1 } as never))).toEqual([
    'OPTION_TYPE url',
    'UNKNOWN_OPTION a',
  ]);
  await emulator.close();
});

test('connectOver() knows neither addresses nor directories', async () => {
  const emulator = new Emulator({ latency: 0 });
  const wrong = (options: object): Promise<string[]> =>
    problemsOf(connectOver(emulator.transport(), options as never));
  expect(await wrong({ journal: './journal', ofd: 'host', queueLimit: 1 })).toEqual([
    'OPTION_TYPE journal',
    'OPTION_TYPE ofd',
    'OPTION_RANGE queueLimit',
  ]);
  expect(await problemsOf(connectOver('tcp://127.0.0.1' as never, { url: 1 } as never))).toEqual([
    'OPTION_TYPE transport',
    'UNKNOWN_OPTION url',
  ]);
  await emulator.close();
});

test('connectOver() issues receipts and keeps its keys in the journal that it is given', async () => {
  await using emulator = new Emulator({ latency: 0 });
  const journal = memoryJournal();
  await using kkt = await connectOver(emulator.transport(), { journal });
  await kkt.openShift();
  const { documentNumber } = await kkt.issue(sale, { key: 'order-1' });
  expect(await journal.find('order-1')).toMatchObject({ state: 'done' });
  expect((await kkt.issue(sale, { key: 'order-1' })).documentNumber).toBe(documentNumber);
  expect(emulator.receipts).toHaveLength(1);
});

test('issue() prints nothing for options that it does not know', async () => {
  const emulator = new Emulator({ latency: 0 });
  const kkt = await connect(emulator.transport());
  await kkt.openShift();
  const before = emulator.receipts.length;
  const wrong = (options: unknown): Promise<string[]> => problemsOf(kkt.issue(sale, options as never));
  expect(await wrong({ idempotencyKey: 'order-1' })).toEqual(['UNKNOWN_OPTION idempotencyKey']);
  expect(await wrong('order-1')).toEqual(['OPTION_TYPE ']);
  expect(await wrong(null)).toEqual(['OPTION_TYPE ']);
  expect(await wrong({ key: null })).toEqual(['OPTION_TYPE key']);
  expect(await wrong({ key: '' })).toEqual(['OPTION_TYPE key']);
  expect(await wrong({ key: 'a', shift: 'on', exchange: 'fast', timeout: 1 })).toEqual([
    'OPTION_VALUE shift',
    'OPTION_VALUE exchange',
    'UNKNOWN_OPTION timeout',
  ]);
  expect(emulator.receipts).toHaveLength(before);
  await kkt.close();
  await emulator.close();
});

test('every method refuses an option that it does not know, before a byte is sent', async () => {
  const emulator = new Emulator({ model: '30F', latency: 0 });
  const kkt = await connect(emulator.transport());
  await kkt.identify();
  const picture = bitmap(8, 1, () => true);
  const bad = { timeOutMs: 500 } as never;
  const calls: Record<string, () => Promise<unknown>> = {
    identify: () => kkt.identify(bad),
    status: () => kkt.status(bad),
    ping: () => kkt.ping(bad),
    cancelReceipt: () => kkt.cancelReceipt(bad),
    call: () => kkt.call(commands.getDeviceType, undefined, bad),
    read: () => kkt.read(registers.cashSum, 0, 0, bad),
    openShift: () => kkt.openShift(bad),
    closeShift: () => kkt.closeShift(bad),
    finishInterruptedZ: () => kkt.finishInterruptedZ(bad),
    reportX: () => kkt.reportX(bad),
    report: () => kkt.report('x', bad),
    cashIn: () => kkt.cashIn(1, bad),
    cashOut: () => kkt.cashOut(1, bad),
    issue: () => kkt.issue(sale, bad),
    resolve: () => kkt.resolve('key', bad),
    decide: () => kkt.decide('key', 'none', bad),
    'fn.number': () => kkt.fn.number(bad),
    'fn.version': () => kkt.fn.version(bad),
    'fn.state': () => kkt.fn.state(bad),
    'fn.validity': () => kkt.fn.validity(bad),
    'fn.shift': () => kkt.fn.shift(bad),
    'fn.ofdStatus': () => kkt.fn.ofdStatus(bad),
    'fn.ofdErrors': () => kkt.fn.ofdErrors(bad),
    'fn.findDocument': () => kkt.fn.findDocument(1, bad),
    'fn.ticket': () => kkt.fn.ticket(1, bad),
    'fn.readDocument': () => kkt.fn.readDocument(1, bad),
    'fn.registration': () => kkt.fn.registration(1, bad),
    'fn.registrationTag': () => kkt.fn.registrationTag(1048, bad),
    'fn.errorDetail': () => kkt.fn.errorDetail(bad),
    'registration.replaceFn': () => kkt.registration.replaceFn({}, bad),
    'registration.change': () => kkt.registration.change('settings', {}, bad),
    'registration.closeArchive': () => kkt.registration.closeArchive(bad),
    'settings.get': () => kkt.settings.get('ofdAddress', bad),
    'settings.set': () => kkt.settings.set('ofdAddress', 'a', bad),
    'settings.update': () => kkt.settings.update({}, bad),
    'settings.all': () => kkt.settings.all(bad),
    'settings.readTable': () => kkt.settings.readTable(1, 1, 1, bad),
    'settings.writeTable': () => kkt.settings.writeTable(1, 1, 1, Uint8Array.of(0), bad),
    'print.page': () => kkt.print.page((page) => page, bad),
    'print.document': () => kkt.print.document((page) => page, bad),
    'print.text': () => kkt.print.text('a', bad),
    'print.feed': () => kkt.print.feed(1, bad),
    'print.qr': () => kkt.print.qr('a', bad),
    'print.pdf417': () => kkt.print.pdf417('a', bad),
    'print.barcode': () => kkt.print.barcode('ean13', '460000000000', bad),
    'print.picture': () => kkt.print.picture(picture, bad),
    'print.storedPicture': () => kkt.print.storedPicture(1, bad),
    'print.cliche': () => kkt.print.cliche(bad),
    'print.cut': () => kkt.print.cut('full', bad),
    'print.footer': () => kkt.print.footer(bad),
    'print.copy': () => kkt.print.copy(bad),
    'print.continue': () => kkt.print.continue(bad),
    'print.lastLines': () => kkt.print.lastLines(bad),
    'print.registrationReport': () => kkt.print.registrationReport(bad),
    'print.fnDocument': () => kkt.print.fnDocument(1, bad),
    'print.demo': () => kkt.print.demo('demo', bad),
    'print.beep': () => kkt.print.beep(undefined, bad),
    'print.openDrawer': () => kkt.print.openDrawer(undefined, bad),
    'page.text': () => kkt.print.page((page) => page.text('a', bad)),
    'pictures.count': () => kkt.pictures.count(bad),
    'pictures.info': () => kkt.pictures.info(1, bad),
    'pictures.upload': () => kkt.pictures.upload(picture, bad),
    'pictures.delete': () => kkt.pictures.delete(1, bad),
    'clock.get': () => kkt.clock.get(bad),
    'clock.set': () => kkt.clock.set('2026-11-30T10:00', bad),
    'service.reboot': () => kkt.service.reboot(bad),
    'service.powerOff': () => kkt.service.powerOff(bad),
    'service.versions': () => kkt.service.versions(bad),
    'service.hasSecurityCode': () => kkt.service.hasSecurityCode(1, bad),
    'service.initTables': () => kkt.service.initTables(bad),
    'service.technologicalReset': () => kkt.service.technologicalReset(bad),
    'service.generalReset': () => kkt.service.generalReset(bad),
    'service.resetTestFn': () => kkt.service.resetTestFn(bad),
    'counters.read': () => kkt.counters.read('cashSum', 0, 0, bad),
    'counters.shift': () => kkt.counters.shift(['sell'], bad),
    'counters.totals': () => kkt.counters.totals(['sell'], bad),
  };
  let sent = 0;
  emulator.onCommand(() => void sent++);
  for (const [name, call] of Object.entries(calls))
    expect([name, ...(await problemsOf(call()))]).toEqual([name, 'UNKNOWN_OPTION timeOutMs']);
  expect(sent).toBe(0);
  expect(missingIn(Object.keys(calls), kkt)).toEqual([]);
  await kkt.close();
  await emulator.close();
});

/** Methods of the register and of its parts that the list above does not call. */
function missingIn(called: readonly string[], kkt: CashRegister): string[] {
  const methods = (target: object): string[] =>
    Object.getOwnPropertyNames(Object.getPrototypeOf(target)).filter((name) => {
      const { value } = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(target), name) ?? {};
      return name !== 'constructor' && typeof value === 'function';
    });
  const rooms = Object.entries(kkt).filter(
    ([name, room]) => name !== 'connection' && typeof room === 'object',
  );
  const all = [
    ...methods(kkt),
    ...rooms.flatMap(([name, room]) => methods(room as object).map((method) => `${name}.${method}`)),
  ];
  // `close`, `result` and `onCommand` have no options; a registration is refused for its input before.
  const without = ['close', 'result', 'onCommand', 'onOfd', 'registration.register'];
  return all.filter((name) => !called.includes(name) && !without.includes(name));
}

test('names that nobody knows are refused, and the one that was meant is told', async () => {
  const emulator = new Emulator({ model: '30F', latency: 0 });
  const kkt = await connect(emulator.transport());
  const name = (wrong: unknown): never => wrong as never;
  expect(await problemsOf(kkt.report(name('z')))).toEqual(['OPTION_VALUE name']);
  expect(await problemsOf(kkt.counters.read(name('cashsum')))).toEqual(['OPTION_VALUE name']);
  expect(await problemsOf(kkt.counters.shift(name(['sale'])))).toEqual(['OPTION_VALUE only[0]']);
  expect(await problemsOf(kkt.print.demo(name('test')))).toEqual(['OPTION_VALUE kind']);
  expect(await problemsOf(kkt.print.cut(name('half')))).toEqual(['OPTION_VALUE type']);
  expect(await problemsOf(kkt.print.page(name('text')))).toEqual(['OPTION_TYPE build']);
  expect(await problemsOf(kkt.openShift({ operator: name(null) }))).toEqual(['OPTION_TYPE operator']);
  expect(await problemsOf(kkt.clock.set(name(5)))).toEqual(['DATE_TIME dateTime']);
  expect(await problemsOf(kkt.decide('a', name('nothing')))).toEqual(['OPTION_TYPE decision']);
  expect(await problemsOf(kkt.decide('a', name({})))).toEqual(['OPTION_RANGE decision.documentNumber']);
  await expect(kkt.settings.get(name('ofdAdress'))).rejects.toMatchObject({
    problems: [{ en: 'no such setting; did you mean "ofdAddress"?' }],
  });
  await kkt.close();
  await emulator.close();
});

test('the emulator, the journals and the search know their options, too', async () => {
  expect(() => new Emulator({ latencyMs: 0 } as never)).toThrow(
    expect.objectContaining({
      problems: [expect.objectContaining({ path: 'latencyMs', code: 'UNKNOWN_OPTION' })],
    }),
  );
  expect(() => fileJournal('./journal', { keepDay: 3 } as never)).toThrow(/keepDay/);
  expect(() => fileJournal('')).toThrow(/directory/);
  expect(await problemsOf(discover({ host: '10.0.0.1', timeoutMs: 0 } as never))).toEqual([
    'UNKNOWN_OPTION host',
    'OPTION_RANGE timeoutMs',
  ]);
});
