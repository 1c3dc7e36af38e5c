/** For a name that is not among those that there are: the one that was meant, as far as that shows, and all of them. */
export function hint(name: string, names: readonly string[]): string {
  const [nearest] = names
    .map((known) => ({ known, steps: steps(name, known) }))
    .sort((one, other) => one.steps - other.steps);
  const meant = nearest !== undefined && nearest.steps <= 3 ? `did you mean ${nearest.known}? ` : '';
  return `${meant}there are ${names.join(', ')}`;
}

/** Letters to change, add or take away. */
function steps(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (const [index, letter] of [...one].entries()) {
    const next = [index + 1];
    for (const [at, wanted] of [...other].entries()) {
      const changed = (row[at] ?? 0) + (letter === wanted ? 0 : 1);
      next.push(Math.min(changed, (row[at + 1] ?? 0) + 1, (next[at] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
