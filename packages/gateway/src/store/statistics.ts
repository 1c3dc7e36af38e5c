import type { ReceiptType, VatRate } from 'atol-kkt/fiscal';

/** Upper bounds of the waits that are counted, ms; one more column is above the last. */
export const waitBounds = [
  100, 250, 500, 1000, 2000, 5000, 10_000, 30_000, 60_000, 120_000, 180_000, 300_000,
] as const;

export type StatisticsKey = 'hour' | 'day' | 'group' | 'register' | 'type';

export interface StatisticsQuery {
  /** By the end of jobs, ms since 1970; whole hours. */
  readonly from: number;
  readonly to: number;
  readonly group?: string | readonly string[] | undefined;
  readonly register?: string | undefined;
  /** What the rows are told apart by. */
  readonly by: readonly StatisticsKey[];
  /** Days begin so many ms before those of UTC: 10 800 000 for Moscow. Default 0. */
  readonly offsetMs?: number | undefined;
}

/** Sums are kopecks. Only what `by` names is there of the keys. */
export interface StatisticsRow {
  /** Beginning of the hour or day, ms since 1970. */
  readonly at?: number;
  readonly group?: string;
  /** Empty for jobs that no register had. */
  readonly register?: string;
  readonly type?: ReceiptType;
  readonly done: number;
  readonly failed: number;
  /** Of the failed ones: their time was over. */
  readonly expired: number;
  readonly totalKopecks: number;
  /** Tax by rate, kopecks; of rates without tax the turnover. */
  readonly vats: Readonly<Partial<Record<VatRate, number>>>;
  /** Jobs by their wait: column i up to `waitBounds[i]`. */
  readonly waits: readonly number[];
}

export interface StatisticsStore {
  rows(query: StatisticsQuery): Promise<StatisticsRow[]>;
}
