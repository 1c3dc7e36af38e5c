import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { Emulator } from '../../src/emulator/index.js';
import { atol } from './cli.js';

/** The commands of docs/cli.md with the objects that it promises, in order. */
async function promised(): Promise<Array<{ words: string[]; object: unknown }>> {
  const text = await readFile('docs/cli.md', 'utf8');
  return [...text.matchAll(/^## `atol ([^`]+)`\n[^#]*?```json\n([\s\S]*?)^```$/gm)].map(
    ([, line = '', json = '']) => ({
      words: [...line.matchAll(/'([^']*)'|\S+/g)].map(([word, quoted]) => quoted ?? word),
      object: JSON.parse(json),
    }),
  );
}

/** Names and types, without values. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.slice(0, 1).map(shapeOf);
  if (typeof value !== 'object' || value === null) return typeof value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, shapeOf(item)]));
}

it('docs/cli.md shows the objects that the commands print', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'atol-json-'));
  const file = join(folder, 'receipt.json');
  await writeFile(
    file,
    JSON.stringify({
      type: 'sell',
      taxation: 'osn',
      items: [{ name: 'Хлеб', price: 45.5, vat: 'vat10' }],
      payments: [{ type: 'cash', sum: 45.5 }],
    }),
  );
  await using emulator = await Emulator.listen({ model: '30F', latency: 0 });
  await using second = await Emulator.listen({ link: 'p5', latency: 0 });
  const here = (word: string, _at: number, words: string[]): string =>
    word
      .replace('URL', words.includes('--text') ? second.url : emulator.url)
      .replace('receipt.json', file)
      .replace('127.0.0.1:5555', emulator.url.slice('tcp://'.length));
  const commands = await promised();
  expect(commands.length).toBeGreaterThan(15);
  for (const { words, object } of commands) {
    const { code, stdout, stderr } = await atol([...words.map(here), '--json']);
    const line = words.join(' ');
    expect({ line, code, stderr }).toEqual({ line, code: 0, stderr: '' });
    expect({ line, shape: shapeOf(JSON.parse(stdout)) }).toEqual({ line, shape: shapeOf(object) });
  }
  await rm(folder, { recursive: true });
});
