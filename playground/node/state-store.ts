/** Stands for the emulator's directory of state, which a page has not. */
import { StateError } from '../../src/errors.js';

export const StateStore = {
  open: async (path: string): Promise<never> => {
    throw new StateError('STATE_IO', 'Состояние эмулятора не записано или не прочитано', { path });
  },
};
