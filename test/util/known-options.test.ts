import { describe, expect, it } from 'vitest';
import { Emulator, OfdServer, serveControl } from '../../src/emulator/index.js';
import { ValidationError } from '../../src/errors.js';
import {
  checkReceipt,
  qrSvg,
  qrTerminal,
  receipt,
  renderReceipt,
  renderReceiptSvg,
  toReceipt,
} from '../../src/fiscal/index.js';
import { memoryJournal } from '../../src/journal/index.js';
import { listenTcp, serial, tcp, usb } from '../../src/transport/index.js';
import { VirtualClock } from '../../src/util/clock.js';

const sale = receipt('sell').taxation('osn').item('Чай', { price: 1, vat: 'none' }).cash(1);

/** A misspelt option of every function, as JavaScript would pass it, and the problem it is. */
const misspelt: Readonly<Record<string, (options: never) => unknown>> = {
  tcp: (options) => tcp(options),
  serial: (options) => serial(options),
  usb: (options) => usb(options),
  'usb, second argument': (options) => usb({}, options),
  memoryJournal: (options) => memoryJournal(options),
  VirtualClock: (options) => new VirtualClock(options),
  OfdServer: (options) => new OfdServer(options),
  'OfdServer.behave': (options) => new OfdServer().behave(options),
  qrSvg: (options) => qrSvg('t=1', options),
  qrTerminal: (options) => qrTerminal('t=1', options),
  checkReceipt: (options) => checkReceipt({}, options),
  'receipt.build': (options) => sale.build(options),
  toReceipt: (options) => toReceipt(sale, options),
  listenTcp: (options) => listenTcp(options, () => undefined),
};

/** The problems of a call. */
async function problemsOf(call: () => unknown): Promise<string[]> {
  try {
    await call();
    return [];
  } catch (error) {
    if (!(error instanceof ValidationError)) throw error;
    return error.problems.map(({ path, code }) => `${path} ${code}`);
  }
}

describe('options that nobody knows', () => {
  it.each(Object.entries(misspelt))('%s', async (_name, call) => {
    expect(await problemsOf(() => call({ prot: 1 } as never))).toContain('prot UNKNOWN_OPTION');
    expect(await problemsOf(() => call('text' as never))).toContain(' OPTION_TYPE');
  });

  it('in the rendering of a receipt and the control endpoint', async () => {
    await using emulator = new Emulator({ latency: 0 });
    const { connect } = await import('../../src/index.js');
    await using kkt = await connect(emulator.transport());
    await kkt.issue(sale, { shift: 'auto' });
    const [document] = emulator.receipts;
    if (!document) throw new Error('no receipt');
    const wrong = { widht: 32 } as never;
    expect(await problemsOf(() => renderReceipt(document, wrong))).toEqual(['widht UNKNOWN_OPTION']);
    expect(await problemsOf(() => renderReceiptSvg(document, wrong))).toEqual(['widht UNKNOWN_OPTION']);
    expect(await problemsOf(() => serveControl(emulator, { prot: 1 } as never))).toEqual([
      'prot UNKNOWN_OPTION',
    ]);
  });
});

describe('values that cannot be', () => {
  it.each<[string, () => unknown, string[]]>([
    [
      'tcp',
      () => tcp({ host: '', port: 0, connectTimeoutMs: -1 }),
      ['host HOST', 'port PORT', 'connectTimeoutMs OPTION_RANGE'],
    ],
    ['tcp without a host', () => tcp({} as never), ['host HOST']],
    ['tcp without anything', () => tcp(undefined as never), ['host HOST']],
    ['serial without a path', () => serial({} as never), ['path SERIAL_PATH']],
    [
      'usb',
      () => usb({ vendorId: -1, productId: 0x1_0000 }),
      ['vendorId USB_NUMBER', 'productId USB_NUMBER'],
    ],
    ['a clock', () => new VirtualClock({ now: Number.NaN }), ['now OPTION_TYPE']],
    [
      'an operator',
      () =>
        new OfdServer({
          inn: '1',
          delay: -1,
          refuse: 256,
          vanish: 'away' as never,
          dateTime: '2026-02-30T00:00:00',
        }),
      ['inn INN', 'delay OPTION_RANGE', 'refuse OPTION_RANGE', 'vanish OPTION_VALUE', 'dateTime DATE_TIME'],
    ],
    ['a QR code', () => qrSvg({} as never, { border: 1 }), ['source OPTION_TYPE']],
  ])('%s', async (_name, call, problems) => {
    expect(await problemsOf(call)).toEqual(problems);
  });
});
