import { type Command, commands } from '../../protocol/index.js';
import type { PrintDialect } from '../print/dialect.js';
import type { Ground } from './ground.js';
import { classicPress } from './press.js';
import type { PrintCall } from './print-call.js';

/** What the press has made. */
export function classicPrinting({ caller, device, modes }: Ground): PrintDialect {
  return {
    press: classicPress,
    paper: (options) => device.paper(options),
    pictureWidth: async (number, options) =>
      (await caller.callThrough(commands.getPictureInfo, { number }, options)).width * 8,
    async send(steps, options) {
      for (const { command, request } of steps as readonly PrintCall[])
        await modes.send(command as Command, request, options);
    },
  };
}
