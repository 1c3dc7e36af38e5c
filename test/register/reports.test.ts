import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../src/emulator/index.js';
import { AbortedError } from '../../src/index.js';
import { reportType } from '../../src/protocol/index.js';
import { yardstick } from '../support/receipts.js';
import { worlds } from '../support/worlds.js';
import { benches } from './support.js';

const reports = Object.keys(reportType).filter((name) => name !== 'goodsOld') as Array<
  keyof typeof reportType
>;

const troubles = ['out', 'cover', 'overheat', 'cutter', 'printer', 'mechanics'] as const;

describe.each(worlds)('reports over $name', (world) => {
  const bench = benches(world);

  it('are printed, every type', async () => {
    const { kkt, bytes } = await bench({ model: '30F' });
    await kkt.openShift();
    await kkt.issue(yardstick);
    for (const name of reports) await kkt.report(name);
    const sent = bytes.filter((command) => command.startsWith('67')).map((command) => command.slice(3));
    expect(sent).toEqual(reports.map((name) => reportType[name].toString(16).toUpperCase().padStart(2, '0')));
    await expect(kkt.report('goodsOld')).rejects.toMatchObject({ status: 0xa3 });
  });

  // Each trouble in one world, one trouble in the others.
  it.each(world === worlds[0] ? troubles : troubles.slice(0, 1))(
    'are not called printed by a register whose printer stands still: %s',
    async (paper) => {
      const { kkt, emulator } = await bench({ model: '30F' });
      await kkt.openShift();
      const off = emulator.faults.add({ paper });
      const { length } = emulator.tape;
      for (const name of ['x', 'departments'] as const)
        await expect(kkt.report(name)).rejects.toMatchObject({
          name: expect.stringMatching(/^(DeviceError|OperationInterruptedError)$/),
        });
      expect(emulator.tape).toHaveLength(length);
      // Signed in any case, and printed later.
      await kkt.report('ofdExchange');
      off();
      expect(await kkt.print.continue()).toBe(true);
      await kkt.report('x');
      expect(emulator.tape.slice(length).join('\n')).toContain('X-ОТЧЕТ');
    },
  );

  it('tell how they go on', async () => {
    const { kkt } = await bench({ model: '30F', latency: 900 });
    const seen: string[] = [];
    let last = -1;
    await kkt.reportX({
      onProgress: ({ mode, submode, ms }) => {
        seen.push(`${mode}.${submode}`);
        expect(ms).toBeGreaterThanOrEqual(last);
        last = ms;
      },
    });
    // A slow machine may miss the middle, never the order.
    expect(seen.join(' ')).toMatch(/^(2\.2 )*2\.0$/);
  });

  it('go on when nobody waits any more', async () => {
    // Its own clock stands still, so that the report does not end before somebody has looked.
    const clock = new VirtualClock();
    const { kkt, emulator } = await bench({ model: '30F', latency: 900, clock });
    const controller = new AbortController();
    const report = kkt.reportX({ signal: controller.signal, onProgress: () => controller.abort() });
    await expect(report).rejects.toBeInstanceOf(AbortedError);
    expect(emulator.tape.join('\n')).not.toContain('X-ОТЧЕТ');
    await clock.advance(900);
    await emulator.idle;
    expect(emulator.tape.join('\n')).toContain('X-ОТЧЕТ');
    expect((await kkt.status()).fiscal).toBe(true);
  });

  it.each([
    [0x01, { name: 'DeviceError', status: 0x67 }],
    [0x02, { name: 'DeviceError', status: 0x68 }],
    [0x04, { name: 'DeviceError', status: 0x69 }],
    [0x10, { name: 'DeviceError', status: 0xd1 }],
    [0x08, { name: 'OperationInterruptedError', code: 'INTERRUPTED', driverCode: 150 }],
    [0x00, { name: 'OperationInterruptedError', driverCode: 151, mode: 2, submode: 3, outcome: 'unknown' }],
  ])('that break off say why: flags %i', async (flags, error) => {
    const { kkt, emulator } = await bench({ model: '30F' });
    await kkt.reportX();
    emulator.override('getStateCode', () => ({ mode: 0x32, flags }));
    await expect(kkt.reportX()).rejects.toMatchObject({ ...error, command: 'printReport' });
  });

  it('that broke off with a note in register 37 are told by it', async () => {
    const { kkt, emulator } = await bench({ model: '30F' });
    await kkt.reportX();
    emulator.override('getStateCode', () => ({ mode: 0x00, flags: 0 }));
    emulator.override('readRegister', (request, next) =>
      request.register === 0x37 ? { value: Uint8Array.of(0xee, 0x01, 0x03) } : next(request),
    );
    await expect(kkt.reportX()).rejects.toMatchObject({
      name: 'DeviceError',
      statusName: 'fiscalPrintInterrupted',
    });
  });

  it('of the FN and of the device are printed', async () => {
    const { kkt, emulator, bytes } = await bench({ model: '30F' });
    const tape = () => emulator.tape.join('\n');
    await kkt.print.registrationReport();
    expect(tape()).toContain('ОТЧЕТ О РЕГИСТРАЦИИ');
    await kkt.openShift();
    const sale = await kkt.issue(yardstick);
    await kkt.print.fnDocument(sale.documentNumber);
    expect(bytes).toContain('AB 00 00 00 00 03');
    expect(tape()).toContain('КАССОВЫЙ ЧЕК');
    await expect(kkt.print.fnDocument(99)).rejects.toMatchObject({ status: 0xda });
    await kkt.closeShift();
    for (const kind of ['demo', 'information', 'ofdDiagnostics'] as const) await kkt.print.demo(kind);
    expect(bytes.filter((command) => command.startsWith('82'))).toEqual([
      '82 01 00 00',
      '82 01 01 00',
      '82 01 06 00',
    ]);
    expect(tape()).toContain('ДЕМОНСТРАЦИЯ');
    expect(tape()).toContain(emulator.serialNumber);
  });

  it('of the FN are waited for', async () => {
    // Its own clock moves when somebody has looked.
    const clock = new VirtualClock();
    const { kkt } = await bench({ model: '30F', latency: 600, clock });
    const seen: string[] = [];
    await kkt.print.registrationReport({
      onProgress: ({ mode, submode }) => {
        seen.push(`${mode}.${submode}`);
        void clock.advance(600);
      },
    });
    expect(seen.at(0)).toBe('6.2');
    expect(seen.at(-1)).toBe('6.0');
  });

  it('without paper at their end are not whole', async () => {
    const { kkt, emulator } = await bench({ model: '30F' });
    emulator.override('getStateCode', async (_request, next) => ({ ...(await next()), flags: 0x01 }));
    await expect(kkt.print.registrationReport()).rejects.toMatchObject({ status: 0x67 });
    await expect(kkt.print.copy()).rejects.toMatchObject({ status: 0x67 });
  });
});
