import { type Command, encodeRequest } from '../../protocol/index.js';

/** A command that prints something, ready to be sent. */
export interface PrintCall<Q = unknown> {
  readonly command: Command<Q, void>;
  readonly request: Q;
}

/** Throws ProtocolError `RANGE` when a value does not fit, so that nothing of a page is printed before all of it is right. */
export function printCall<Q>(command: Command<Q, void>, request: Q): PrintCall {
  encodeRequest(command, request);
  return { command, request } as PrintCall;
}
