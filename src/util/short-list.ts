/**
 * Takes an item out of a list, and nothing else: `splice` makes a second list of what it takes, and a set or map of a few items that come
 * and go all the time makes itself a new table every few of them.
 */
export function removeFrom<T>(list: T[], item: T): void {
  const at = list.indexOf(item);
  if (at < 0) return;
  for (let next = at + 1; next < list.length; next++) list[next - 1] = list[next] as T;
  list.pop();
}
