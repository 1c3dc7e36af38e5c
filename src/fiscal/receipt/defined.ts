/** Keys whose value may be undefined become keys that may be absent. */
export type Defined<T> = {
  [K in keyof T as undefined extends T[K] ? never : K]: T[K];
} & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};

/** The object without the keys that hold undefined. */
export function defined<T extends object>(source: T): Defined<T> {
  // No list of the keys: this runs a dozen times for every item of every receipt.
  const result: Record<string, unknown> = {};
  for (const key in source) {
    const value = source[key];
    if (value !== undefined && Object.hasOwn(source, key)) result[key] = value;
  }
  return result as Defined<T>;
}

/** The elements that were read; the broken ones are reported already. */
export function present<T>(list: ReadonlyArray<T | undefined> | undefined): T[] {
  return (list ?? []).filter((item) => item !== undefined);
}
