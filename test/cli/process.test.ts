import { once } from 'node:events';
import decodeQR from 'qr/decode.js';
import { describe, expect, it } from 'vitest';
import { Emulator } from '../../src/emulator/index.js';
import { atol, ended, spawnAtol } from './cli.js';

/** Reads the code in lines of half blocks as a camera would: eight dots a module. */
function scan(lines: readonly string[]): string {
  const scale = 8;
  const rows = lines.flatMap((line) => {
    const upper = Array.from(line, (char) => char === '█' || char === '▀');
    const lower = Array.from(line, (char) => char === '█' || char === '▄');
    return [upper, lower];
  });
  const width = (rows[0]?.length ?? 0) * scale;
  const height = rows.length * scale;
  const data = new Uint8Array(width * height * 4);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const light = rows[Math.floor(y / scale)]?.[Math.floor(x / scale)] ? 255 : 0;
      data.set([light, light, light, 255], (y * width + x) * 4);
    }
  }
  return decodeQR({ width, height, data });
}

const WHITE_ON_BLACK = '\u001b[97;40m';
const RESET = '\u001b[0m';

describe.concurrent('atol demo', () => {
  it('shows the receipt, its fiscal data and a code that a scanner reads', async () => {
    const { code, stdout, stderr } = await atol(['demo']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const lines = stdout.split('\n');
    const drawn = lines.filter((line) => /^[█▀▄ ]+$/.test(line) && line.trim() !== '');
    const qr = scan(drawn);
    expect(qr).toMatch(/^t=\d{8}T\d{4}&s=330\.30&fn=\d{16}&i=3&fp=\d+&n=1$/);
    expect(stdout).toContain(`QR        ${qr}`);
    expect(stdout).toMatch(/КАССОВЫЙ ЧЕК\n +ПРИХОД\n/);
    expect(stdout).toMatch(/^ИТОГ +=330\.30$/m);
    expect(stdout).toMatch(/^ФП +\d+$/m);
    expect(lines.at(-2)).toMatch(/^Смена 1 закрыта, документ 4$/);
  });

  it('draws the code white on black where there are colours', async () => {
    const { code, stdout } = await atol(['demo'], { colors: true });
    expect(code).toBe(0);
    const drawn = stdout
      .split('\n')
      .filter((line) => line.startsWith(WHITE_ON_BLACK) && line.endsWith(RESET));
    expect(scan(drawn.map((line) => line.slice(WHITE_ON_BLACK.length, -RESET.length)))).toMatch(/^t=/);
  });

  it('is one object with --json, and takes the time that signing takes', async () => {
    const started = Date.now();
    const { code, stdout, stderr } = await ended(spawnAtol(['demo', '--json']));
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(Date.now() - started).toBeGreaterThan(3 * 900);
    const told = JSON.parse(stdout) as { receipt: Record<string, unknown>; paper: string[] };
    expect(told).toMatchObject({
      url: expect.stringMatching(/^tcp:\/\/127\.0\.0\.1:\d+$/),
      opened: { documentNumber: 2 },
      receipt: { documentNumber: 3, totalKopecks: 33_030 },
      closed: { documentNumber: 4, shiftNumber: 1 },
    });
    expect(told.paper).toContain(`ФП${String(told.receipt['fiscalSign']).padStart(40)}`);
  });
});

describe.concurrent('atol as a process', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)(
    'emulate says where it listens, and ends with 0 on %s',
    async (signal) => {
      const emulator = spawnAtol([
        'emulate',
        '--listen',
        'tcp://127.0.0.1:0',
        '--model',
        '30F',
        '--latency',
        '0',
      ]);
      const end = ended(emulator);
      const [line] = (await once(emulator.stdout as NonNullable<typeof emulator.stdout>, 'data')) as [string];
      expect(line).toMatch(/^listening tcp:\/\/127\.0\.0\.1:[1-9]\d*\n$/);
      const url = line.slice('listening '.length).trim();
      const { code, stdout } = await atol(['status', url, '--json']);
      expect(code).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject({ identity: { modelName: '30F' } });
      emulator.kill(signal);
      expect(await end).toEqual({ code: 0, stdout: line, stderr: '' });
    },
  );

  it('emulate with sync answers and --json', async () => {
    const stop = new AbortController();
    const words = ['emulate', '--listen', 'tcp://127.0.0.1:0', '--answers', 'sync', '--json'];
    const { code, stdout } = await atol(words, {
      signal: stop.signal,
      onStdout: () => stop.abort('SIGTERM'),
    });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      listening: expect.stringMatching(/^tcp:\/\/127\.0\.0\.1:\d+$/),
      model: '42FS',
      serialNumber: expect.stringMatching(/^\d{14}$/),
    });
  });

  it('emulates a fleet of registers that differ', async () => {
    const stop = new AbortController();
    const words = ['emulate', '--count', '3', '--listen', 'tcp://127.0.0.1:0', '--json'];
    const { code, stdout } = await atol(words, {
      signal: stop.signal,
      onStdout: () => stop.abort('SIGTERM'),
    });
    expect(code).toBe(0);
    const { registers } = JSON.parse(stdout) as { registers: Record<string, string>[] };
    for (const key of ['listening', 'serialNumber', 'fnNumber'])
      expect(new Set(registers.map((one) => one[key])).size).toBe(3);
    for (const [more, message] of [
      [['--count', '0'], '1..9999'],
      [['--count', '2', '--listen', 'pty'], '--listen pty'],
      [['--count', '9', '--listen', 'tcp://127.0.0.1:65530'], '65530'],
    ] as const) {
      const refused = await atol(['emulate', ...more]);
      expect(refused.code).toBe(2);
      expect(refused.stderr).toContain(message);
    }
  });

  it('reads a receipt from a pipe, returns exit codes, and shows no stack', async () => {
    await using emulator = await Emulator.listen({ latency: 0 });
    const child = spawnAtol(['receipt', emulator.url, '-']);
    child.stdin?.end(
      '{"type":"sell","taxation":"osn","items":[{"name":"Чай","price":1,"vat":"none"}],"payments":[{"type":"cash","sum":1}]}',
    );
    const { code, stdout, stderr } = await ended(child);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^Ошибка ККТ [^\n]+\n$/);
  });

  it('does not mind a reader that goes away', async () => {
    const child = spawnAtol(['--help']);
    child.stdout?.destroy();
    expect(await ended(child)).toEqual({ code: 0, stdout: '', stderr: '' });
  });
});
