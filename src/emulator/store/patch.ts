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
  return Array.isArray(after)
    ? diffOfLists(before as readonly Json[], after)
    : diffOfObjects(before as JsonObject, after as JsonObject);
}

// This runs for every command of a register that is kept on the disk, and mostly finds nothing: nothing is made before it is needed.

function diffOfLists(before: readonly Json[], after: readonly Json[]): Json | undefined {
  let changes: Record<string, Json> | undefined;
  for (let index = 0; index < after.length; index++) {
    if (before[index] === after[index]) continue;
    const change = diff(before[index], after[index]);
    if (change === undefined) continue;
    changes ??= {};
    changes[index] = change;
  }
  return changes;
}

function diffOfObjects(before: JsonObject, after: JsonObject): Json | undefined {
  let changes: Record<string, Json> | undefined;
  for (const key in after) {
    if (before[key] === after[key]) continue;
    const change = diff(before[key], after[key]);
    if (change === undefined) continue;
    changes ??= {};
    changes[key] = change;
  }
  for (const key in before) {
    if (key in after || before[key] === null || before[key] === undefined) continue;
    changes ??= {};
    changes[key] = null;
  }
  return changes;
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
