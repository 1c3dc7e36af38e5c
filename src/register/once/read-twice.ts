import { AtolError, DeviceError, ProtocolError } from '../../errors.js';

/** Readings of one thing before it is given up. */
const READINGS = 4;

/**
 * One thing, read until two readings in a row say the same. An answer that makes no sense, or a refusal, is a reading that
 * agrees with no other.
 *
 * @param first a reading that was made already
 * @throws AtolError `READINGS_DIFFER`, or the last refusal.
 */
export async function readTwice<T>(what: string, read: () => Promise<T>, first?: T): Promise<T> {
  let before = first === undefined ? undefined : textOf(first);
  let failure: unknown;
  for (let reading = 0; reading < READINGS; reading++) {
    try {
      const value = await read();
      const text = textOf(value);
      if (text === before) return value;
      before = text;
    } catch (error) {
      if (!(error instanceof DeviceError || error instanceof ProtocolError)) throw error;
      before = undefined;
      failure = error;
    }
  }
  if (failure !== undefined) throw failure;
  throw new AtolError('READINGS_DIFFER', `${what}: ККТ каждый раз отвечает иначе`, { outcome: 'unknown' });
}

function textOf(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) => (typeof part === 'bigint' ? `${part}` : part)) ?? '';
}
