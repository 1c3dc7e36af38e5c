import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { onceMoves } from '../../src/register/once/only-once.js';

const root = new URL('../../', import.meta.url);
const page = readFileSync(new URL('docs/architecture.md', root), 'utf8');

/** The section under a heading. */
function section(heading: string): string {
  const [, text = ''] = page.split(`\n## ${heading}\n`);
  return text.split('\n## ')[0] ?? '';
}

describe('docs/architecture.md', () => {
  it('draws the state machine of "once and only once" as the code has it', () => {
    const drawn = [...section('Once and only once').matchAll(/^ {2}(\w+) --> (\w+)/gm)].map(
      ([, from, to]) => `${from} --> ${to}`,
    );
    const coded = Object.entries(onceMoves).flatMap(([from, moves]) =>
      moves.map((to) => `${from} --> ${to}`),
    );
    expect(drawn.length).toBeGreaterThan(10);
    expect([...drawn].sort()).toEqual([...coded].sort());
  });

  it('names files that are there', () => {
    const named = [...page.matchAll(/`([\w./-]+?\.ts|[\w/-]+\/)`/g)].map(([, name = '']) => name);
    expect(named.length).toBeGreaterThan(40);
    const roots = ['', 'src/', 'src/register/', 'src/protocol/'];
    const missing = named.filter((name) => !roots.some((start) => existsSync(new URL(start + name, root))));
    expect(missing.filter((name) => !['device/', 'p5/'].includes(name))).toEqual([]);
  });

  it('leads a receipt down through ten doors at most, none of them twice', () => {
    const hops = [...section('The way of a receipt').matchAll(/^\d+\. `([^`]+)`/gm)].map(([, name]) => name);
    expect(hops.length).toBeGreaterThan(5);
    expect(hops.length).toBeLessThanOrEqual(10);
    expect(new Set(hops).size).toBe(hops.length);
  });

  it('says of ten changes where they are made', () => {
    const rows = section('Where do I change …')
      .split('\n')
      .filter((line) => line.startsWith('| '));
    expect(rows.length - 1).toBeGreaterThanOrEqual(10);
  });
});
