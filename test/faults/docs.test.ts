import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { chaosKinds, checkFault, checkScenario, Emulator, serveControl } from '../../src/emulator/index.js';
import { executeShell, executeTypeScript, folder, moduleOf, root } from '../readme/run.js';
import { snippetsOf } from '../readme/snippets.js';

const file = join(root, 'docs', 'faults.md');
const text = readFileSync(file, 'utf8');
const snippets = snippetsOf(file);
const of = (language: string) => snippets.filter((snippet) => snippet.language === language);
const faults = [...text.matchAll(/^\| `(\{.*?\})` \|/gm)].map(([, json = '']) => json);

describe('docs/faults.md', () => {
  it('has faults in its tables', () => {
    expect(faults.length).toBeGreaterThan(20);
    for (const kind of chaosKinds) expect(text).toContain(`\`${kind}\``);
  });

  it.each(faults)('%s is a fault', async (json) => {
    await using emulator = new Emulator({ latency: 0, onError: () => undefined });
    const off = emulator.faults.add(checkFault(JSON.parse(json)));
    expect(emulator.faults.list).toHaveLength(1);
    off();
    await emulator.power.on();
  });

  it('has a scenario', () => {
    expect(of('json').map(({ code }) => checkScenario(JSON.parse(code)).steps?.length)).toEqual([5]);
  });

  it.each(of('ts').map((snippet) => [snippet.line, snippet] as const))(
    'the program in line %i runs and prints what it says',
    async (_line, snippet) => {
      await using work = await folder();
      const result = await executeTypeScript(moduleOf(snippet, ''), work.path);
      expect(result).toMatchObject({ code: 0, stderr: '' });
      if (snippet.output !== undefined) expect(result.stdout).toBe(snippet.output);
      else expect(result.stdout).toMatch(/! printer at cutPaper.*\n.*REFUSED 69 Механическая/);
    },
  );

  it('the program on the command line listens', async () => {
    const [emulate] = of('sh');
    const result = await executeShell(emulate as (typeof snippets)[number], '');
    expect(result).toMatchObject({ code: 0, stderr: '' });
    expect(result.stdout).toMatch(
      /^listening tcp:\/\/127\.0\.0\.1:\d+\ncontrol http:\/\/127\.0\.0\.1:\d+\n$/,
    );
  });

  it('the requests are answered', async () => {
    await using emulator = new Emulator({ latency: 0, dateTime: '2026-03-02T09:00:00' });
    await using control = await serveControl(emulator);
    const lines = (of('sh')[1]?.code ?? '').trim().split('\n');
    expect(lines.length).toBeGreaterThan(3);
    for (const line of lines) {
      const {
        method = 'GET',
        path = '',
        body,
      } = /^curl -sS (?:-X (?<method>\w+) )?http:\/\/127\.0\.0\.1:5080(?<path>\/\S+)(?: -d '(?<body>.*)')?$/.exec(
        line,
      )?.groups ?? {};
      const response = await fetch(control.url + path, body === undefined ? { method } : { method, body });
      expect(response.ok, line).toBe(true);
    }
    expect(emulator.now.slice(0, 10)).toBe('2026-03-03');
    expect(emulator.faults.list).toEqual([]);
  });
});
