import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Emulator } from '../../../src/emulator/index.js';
import { p5Handlers } from '../../../src/emulator/p5/handlers/index.js';
import { p5Commands } from '../../../src/protocol/p5/index.js';
import { asciiText, encodeP5Text } from '../../../src/protocol/p5/text.js';
import { P5Bench } from './support.js';

describe('a register of the second protocol', () => {
  it('has a handler for every command but those of the link', () => {
    const own = Object.keys(p5Commands).filter((name) => !['channelLimit', 'channelState'].includes(name));
    expect(Object.keys(p5Handlers).sort()).toEqual(own.sort());
  });

  it('tells who it is', async () => {
    await using bench = await P5Bench.open({ model: '30F' });
    expect(await bench.call(p5Commands.identify)).toMatchObject({ model: 61, firmware: '5.7.13' });
    expect(await bench.call(p5Commands.getSerialNumber)).toMatchObject({ modelName: 'АТОЛ 30Ф' });
    expect(await bench.call(p5Commands.getClock)).toEqual({ dateTime: '2026-03-02T09:00:00' });
    expect(await bench.call(p5Commands.getFfdVersions)).toEqual({ device: 2, fn: 2, current: 2 });
  });

  it('is what a firmware of platform 5 makes it', async () => {
    const lines: string[] = [];
    await using emulator = new Emulator({ firmware: '5.8.1', latency: 0 });
    const connection = await emulator.transport().connect();
    await connection.write(
      Uint8Array.of(0x24, 0x40, 0x0d, 0, 0x20, 1, 0xf7, 0x40, 0x74, 0x65, 0x73, 0x74, 0x65),
    );
    for await (const chunk of connection) {
      lines.push(asciiText(chunk.subarray(8, 12)));
      break;
    }
    expect(lines).toEqual(['test']);
    await connection.close();
  });

  it('answers questions to its FN', async () => {
    await using bench = await P5Bench.open();
    await bench.openShift();
    await bench.receipt();
    await bench.call(p5Commands.closeReceipt, { how: 0 });
    const { last } = bench.emulator.fn.state;
    expect(await bench.call(p5Commands.fnGetStatus)).toMatchObject({
      phase: 3,
      shift: 1,
      lastDocument: last.number,
    });
    expect(await bench.call(p5Commands.fnFindDocument, { number: 3 })).toMatchObject({
      type: 3,
      number: 3,
      fiscalSign: last.fiscalSign,
    });
    const { type, length } = await bench.call(p5Commands.fnStartReadDocument, { number: 3 });
    let read = 0;
    for (;;) {
      const next = await bench.call(p5Commands.fnReadDocumentTlv).catch(() => undefined);
      if (!next) break;
      expect(next.value).toHaveLength(next.length);
      read += 4 + next.length;
    }
    expect([type, read]).toEqual([3, length]);
    expect(await bench.code(p5Commands.fnFindDocument, { number: 99 })).toBe('84');
    expect(await bench.code(p5Commands.fnFindTicket, { number: 3 })).toBe('84');
  });

  it('keeps its settings, those of the device in one place', async () => {
    await using bench = await P5Bench.open({ ofd: 'tcp://ofd.example.ru:7777' });
    const fields = await bench.call(p5Commands.readOfd);
    expect(fields.map(asciiText).slice(0, 2)).toEqual(['ofd.example.ru', '7777']);
    const changed = ['ofd2.example.ru', '8888', ...fields.slice(2).map(asciiText)].map(encodeP5Text);
    expect(await bench.code(p5Commands.writeOfd, changed)).toBe('00');
    expect((await bench.call(p5Commands.readOfd)).map(asciiText).slice(0, 2)).toEqual([
      'ofd2.example.ru',
      '8888',
    ]);
    expect(await bench.code(p5Commands.writeOfd, [encodeP5Text('x'), encodeP5Text('y')])).toBe('5B');
    expect(await bench.code(p5Commands.writeUserMemory, { address: 1020, data: new Uint8Array(8) })).toBe(
      'RD',
    );
    expect(await bench.code(p5Commands.writeUserMemory, { address: 4, data: encodeP5Text('a;~b') })).toBe(
      '00',
    );
    const { data } = await bench.call(p5Commands.readUserMemory, { address: 4, bytes: 4 });
    expect(asciiText(data)).toBe('a;~b');
  });

  it('refuses what is no command, and what has wrong fields', async () => {
    await using bench = await P5Bench.open();
    const ask = async (text: string): Promise<string> => {
      const message = Uint8Array.of(0xc3, ...encodeP5Text(text));
      return asciiText(await bench.host.exchange(message, { timeoutMs: 5000 })).slice(0, 2);
    };
    expect([
      await ask('zz'),
      await ask('b1x;0;1;'),
      await ask('b1'),
      await ask('b11;0;1;7;'),
      await ask('01~'),
    ]).toEqual([':1', '5B', '5B', '5B', '5B']);
  });

  it('comes back out of its directory', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'atol-p5-'));
    try {
      const first = await Emulator.open({ state: folder, link: 'p5', latency: 0 });
      await first.close();
      await using second = await Emulator.open({ state: folder, link: 'p5' });
      expect(second.fn.state.last.number).toBe(1);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
