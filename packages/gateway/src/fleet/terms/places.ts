import type { Location } from './options.js';

/** What dies together: the box of a register, or its rack where no box is named. Undefined: nothing is known. */
export function placeOf({ site = '', rack = '', box }: Location = {}): string | undefined {
  if (box !== undefined) return [site, rack, box].filter((part) => part !== '').join(' / ');
  return rack === '' ? undefined : [site, rack].filter((part) => part !== '').join(' / ');
}
