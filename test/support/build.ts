import { build } from '../../scripts/build.mjs';
import { root } from '../../scripts/lib.mjs';

/** Before all tests: programs that run as processes of their own are those of dist, which start at once. */
export async function setup(): Promise<void> {
  await build({ ifStale: true, declarations: false, folder: root });
}
