import { AtolError, DeviceError } from '../errors.js';

/** Undefined where the register does not have it, or its protocol no command for it. */
export async function ifTold<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof DeviceError || (error instanceof AtolError && error.code === 'NO_COMMAND'))
      return undefined;
    throw error;
  }
}
