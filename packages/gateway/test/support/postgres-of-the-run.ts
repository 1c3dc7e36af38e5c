import { announceSharedPostgres, endSharedPostgres } from './postgres.js';

let folder = '';

/** Before the first file of tests. */
export function setup(): void {
  folder = announceSharedPostgres();
}

/** After the last one. */
export function teardown(): Promise<void> {
  return endSharedPostgres(folder);
}
