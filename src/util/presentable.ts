const LONGEST = 200;

/** The value as JSON can show it: input may be cyclic, endless or not JSON at all. */
export function presentable(value: unknown): unknown {
  switch (typeof value) {
    case 'string':
      return value.length > LONGEST ? `${value.slice(0, LONGEST)}…` : value;
    case 'boolean':
    case 'undefined':
      return value;
    case 'number':
      return Number.isFinite(value) ? value : String(value);
    case 'bigint':
      return value.toString().slice(0, LONGEST);
    case 'function':
    case 'symbol':
      return `[${typeof value}]`;
    default:
      return value === null ? null : shape(value);
  }
}

function shape(value: unknown): string {
  try {
    return Array.isArray(value) ? `[array of ${value.length}]` : '[object]';
  } catch {
    // A revoked proxy cannot even be asked.
    return '[object]';
  }
}
