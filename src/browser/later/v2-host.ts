/**
 * Stands for the host of link v2 in a page, which loads it for a register that speaks nothing else. The build puts this module in the
 * place of `link/v2/host.ts`.
 */
import type { V2Host as Host } from '../../link/v2/host.js';

type Open = (typeof Host)['open'];

export const V2Host = {
  open: async (...given: Parameters<Open>): Promise<Host> => {
    const { V2Host } = await import('../../link/v2/host.js');
    return V2Host.open(...given);
  },
};
