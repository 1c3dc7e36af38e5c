import { describe, expect, test } from 'vitest';
import { Emulator, VirtualClock } from '../../src/emulator/index.js';
import { AtolError, OutcomeUnknownError } from '../../src/errors.js';
import { type CashRegister, commands, connect, registers } from '../../src/index.js';
import { Gate } from '../support/gate.js';
import { yardstick } from '../support/receipts.js';
import { exhaustive } from '../support/thorough.js';

/** What every method of a register is called with. */
type Bounds = { signal?: AbortSignal; timeoutMs?: number };
type Calls = Readonly<Record<string, (kkt: CashRegister, bounds: Bounds) => Promise<unknown>>>;

const picture = { width: 8, height: 1, data: Uint8Array.of(1) };
const operator = { name: 'Иванов' };

const calls: Calls = {
  identify: (kkt, bounds) => kkt.identify(bounds),
  ping: (kkt, options) => kkt.ping(options),
  status: (kkt, bounds) => kkt.status(bounds),
  call: (kkt, bounds) => kkt.call(commands.getCashSum, undefined, bounds),
  read: (kkt, bounds) => kkt.read(registers.cashSum, 0, 0, bounds),
  openShift: (kkt, bounds) => kkt.openShift({ ...bounds, operator }),
  closeShift: (kkt, bounds) => kkt.closeShift(bounds),
  finishInterruptedZ: (kkt, bounds) => kkt.finishInterruptedZ(bounds),
  reportX: (kkt, bounds) => kkt.reportX(bounds),
  report: (kkt, bounds) => kkt.report('departments', bounds),
  cancelReceipt: (kkt, bounds) => kkt.cancelReceipt(bounds),
  cashIn: (kkt, bounds) => kkt.cashIn('10.00', bounds),
  cashOut: (kkt, bounds) => kkt.cashOut('1.00', bounds),
  issue: (kkt, bounds) => kkt.issue(yardstick, { ...bounds, key: 'order-1', shift: 'auto' }),
  'fn.state': (kkt, bounds) => kkt.fn.state(bounds),
  'fn.number': (kkt, bounds) => kkt.fn.number(bounds),
  'fn.version': (kkt, bounds) => kkt.fn.version(bounds),
  'fn.validity': (kkt, bounds) => kkt.fn.validity(bounds),
  'fn.shift': (kkt, bounds) => kkt.fn.shift(bounds),
  'fn.ofdStatus': (kkt, bounds) => kkt.fn.ofdStatus(bounds),
  'fn.ofdErrors': (kkt, bounds) => kkt.fn.ofdErrors(bounds),
  'fn.findDocument': (kkt, bounds) => kkt.fn.findDocument(1, bounds),
  'fn.ticket': (kkt, bounds) => kkt.fn.ticket(1, bounds),
  'fn.readDocument': (kkt, bounds) => kkt.fn.readDocument(1, bounds),
  'fn.registration': (kkt, bounds) => kkt.fn.registration(undefined, bounds),
  'fn.registrationTag': (kkt, bounds) => kkt.fn.registrationTag(1009, bounds),
  'fn.errorDetail': (kkt, bounds) => kkt.fn.errorDetail(bounds),
  'registration.register': (kkt, bounds) =>
    kkt.registration.register(
      {
        owner: { name: 'ООО Ромашка', inn: '7707083893' },
        registrationNumber: '0000000007022837',
        address: 'Москва',
        place: 'Магазин',
        ofd: { name: 'ОФД', inn: '7702203276' },
        taxations: ['osn'],
      },
      bounds,
    ),
  'registration.replaceFn': (kkt, bounds) => kkt.registration.replaceFn({}, bounds),
  'registration.change': (kkt, bounds) => kkt.registration.change('settings', { place: 'Ларёк' }, bounds),
  'registration.closeArchive': (kkt, bounds) => kkt.registration.closeArchive(bounds),
  'settings.get': (kkt, bounds) => kkt.settings.get('accessPassword', bounds),
  'settings.set': (kkt, bounds) => kkt.settings.set('accessPassword', '0000', bounds),
  'settings.update': (kkt, bounds) => kkt.settings.update({ accessPassword: '0000' }, bounds),
  'settings.all': (kkt, bounds) => kkt.settings.all(bounds),
  'settings.readTable': (kkt, bounds) => kkt.settings.readTable(2, 1, 23, bounds),
  'settings.writeTable': (kkt, bounds) => kkt.settings.writeTable(2, 1, 23, new Uint8Array(2), bounds),
  'print.page': (kkt, bounds) => kkt.print.page((page) => void page.text('Привет'), bounds),
  'print.document': (kkt, bounds) => kkt.print.document((page) => void page.text('Привет'), bounds),
  'print.text': (kkt, bounds) => kkt.print.text('Привет', bounds),
  'print.feed': (kkt, bounds) => kkt.print.feed(1, bounds),
  'print.qr': (kkt, bounds) => kkt.print.qr('https://example.com', bounds),
  'print.barcode': (kkt, bounds) => kkt.print.barcode('ean13', '4607037140016', bounds),
  'print.pdf417': (kkt, bounds) => kkt.print.pdf417('123', bounds),
  'print.picture': (kkt, bounds) => kkt.print.picture(picture, bounds),
  'print.storedPicture': (kkt, bounds) => kkt.print.storedPicture(1, bounds),
  'print.cliche': (kkt, bounds) => kkt.print.cliche(bounds),
  'print.cut': (kkt, bounds) => kkt.print.cut('full', bounds),
  'print.footer': (kkt, bounds) => kkt.print.footer(bounds),
  'print.copy': (kkt, bounds) => kkt.print.copy(bounds),
  'print.continue': (kkt, bounds) => kkt.print.continue(bounds),
  'print.lastLines': (kkt, bounds) => kkt.print.lastLines(bounds),
  'print.registrationReport': (kkt, bounds) => kkt.print.registrationReport(bounds),
  'print.fnDocument': (kkt, bounds) => kkt.print.fnDocument(1, bounds),
  'print.demo': (kkt, bounds) => kkt.print.demo('demo', bounds),
  'print.beep': (kkt, bounds) => kkt.print.beep(undefined, bounds),
  'print.openDrawer': (kkt, bounds) => kkt.print.openDrawer(undefined, bounds),
  'pictures.count': (kkt, bounds) => kkt.pictures.count(bounds),
  'pictures.info': (kkt, bounds) => kkt.pictures.info(1, bounds),
  'pictures.upload': (kkt, bounds) => kkt.pictures.upload(picture, bounds),
  'pictures.delete': (kkt, bounds) => kkt.pictures.delete('all', bounds),
  'clock.get': (kkt, bounds) => kkt.clock.get(bounds),
  'clock.set': (kkt, bounds) => kkt.clock.set('2026-11-30T12:00:00', bounds),
  'service.reboot': (kkt, bounds) => kkt.service.reboot(bounds),
  'service.powerOff': (kkt, bounds) => kkt.service.powerOff(bounds),
  'service.versions': (kkt, bounds) => kkt.service.versions(bounds),
  'service.hasSecurityCode': (kkt, bounds) => kkt.service.hasSecurityCode(1, bounds),
  'service.initTables': (kkt, bounds) => kkt.service.initTables(bounds),
  'service.technologicalReset': (kkt, bounds) => kkt.service.technologicalReset(bounds),
  'service.generalReset': (kkt, bounds) => kkt.service.generalReset(bounds),
  'service.resetTestFn': (kkt, bounds) => kkt.service.resetTestFn(bounds),
  'counters.read': (kkt, bounds) => kkt.counters.read('cashSum', 0, 0, bounds),
  'counters.shift': (kkt, bounds) => kkt.counters.shift(undefined, bounds),
  'counters.totals': (kkt, bounds) => kkt.counters.totals(undefined, bounds),
};

/** They ask nothing, or have nothing to ask in a fresh register: `resolve` and `decide` have doubts of their own below. */
const askNothing = ['close', 'result', 'onCommand', 'onOfd', 'resolve', 'decide'];
const rooms = [
  'fn',
  'registration',
  'settings',
  'print',
  'pictures',
  'clock',
  'service',
  'counters',
] as const;

/** When the caller has enough, ms, and how long it may take until he knows. */
const ENOUGH_MS = 300;
const WITHIN_MS = 100;
/** What the FN of a slow register takes, ms. */
const SIGNING_MS = 60_000;

const troubles = {
  'a silent register': async (gate: Gate) => {
    gate.deaf = true;
  },
  'a dead line': (gate: Gate) => gate.pull('hanging'),
  'a slow FN': async () => undefined,
} as const;

async function start(trouble: keyof typeof troubles, link: 'v2' | 'v3' | 'p5') {
  const clock = new VirtualClock({ now: Date.UTC(2026, 10, 30, 9), autoAdvance: true });
  const latency = trouble === 'a slow FN' ? SIGNING_MS : 0;
  const emulator = new Emulator({
    clock,
    latency,
    dateTime: '2026-11-30T12:00:00',
    ...(link === 'p5' && { link }),
  });
  const gate = new Gate(emulator.transport());
  const kkt = await connect(gate, { clock, link });
  return { clock, emulator, gate, kkt };
}

/** A receipt whose closing nobody knows the end of, and the trouble that goes on. */
async function inDoubt(trouble: keyof typeof troubles, link: 'v2' | 'v3' | 'p5') {
  const started = await start(trouble, link);
  const { emulator, gate, kkt } = started;
  if (trouble !== 'a slow FN') {
    const off = emulator.onCommand(({ name }) => {
      if (name !== 'closeReceipt') return;
      off();
      void troubles[trouble](gate);
    });
  }
  await kkt.openShift();
  const doubt = await kkt
    .issue(yardstick, { key: 'order-1', timeoutMs: trouble === 'a slow FN' ? ENOUGH_MS : 20_000 })
    .catch((error: unknown) => error);
  expect(doubt).toBeInstanceOf(OutcomeUnknownError);
  return started;
}

const verdicts: Calls = {
  resolve: (kkt, bounds) => kkt.resolve('order-1', bounds),
  decide: (kkt, bounds) => kkt.decide('order-1', { documentNumber: 3 }, bounds),
};

/** Ends by itself, well or badly; the time it took, ms of the clock. */
async function ended(clock: VirtualClock, call: Promise<unknown>): Promise<{ ms: number; error: unknown }> {
  const started = clock.now();
  const error = await call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  return { ms: clock.now() - started, error };
}

const links = ['v3', 'v2', 'p5'] as const;
const kinds = ['signal', 'timeoutMs'] as const;

/**
 * Every method meets every trouble over every link. Of the two ways to have enough the sample takes one, in turn: all pairs of
 * method, trouble and link meet both. The exhaustive run takes both each time.
 */
function kindsOf(link: (typeof links)[number], trouble: keyof typeof troubles, index: number) {
  const turn = links.indexOf(link) + Object.keys(troubles).indexOf(trouble) + index;
  return exhaustive ? kinds : kinds.slice(turn % 2, (turn % 2) + 1);
}

const numbered = (table: Calls) =>
  Object.entries(table).map(([name, call], index) => ({ name, call, index }));

describe.each(links)('limits of a call over link %s', (link) => {
  test('the table above has every public method', async () => {
    const { kkt, emulator } = await start('a dead line', link);
    const methodsOf = (room: object, path: string) =>
      Object.getOwnPropertyNames(Object.getPrototypeOf(room))
        .filter(
          (name) =>
            typeof Object.getOwnPropertyDescriptor(Object.getPrototypeOf(room), name)?.value === 'function',
        )
        .filter((name) => name !== 'constructor')
        .map((name) => path + name);
    const all = [...methodsOf(kkt, ''), ...rooms.flatMap((room) => methodsOf(kkt[room], `${room}.`))];
    expect(all.filter((name) => !askNothing.includes(name)).sort()).toEqual(Object.keys(calls).sort());
    await kkt.close();
    await emulator.close();
  });

  describe.each(Object.keys(troubles) as Array<keyof typeof troubles>)('%s', (trouble) => {
    test.each(numbered(calls))('$name', async ({ call, index }) => {
      for (const kind of kindsOf(link, trouble, index)) {
        const { clock, emulator, gate, kkt } = await start(trouble, link);
        await troubles[trouble](gate);
        const enough = new AbortController();
        const bounds = kind === 'signal' ? { signal: enough.signal } : { timeoutMs: ENOUGH_MS };
        if (kind === 'signal') void clock.sleep(ENOUGH_MS).then(() => enough.abort());
        const { ms, error } = await ended(clock, call(kkt, bounds));
        expect(ms, kind).toBeLessThanOrEqual(ENOUGH_MS + WITHIN_MS);
        if (error !== undefined) expect(error).toBeInstanceOf(AtolError);
        if (trouble !== 'a slow FN') expect((error as AtolError).outcome, kind).toBeDefined();
        // The handle is free, and what is not known can be found out.
        gate.deaf = false;
        gate.state = 'up';
        if (error instanceof OutcomeUnknownError)
          await error.resolve().catch((refusal: AtolError) => expect(refusal.outcome).toBe('refused'));
        await kkt
          .read(registers.cashSum)
          .catch((refused: AtolError) => expect(refused.name).toBe('DeviceError'));
        await kkt.close();
        await emulator.close();
      }
    });

    test.each(numbered(verdicts))('$name, of a receipt in doubt', async ({ call, index }) => {
      for (const kind of kindsOf(link, trouble, index)) {
        const { clock, emulator, gate, kkt } = await inDoubt(trouble, link);
        const enough = new AbortController();
        const bounds = kind === 'signal' ? { signal: enough.signal } : { timeoutMs: ENOUGH_MS };
        if (kind === 'signal') void clock.sleep(ENOUGH_MS).then(() => enough.abort());
        const { ms, error } = await ended(clock, call(kkt, bounds));
        expect(ms, kind).toBeLessThanOrEqual(ENOUGH_MS + WITHIN_MS);
        expect(error).toBeInstanceOf(AtolError);
        gate.deaf = false;
        gate.state = 'up';
        // Whoever gave up has decided nothing: the truth comes out, once.
        if (trouble === 'a slow FN') await clock.sleep(SIGNING_MS);
        await kkt.resolve('order-1');
        expect(emulator.receipts).toHaveLength(1);
        await kkt.close();
        await emulator.close();
      }
    });
  });
});
