import { toHex } from '../../../src/util/hex.js';
import { recordedCommands, transcriptNames } from '../../support/transcripts.js';

/** What a host sends of a receipt, one line a command: `EB 02 00 …`; blocks of E8 are joined to `E8 flags tag… value…`. */
export type Payloads = string[];

const fiscal = new Set([0x92, 0xe8, 0xea, 0xeb, 0x99, 0x43, 0xb8, 0x4a, 0xef]);
const CANCEL = 0x59;

/** Every document of a recording that was closed, from the operator's E8s to 4A. */
export function recordedReceipts(file: string): Payloads[] {
  const documents: Payloads[] = [];
  let current: Uint8Array[] = [];
  for (const { message } of recordedCommands(file)) {
    const command = message.slice(2);
    const code = command[0] as number;
    if (code === CANCEL) current = [];
    else if (code === 0x4a) {
      if (current.some(([first]) => first === 0x92)) documents.push(normalise([...current, command]));
      current = [];
    } else if (fiscal.has(code) && !(code === 0xef && command[1] !== 0x08)) current.push(command);
    // A document that is not closed (lost, refused) ends where another one begins.
    if (code === 0x92) {
      const before = current.slice(0, -1);
      current = [...before.slice(before.findLastIndex(([first]) => first !== 0xe8) + 1), command];
    }
  }
  return documents;
}

/** The order of requisites within the document and within an item does not matter: they are sorted. */
export function normalise(commands: readonly Uint8Array[]): Payloads {
  const lines: Payloads = [];
  let attributes: string[] = [];
  const flush = () => {
    lines.push(...attributes.sort());
    attributes = [];
  };
  for (const command of commands) {
    if (command[0] === 0xe8) {
      const [, flags = 0, , index = 0] = command;
      const data = toHex(command.slice(4));
      if (index === 0) attributes.push(`E8 ${toHex(Uint8Array.of(flags))} ${data}`);
      else attributes.push(`${attributes.pop()} ${data}`);
      continue;
    }
    flush();
    lines.push(toHex(command));
  }
  flush();
  return lines;
}

/** The recordings that hold a whole receipt. */
export const receiptFiles = transcriptNames.filter(
  (name) => name.startsWith('fiscal-') && recordedReceipts(name).length > 0,
);
