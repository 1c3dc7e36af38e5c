import type { Emulator } from '../../src/emulator/index.js';
import { connect } from '../../src/index.js';
import { commands } from '../../src/protocol/index.js';

/** What happens to a register between two JSON tasks. */
export type Happening = 'fnIsNew' | 'allSent' | 'anotherFn' | 'receiptLeftOpen';

/** FN number of `anotherFn`. */
const OTHER_FN = '9999078900000444';

export async function happen(emulator: Emulator, what: Happening): Promise<void> {
  switch (what) {
    case 'fnIsNew':
      return byAnotherProgram(emulator, (kkt) => kkt.service.resetTestFn());
    case 'receiptLeftOpen':
      return byAnotherProgram(emulator, async (kkt) => {
        await kkt.call(commands.exitMode);
        await kkt.call(commands.enterMode, { mode: 1, password: '00000030' });
        await kkt.call(commands.openReceipt, { flags: 0, type: 1 });
      });
    case 'anotherFn':
      return emulator.insertFn({ number: OTHER_FN });
    case 'allSent': {
      const { fn } = emulator;
      for (let { number } = fn.queue(); number > 0; { number } = fn.queue())
        fn.accept(number, { dateTime: emulator.now.slice(0, 16), sign: new Uint8Array(18).fill(1) });
    }
  }
}

async function byAnotherProgram(
  emulator: Emulator,
  run: (kkt: Awaited<ReturnType<typeof connect>>) => Promise<unknown>,
): Promise<void> {
  const kkt = await connect(emulator.transport());
  try {
    await run(kkt);
  } finally {
    await kkt.close();
  }
}
