/**
 * What is made at the first question for it, and kept. Tables are long, and a program that asks nothing of one need not wait for it
 * when it is loaded.
 */
export function lazily<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
