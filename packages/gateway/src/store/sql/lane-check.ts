import { StoreError } from '../errors.js';
import type { LaneKey } from '../jobs.js';
import type { Dialect, Params, Sql } from './database.js';

/** A common table `lane` that has a row while the lane is held, and that nobody can take it before the commit. */
export function heldLane(dialect: Dialect, params: Params, { register, fence }: LaneKey): string {
  const where = `register = ${params.add(register)} and fence = ${params.add(fence)} and owner is not null`;
  return `with lane as (select 1 from lanes where ${where} ${dialect.share})`;
}

/** Why a transition changed nothing. */
export async function refusal(sql: Sql, lane: LaneKey, uuid: string): Promise<StoreError> {
  const [row] = await sql.rows('select fence, owner from lanes where register = $1', [lane.register]);
  if (row === undefined || Number(row['fence']) !== lane.fence || row['owner'] === null) {
    return new StoreError('LANE_LOST', `Кассу ${lane.register} ведёт уже другой процесс`);
  }
  return new StoreError('JOB_STATE', `Задание ${uuid} не находится на кассе ${lane.register}`);
}
