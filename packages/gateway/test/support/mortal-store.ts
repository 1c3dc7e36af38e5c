import type { Store } from '../../src/store/index.js';

/** Transitions of a receipt, in their order. The journal is the driver's: what it plans, what it has sent, what came of it. */
export const steps = [
  ['accept', 1],
  ['claim', 1],
  ['journal', 1],
  ['journal', 2],
  ['journal', 3],
  ['finish', 1],
  ['callbacks taken', 1],
  ['callback sent', 1],
] as const;

export interface Death {
  readonly step: (typeof steps)[number][0];
  /** The first time, the second time, ... */
  readonly nth: number;
  /** `after`: it is on the disk, and nobody has been told. */
  readonly when: 'before' | 'after';
}

export const deaths: readonly Death[] = steps.flatMap(([step, nth]) => [
  { step, nth, when: 'before' },
  { step, nth, when: 'after' },
]);

export function nameOf({ step, nth, when }: Death): string {
  return `${when} ${step}${nth > 1 ? ` ${nth}` : ''}`;
}

const calls: Readonly<Record<string, Death['step']>> = {
  accept: 'accept',
  claim: 'claim',
  append: 'journal',
  finish: 'finish',
  take: 'callbacks taken',
  sent: 'callback sent',
};

/** A store whose process ends at one of its steps. `die` does not return, or throws whenever it is called. */
export function mortal(store: Store, death: Death, die: () => never): Store {
  let left = death.nth;
  let dead = false;
  const end = (): never => {
    dead = true;
    return die();
  };
  const around = async (name: string, call: () => unknown): Promise<unknown> => {
    if (dead) end();
    const fatal = calls[name] === death.step;
    if (fatal && death.when === 'before' && --left <= 0) end();
    const value = await call();
    // Nothing was claimed, nothing was due: no transition.
    const empty = value === undefined || (Array.isArray(value) && value.length === 0);
    const counts = !(empty && (name === 'claim' || name === 'take'));
    if (fatal && death.when === 'after' && counts && --left <= 0) end();
    if (dead) end();
    return value;
  };
  const { lanes } = store;
  return {
    kind: store.kind,
    name: store.name,
    get commits() {
      return store.commits;
    },
    jobs: watched(store.jobs, around),
    outbox: watched(store.outbox, around),
    people: watched(store.people, around, 'people'),
    settings: watched(store.settings, around, 'settings'),
    statistics: watched(store.statistics, around, 'statistics'),
    requests: watched(store.requests, around, 'requests'),
    lanes: new Proxy(watched(lanes, around, 'lanes'), {
      get: (target, name) =>
        name === 'journal'
          ? (lane: Parameters<typeof lanes.journal>[0]) => watched(lanes.journal(lane), around)
          : Reflect.get(target, name),
    }),
    onWake: (listener) => store.onWake(listener),
    ping: () => store.ping(),
    close: () => store.close(),
  };
}

function watched<T extends object>(
  target: T,
  around: (name: string, call: () => unknown) => Promise<unknown>,
  prefix = '',
): T {
  return new Proxy(target, {
    get(object, name) {
      const value: unknown = Reflect.get(object, name, object);
      return typeof value === 'function'
        ? (...args: unknown[]) =>
            around(prefix + String(name), () => Reflect.apply(value, object, args) as unknown)
        : value;
    },
  });
}
