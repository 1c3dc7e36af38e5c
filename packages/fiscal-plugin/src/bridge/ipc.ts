import type { IpcMessage } from '../contract/envelope.js';

const MAX_NAME = 64;

/** The message that came over a channel, `undefined` for anything else. */
export function ipcMessageOf(raw: unknown): IpcMessage | undefined {
  const { conversation } = Object(raw) as Partial<IpcMessage>;
  if (typeof conversation !== 'string' || conversation.length > MAX_NAME) return undefined;
  return raw as IpcMessage;
}
