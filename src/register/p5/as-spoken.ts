import type { Link } from '../../link/link.js';
import { P5Host } from '../../link/p5/index.js';
import { P5Link } from './link.js';

/** The operations speak to a register of the second protocol through a translation. */
export function asSpoken(link: Link, previous?: Link): Link {
  if (!(link instanceof P5Host)) return link;
  return new P5Link(link, previous instanceof P5Link ? previous.memory : undefined);
}
