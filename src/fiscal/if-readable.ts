import { ProtocolError } from '../errors.js';

/** Nothing for bytes that make no sense. */
export function ifReadable<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof ProtocolError) return undefined;
    throw error;
  }
}
