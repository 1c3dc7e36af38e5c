import { describe, expect, it } from 'vitest';
import { Emulator } from '../../src/emulator/index.js';
import { atol, Impostor } from './cli.js';

describe('atol discover', () => {
  it('finds registers among other things', async () => {
    await using first = await Emulator.listen({ latency: 0 });
    await using second = await Emulator.listen({ latency: 0, model: '30F', link: 'v2' });
    await using other = await Impostor.listen((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    const hosts = [first, second, other].map(({ url }) => url.slice('tcp://'.length));
    const words = ['discover', '--network-only', ...hosts];
    const { code, stdout, stderr } = await atol([...words, '--json']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const { registers, errors } = JSON.parse(stdout) as { registers: unknown[]; errors: unknown[] };
    expect(registers).toHaveLength(2);
    expect(registers).toContainEqual({
      url: first.url,
      link: 'v3',
      model: 77,
      modelName: '42FS',
      serialNumber: first.serialNumber,
      firmware: '3.0.1245',
    });
    expect(registers).toContainEqual(expect.objectContaining({ url: second.url, link: 'v2', model: 61 }));
    expect(errors).toEqual([
      { url: other.url, error: expect.objectContaining({ outcome: expect.anything() }) },
    ]);

    const text = (await atol(words)).stdout;
    expect(text).toMatch(/^Найдено касс: 2\n/);
    expect(text).toMatch(
      new RegExp(`^ {2}${second.url} +30F № ${second.serialNumber}, .*, протокол v2$`, 'm'),
    );
    expect(text).toMatch(new RegExp(`^Не касса или нет связи:\n {2}${other.url} `, 'm'));
  });

  it('says when there are none, in its time', async () => {
    await using silent = await Impostor.listen(() => undefined);
    const { code, stdout } = await atol(['discover', '--network-only', silent.url, '--timeout', '300']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Касс не найдено\n/);
  });

  it('looks at this computer, too, and does not mind what it lacks', async () => {
    const { code, stdout } = await atol(['discover', '--json', '--timeout', '1500']);
    expect(code).toBe(0);
    expect(Object.keys(JSON.parse(stdout) as object)).toEqual(['registers', 'errors']);
  });
});

describe('atol --link', () => {
  it('speaks the older link where that is wanted', async () => {
    await using emulator = await Emulator.listen({ latency: 0 });
    for (const link of ['v2', 'v3']) {
      const { code, stdout } = await atol(['status', emulator.url, '--link', link, '--json']);
      expect(code).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject({ link });
    }
  });
});
