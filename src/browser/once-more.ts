import { connectFailed } from '../transport/line-errors.js';

export interface Candidates<T> {
  /** Where the register is now. @throws ConnectionError `CONNECT_FAILED` when it is not there, or cannot be told from others. */
  pick(name: string): Promise<T>;
}

export interface Likeness<T> {
  /** It could be the register: the same ids and, where there is one, the same serial number. */
  isAlike(other: T): boolean;
  /** It is plugged in, as far as the browser tells. */
  isThere(one: T): boolean;
}

/** Where the browser keeps what the person has allowed. */
export interface Allowed<T> {
  list(): Promise<readonly T[]>;
  /** Calls the listener when something was plugged in. */
  onPlugged?(listener: () => void): void;
}

/**
 * A register that was unplugged comes back as another object. It is the one that was not there beside it: another register of the
 * same kind must never get our receipts.
 */
export function portsOnceMore<T extends object>(
  first: T,
  allowed: Allowed<T> | undefined,
  { isAlike, isThere }: Likeness<T>,
): Candidates<T> {
  if (allowed === undefined) return { pick: async () => first };
  let current = first;
  const others = new Set<T>();
  /** What is plugged in instead of ours; undefined when ours is there, and the rest are others. */
  const look = async (): Promise<readonly T[] | undefined> => {
    const all = await allowed.list();
    if (!all.includes(current) || !isThere(current)) return all;
    for (const one of all) if (one !== current) others.add(one);
    return undefined;
  };
  let used = false;
  return {
    async pick(name) {
      const left = await look();
      if (!used) {
        used = true;
        // Ours may be out already: what is there now is another one all the same.
        for (const one of left ?? []) if (one !== current) others.add(one);
        allowed.onPlugged?.(() => void look().catch(() => undefined));
        return current;
      }
      if (left === undefined) return current;
      const back = left.filter((one) => one !== current && !others.has(one) && isAlike(one) && isThere(one));
      const [found, another] = back;
      if (found === undefined) throw connectFailed(name, 'устройство отключено');
      if (another !== undefined)
        throw connectFailed(name, 'подключено несколько похожих устройств, выберите ККТ заново');
      current = found;
      return found;
    },
  };
}
