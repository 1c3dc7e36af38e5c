/** Freezes a tree of plain objects and arrays to the last field. */
export function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    // No list of the values: a receipt is frozen as often as it is sold.
    for (const key in value) deepFreeze(value[key]);
  }
  return value;
}
