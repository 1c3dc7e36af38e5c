import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compare, readList } from '../../scripts/coverage.js';
import { root } from '../../scripts/lib.mjs';

const list = readList(readFileSync(join(root, 'test/uncovered.md'), 'utf8'));

describe('the list of lines that no test reaches', () => {
  it('names lines that stand where it says', () => {
    const gone = compare([], list, (file) => readFileSync(join(root, file), 'utf8'));
    expect(gone.filter((text) => text.includes('no such line'))).toEqual([]);
    expect(list.length).toBeGreaterThan(50);
  });

  const source = 'a();\n  throw error;\nb();\nthrow error;\n';
  const compared = (markdown: string, missed: number[]) =>
    compare(
      missed.map((line) => ({ file: 'src/a.ts', line, text: source.split('\n')[line - 1]?.trim() ?? '' })),
      readList(markdown),
      () => source,
    );
  const listed = (heading: string, ...lines: string[]) =>
    `# List\n\n## ${heading}\n\n\`src/a.ts\`\n\n\`\`\`ts\n${lines.join('\n')}\n\`\`\`\n`;

  it('is right when every line not reached is in it, as often as it is not reached', () => {
    expect(compared(listed('Why', 'throw error;', 'throw error;'), [2, 4])).toEqual([]);
  });

  it('is wrong without a line, also without the second one of the same text', () => {
    expect(compared(listed('Why', 'throw error;'), [1, 2, 4])).toEqual([
      expect.stringContaining('src/a.ts:1 '),
      expect.stringContaining('src/a.ts:4 '),
    ]);
  });

  it('is wrong with a line that is reached, unless it is reached now and then', () => {
    expect(compared(listed('Why', 'throw error;', 'b();'), [2])).toEqual([expect.stringContaining('b();')]);
    expect(compared(listed('Why (now and then)', 'throw error;', 'b();'), [2])).toEqual([]);
  });

  it('is wrong with a line that is gone, also now and then', () => {
    expect(compared(listed('Why (now and then)', 'c();'), [])).toEqual([
      expect.stringContaining('no such line'),
    ]);
  });
});
