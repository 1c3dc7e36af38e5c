/** What JSON can hold. A missing key and null mean the same: nothing. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;

export interface JsonObject {
  readonly [key: string]: Json;
}

/**
 * The difference of two values as JSON, undefined when there is none: an object holds what changed by key (null takes the key away),
 * anything else stands for the new value. Arrays of one length differ by index like objects, others are new as a whole.
 */
export function diff(before: Json | undefined, after: Json | undefined): Json | undefined {
  if (before === after || (before ?? null) === (after ?? null)) return undefined;
  if (!isTree(before) || !isTree(after) || !isSameKind(before, after)) return wrap(after ?? null);
  const changes: Record<string, Json> = {};
  let changed = false;
  for (const key of keysOf(before, after)) {
    const change = diff((before as JsonObject)[key], (after as JsonObject)[key]);
    if (change === undefined) continue;
    changes[key] = change;
    changed = true;
  }
  return changed ? changes : undefined;
}

/** Applies what `diff` gave; the value before stays as it is. */
export function patch(before: Json | undefined, change: Json): Json {
  if (change === null || typeof change !== 'object') return change;
  if (Array.isArray(change)) return change[0] as Json;
  const changed: Record<string, Json> | Json[] = Array.isArray(before)
    ? [...(before as readonly Json[])]
    : { ...(before as JsonObject) };
  for (const [key, part] of Object.entries(change as JsonObject)) {
    if (part === null) delete (changed as Record<string, Json>)[key];
    else (changed as Record<string, Json>)[key] = patch((changed as Record<string, Json>)[key], part);
  }
  return changed;
}

type Tree = readonly Json[] | JsonObject;

function isTree(value: Json | undefined): value is Tree {
  return typeof value === 'object' && value !== null;
}

function isSameKind(a: Tree, b: Tree): boolean {
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  return !Array.isArray(a) || a.length === (b as readonly Json[]).length;
}

/** A whole object or array is put into a list of one, so that it is not taken for a list of changes. */
function wrap(value: Json): Json {
  return isTree(value) ? [value] : value;
}

function keysOf(before: Tree, after: Tree): Iterable<string> {
  const keys = Object.keys(after);
  const gone = Object.keys(before).filter((key) => !Object.hasOwn(after, key));
  return gone.length === 0 ? keys : [...keys, ...gone];
}
