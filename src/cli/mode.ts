import { DeviceError } from '../errors.js';
import { type Command, commands, mode as modes } from '../protocol/index.js';
import type { CallOptions } from '../register/caller.js';
import type { CashRegister } from '../register/register.js';

/** Mode itself, without the submode. */
const MODE_MASK = 0x0f;

/** Password of user 30, the system administrator. */
const PASSWORD = '00000030';

/** Enters the mode that a raw command needs, and leaves it afterwards: that is when changes of tables take effect. */
export async function inMode<T>(
  register: CashRegister,
  { mode }: Pick<Command, 'mode'>,
  options: CallOptions,
  work: () => Promise<T>,
): Promise<T> {
  if (mode === undefined) return work();
  const { mode: state } = await register.call(commands.getStateCode, undefined, options);
  if ((state & MODE_MASK) !== modes.choice) await register.call(commands.exitMode, undefined, options);
  await register.call(commands.enterMode, { mode, password: PASSWORD }, options);
  try {
    const result = await work();
    await register.call(commands.exitMode, undefined, options);
    return result;
  } catch (error) {
    // A refusal leaves the register in the mode; what else went wrong is told by the first error alone.
    if (error instanceof DeviceError)
      await register.call(commands.exitMode, undefined, options).catch(() => undefined);
    throw error;
  }
}
