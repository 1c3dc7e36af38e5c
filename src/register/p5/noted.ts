import { ProtocolError } from '../../errors.js';
import { decodeP5Command } from '../../protocol/p5/command.js';
import {
  decodeP5Message,
  type P5Command,
  p5CommandOf,
  p5Commands,
  p5Document,
  p5Finish,
} from '../../protocol/p5/index.js';
import { classicTypeOf, type P5Memory } from './memory.js';

type Note<Q> = (memory: P5Memory, request: Q) => void;

const notes = new Map<string, Note<never>>();

function note<Q, A>(command: P5Command<Q, A>, job: Note<Q>): void {
  notes.set(command.name, job as Note<never>);
}

note(p5Commands.openReceipt, (memory, { type }) => {
  memory.endReceipt();
  if (type !== p5Document.nonFiscal) memory.receipt = classicTypeOf(type);
});
note(p5Commands.endPosition, (memory, { sum }) => {
  memory.total += sum;
});
note(p5Commands.setTotal, (memory, { sum }) => {
  memory.total = sum;
});
note(p5Commands.payment, (memory, { sum }) => {
  memory.paid += sum;
});
note(p5Commands.closeReceipt, (memory, { how }) => {
  if (how !== p5Finish.goOn) memory.endReceipt();
});
note(p5Commands.cancelReceipt, (memory) => memory.endReceipt());
note(p5Commands.login, (memory, operator) => {
  memory.operator = { ...operator };
  memory.operatorOwed = false;
});

/** A caller's own command of this protocol was executed: what the host keeps of the open receipt follows it. */
export function noted(memory: P5Memory, message: Uint8Array): void {
  try {
    const parts = decodeP5Message(message.subarray(1));
    const command = p5CommandOf(message[0] ?? 0, parts);
    const job = command && (notes.get(command.name) as Note<unknown> | undefined);
    if (command && job) job(memory, decodeP5Command(command, parts));
  } catch (error) {
    // Bytes of the caller's own that no command of ours has.
    if (!(error instanceof ProtocolError)) throw error;
  }
}
