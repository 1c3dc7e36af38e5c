/** Storages by the months of their keys. */
export const fnModels = ['13', '15', '36'] as const;

export type FnModel = (typeof fnModels)[number];

/** Days of life, as makers count the months. */
const full: Readonly<Record<FnModel, number>> = { '13': 410, '15': 470, '36': 1110 };

/** Before anything shortens it. */
export function fullKeyLife(model: FnModel): number {
  return full[model];
}

const SHORT = 410;
const MIDDLE = 560;
/** Bit of the general system (ОСН) in tag 1062. */
const GENERAL = 0x01;

/** What of a registration counts for the life of the keys. */
export interface KeyUse {
  /** Bits of tag 1062. */
  readonly taxationSystems: number;
  /** Tag 1002: no operator. */
  readonly offline: boolean;
  /** Tag 1109: services only. */
  readonly services: boolean;
  /** Tag 1057: bits of the agent kinds. */
  readonly agents: number;
  /** Tag 1207. */
  readonly excise: boolean;
}

/**
 * Life of the keys of a model under a registration, days. A 36-month storage lives shorter with goods on the general system, for
 * an agent, and without an operator; excise goods leave 410 days to any.
 */
export function keyLife(model: FnModel, use: KeyUse): number {
  if (use.excise) return SHORT;
  if (model !== '36') return use.offline ? SHORT : full[model];
  const goodsOnGeneral = !use.services && (use.taxationSystems & GENERAL) !== 0;
  return use.offline || use.agents !== 0 || goodsOnGeneral ? MIDDLE : full[model];
}
