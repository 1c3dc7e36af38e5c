/** A value in a message, short; whatever it is, this does not throw. */
export function show(value: unknown): string {
  if (value === undefined) return 'не задано';
  if (typeof value === 'bigint' || typeof value === 'number') return `${value}`;
  const text = json(value) ?? typeof value;
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}

/** Nothing for what has no JSON: a function, a cycle, a getter that throws. */
function json(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    return undefined;
  }
}
