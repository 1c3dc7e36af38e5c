/** The known name that a misspelt one most likely means; undefined when none is near. */
export function closest(wrong: string, names: readonly string[]): string | undefined {
  if (wrong.length > 40) return undefined;
  const folded = wrong.toLowerCase();
  let best: string | undefined;
  let least = Math.max(1, Math.floor(folded.length / 3)) + 1;
  for (const name of names) {
    const steps = distance(folded, name.toLowerCase());
    if (steps < least) {
      best = name;
      least = steps;
    }
  }
  return best ?? within(folded, names);
}

/** `idempotencyKey` has a name in it, `key`; of several the longest is meant. */
function within(folded: string, names: readonly string[]): string | undefined {
  const [longest] = names
    .filter((name) => name.length > 2)
    .filter((name) => folded.startsWith(name.toLowerCase()) || folded.endsWith(name.toLowerCase()))
    .sort((a, b) => b.length - a.length);
  return longest;
}

/** Edits between two words: insert, delete, replace, swap two neighbours. */
function distance(a: string, b: string): number {
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replace = (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swap = swapped ? (before[j - 2] as number) + 1 : replace;
      next.push(Math.min(replace, swap, (row[j] as number) + 1, (next[j - 1] as number) + 1));
    }
    before = row;
    row = next;
  }
  return row[b.length] as number;
}
