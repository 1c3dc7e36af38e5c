import { type AtolError, type JournalRecord, type JournalStore, pageJournal } from 'atol-kkt/browser';

const stores = new Map<number, JournalStore>();

/** A journal of this page under a number, for the contract that is tested outside of it. */
export function openJournal(id: number, name: string, options?: { keepDays?: number }): void {
  stores.set(id, pageJournal(name, options));
}

type Told = { value: unknown } | { error: Record<string, unknown> };

export async function callJournal(id: number, method: keyof JournalStore, argument: unknown): Promise<Told> {
  const store = stores.get(id) as JournalStore;
  try {
    const value =
      method === 'append'
        ? await store.append(argument as readonly JournalRecord[])
        : method === 'find'
          ? await store.find(argument as string)
          : await store[method]();
    return { value };
  } catch (error) {
    const { problems } = error as { problems?: unknown };
    return { error: { ...(error as AtolError).toJSON(), ...(problems !== undefined && { problems }) } };
  }
}

/** What the contract outside cannot see: records as they are at the call. */
export async function copies(name: string): Promise<unknown> {
  const store = pageJournal(name);
  const data = { sum: 1 };
  const appended = store.append([{ key: 'a', state: 'intent', at: 1, data }]);
  data.sum = 2;
  await appended;
  const [found] = await store.pending();
  (found?.data as { sum: number }).sum = 3;
  const again = await store.find('a');
  await store.close();
  return again?.data;
}

/** Opening takes the time of the keys in doubt, not of all: the rows that are read are counted. */
export async function many(name: string, count: number): Promise<{ pending: number; found: boolean }> {
  const store = pageJournal(name);
  for (let first = 0; first < count; first += 1000)
    await store.append(
      Array.from({ length: 1000 }, (_, index) => ({
        key: `order-${first + index}`,
        state: 'done' as const,
        at: Date.now(),
        data: { sum: index },
      })),
    );
  await store.close();
  const pending = (await store.pending()).length;
  const found = (await store.find(`order-${count - 1}`)) !== undefined;
  await store.close();
  return { pending, found };
}

/** Appends records that no packing makes smaller, so many megabytes each, and a small one; what became of them. */
export async function fill(name: string, megabytes: readonly number[]): Promise<string[]> {
  const store = pageJournal(name);
  const noise = (length: number): string =>
    Array.from({ length }, () => String.fromCharCode(33 + Math.random() * 90)).join('');
  const told: string[] = [];
  for (const [index, size] of megabytes.entries()) {
    const appended = store.append([
      { key: `key-${index}`, state: 'done', at: index, data: { noise: noise(size * 1e6) } },
    ]);
    told.push(
      await appended.then(
        () => 'ok',
        (error: AtolError) => `${error.code}: ${error.message}`,
      ),
    );
  }
  const kept = await Promise.all(megabytes.map((_, index) => store.find(`key-${index}`)));
  told.push(`kept: ${kept.map((one) => Number(one !== undefined)).join('')}`);
  await store.close();
  return told;
}
