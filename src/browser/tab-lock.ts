import { browserApis } from './apis.js';

/** A name that this page has and no other page of the origin; the browser frees it when the page goes. */
export interface TabLock {
  release(): void;
}

/**
 * Takes a name by Web Locks; undefined when another page, or this one, has it.
 *
 * @throws Error where the browser has no locks (a page without https), DOMException where it gives none (a frame of no origin).
 */
export async function takeName(name: string): Promise<TabLock | undefined> {
  const { locks } = browserApis();
  if (locks === undefined) throw new Error('нет Web Locks: нужна страница по https или с localhost');
  return new Promise((resolve, reject) => {
    const held = (lock: object | null): Promise<void> => {
      if (lock === null) {
        resolve(undefined);
        return Promise.resolve();
      }
      return new Promise((release) => resolve({ release }));
    };
    locks.request(name, { ifAvailable: true }, held).catch(reject);
  });
}
