/** Where the text stops being JSON, as `строка L, позиция C` and as an offset; JSON.parse itself seldom tells. */
export function jsonErrorPlace(text: string): { offset: number; line: number; column: number } {
  const offset = jsonErrorOffset(text);
  const before = text.slice(0, offset).split('\n');
  return { offset, line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

const blanks = /[ \t\r\n]*/y;
const scalar =
  /"(?:[ !#-[\]-\uffff]|\\(?:["\\/bfnrt]|u[\dA-Fa-f]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;

type Expected = 'value' | 'value or ]' | 'key' | 'key or }' | ':' | ', or end';

/** Offset of the first character that cannot stand there; the length of the text when it ends too early. */
function jsonErrorOffset(text: string): number {
  const open: Array<'{' | '['> = [];
  let at = 0;
  let expected: Expected = 'value';
  for (;;) {
    at = end(blanks, text, at) ?? at;
    const char = text[at];
    const inside = open.at(-1);
    if (expected === ', or end' && inside === undefined) return at;
    if (char === undefined) return text.length;
    if (expected === ':') {
      if (char !== ':') return at;
      expected = 'value';
      at++;
    } else if (closes(char, inside, expected)) {
      open.pop();
      expected = ', or end';
      at++;
    } else if (expected === ', or end') {
      if (char !== ',') return at;
      expected = inside === '{' ? 'key' : 'value';
      at++;
    } else if (expected === 'key' || expected === 'key or }') {
      const next = char === '"' ? end(scalar, text, at) : undefined;
      if (next === undefined) return at;
      expected = ':';
      at = next;
    } else if (char === '{' || char === '[') {
      open.push(char);
      expected = char === '{' ? 'key or }' : 'value or ]';
      at++;
    } else {
      const next = end(scalar, text, at);
      if (next === undefined) return at;
      expected = ', or end';
      at = next;
    }
  }
}

function closes(char: string, inside: '{' | '[' | undefined, expected: Expected): boolean {
  if (char === '}') return inside === '{' && (expected === 'key or }' || expected === ', or end');
  return char === ']' && inside === '[' && (expected === 'value or ]' || expected === ', or end');
}

function end(pattern: RegExp, text: string, at: number): number | undefined {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : undefined;
}
