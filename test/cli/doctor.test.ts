import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { Emulator } from '../../src/emulator/index.js';
import { atol } from './cli.js';

interface Report {
  way: string;
  protocols: Array<{
    link: string;
    answered: boolean;
    answers: Array<{ question: string; value?: unknown; error?: unknown }>;
  }>;
}

it.each(['v3', 'p5'] as const)('asks a register of %s, changes nothing and names nobody', async (link) => {
  await using emulator = await Emulator.listen({ latency: 0, ...(link === 'p5' && { link }) });
  const before = emulator.fn.documents().length;
  const folder = await mkdtemp(join(tmpdir(), 'atol-doctor-'));
  try {
    const file = join(folder, 'report.json');
    const { code, stdout, stderr } = await atol(['doctor', emulator.url, '--save', file, '--lang', 'en']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(new RegExp(`^Protocol ${link}: answers, \\d+ ms$`, 'm'));
    const text = await readFile(file, 'utf8');
    const { protocols, way } = JSON.parse(text) as Report;
    expect(way).toBe('tcp');
    expect(protocols.map((one) => one.link)).toEqual(['p5', 'v3', 'v2']);
    const own = protocols.find((one) => one.link === link);
    expect(own?.answered).toBe(true);
    expect(own?.answers.filter(({ error }) => error !== undefined)).toEqual([]);
    expect(own?.answers[0]?.value).toMatchObject({ modelName: expect.any(String), serialNumberLength: 14 });
    for (const secret of [emulator.serialNumber, emulator.fn.number, '127.0.0.1'])
      expect(text).not.toContain(secret);
    expect(emulator.fn.documents()).toHaveLength(before);
  } finally {
    await rm(folder, { recursive: true });
  }
});

it('says why when nobody is there, and writes no report', async () => {
  const emulator = await Emulator.listen();
  const { url } = emulator;
  await emulator.close();
  const { code, stdout, stderr } = await atol(['doctor', url, '--lang', 'en']);
  expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
  expect(stderr).toContain(`cannot connect to ${url}: connection refused`);
});
