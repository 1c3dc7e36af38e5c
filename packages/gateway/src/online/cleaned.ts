const DEEPEST = 12;
/** More than any list of the API may have, so that a longer one is still refused. */
const LONGEST = 200;

/**
 * The same without empty fields: clients send `null`, `""` for what they do not have. What is deeper or longer than anything
 * in the API is cut: its schema refuses or ignores it.
 */
export function cleaned(value: unknown, depth = 0): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= DEEPEST) return {};
  if (Array.isArray(value)) return value.slice(0, LONGEST).map((one) => cleaned(one, depth + 1));
  const fields = value as Readonly<Record<string, unknown>>;
  const kept: Record<string, unknown> = {};
  for (const key of Object.keys(fields)) {
    const one = fields[key];
    if (one !== null && one !== '' && key !== '__proto__') kept[key] = cleaned(one, depth + 1);
  }
  return kept;
}
