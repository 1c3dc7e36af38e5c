import type { Link } from '../link/link.js';
import { late } from '../util/late.js';

/** The link as the operations speak to it: to a register of the second protocol through a translation, loaded when it is needed. */
export async function asSpoken(link: Link, previous?: Link): Promise<Link> {
  if (link.version !== 'p5') return link;
  const p5 = await late(() => import('./p5/index.js'));
  return p5.asSpoken(link, previous);
}
