/**
 * A message on a channel of Electron's IPC. One web contents holds several conversations over its life: its page is
 * loaded anew while the answers to the page before are still on their way.
 */
export interface IpcMessage {
  /** Chosen by the page, once for each connection. */
  readonly conversation: string;
  readonly message?: unknown;
  /** The page does not listen any more. */
  readonly ended?: true;
}

const MAX_NAME = 64;

/** The message that came over a channel, `undefined` for anything else. */
export function ipcMessageOf(raw: unknown): IpcMessage | undefined {
  const { conversation } = Object(raw) as Partial<IpcMessage>;
  if (typeof conversation !== 'string' || conversation.length > MAX_NAME) return undefined;
  return raw as IpcMessage;
}
