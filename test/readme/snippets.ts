import { readFileSync } from 'node:fs';

/** A fenced block of a Markdown file, with the hidden code around it and the output that the text promises. */
export interface Snippet {
  readonly language: string;
  /** Of the fence, from 1. */
  readonly line: number;
  readonly code: string;
  /** From `<!-- before … -->` in front of the block: not shown to readers. */
  readonly before: string;
  /** From `<!-- after … -->` behind it. */
  readonly after: string;
  /** The block of language `text` that follows; undefined when nothing is promised. */
  readonly output: string | undefined;
}

const pattern =
  /(?:^<!-- before\n(?<before>[\s\S]*?)\n-->\n)?^```(?<language>\w*)\n(?<code>[\s\S]*?)^```$(?:\n<!-- after\n(?<after>[\s\S]*?)\n-->$)?/gm;

export function snippetsOf(file: string): Snippet[] {
  const text = readFileSync(file, 'utf8');
  const blocks = [...text.matchAll(pattern)].map((match) => {
    const { before = '', language = '', code = '', after = '' } = match.groups ?? {};
    const line = text.slice(0, match.index).split('\n').length;
    return { language, line, code, before, after, end: match.index + match[0].length, start: match.index };
  });
  return blocks.map((block, index) => {
    const next = blocks[index + 1];
    const follows = next?.language === 'text' && text.slice(block.end, next.start).trim() === '';
    return { ...block, output: follows ? next.code : undefined };
  });
}

/** Numbers differ from run to run, their places do not. */
export function shapeOf(output: string): string {
  return output
    .replace(/\d+/g, '#')
    .replace(/[ \t]+/g, ' ')
    .trim();
}
