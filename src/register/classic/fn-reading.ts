import { ProtocolError } from '../../errors.js';
import { type DocumentField, decodeFields, writeTlv } from '../../fiscal/index.js';
import { type AnswerOf, type Command, type commands, deviceStatus } from '../../protocol/index.js';
import type { CallOptions } from '../session/call-options.js';
import { unlessRefused } from '../session/refusals.js';
import type { Caller } from './caller.js';

type Tlv = AnswerOf<typeof commands.fnReadDocumentTlv>;

/** Undefined when the FN has no such thing (DA). */
export function ifAny<A>(answer: Promise<A>): Promise<A | undefined> {
  return unlessRefused(answer, deviceStatus.fnNoMoreData);
}

/** What a report of registration may be at most: an FN's document is a structure of 65 535 bytes. */
const MOST_BYTES = 65_535;
const MOST_REQUISITES = 2000;

/** Requisites one by one (A4 46, A4 47), until there are no more. */
export async function readRequisites(
  caller: Caller,
  next: Command<void, Tlv>,
  options?: CallOptions,
): Promise<DocumentField[]> {
  const fields: DocumentField[] = [];
  let bytes = 0;
  for (let count = 0; count < MOST_REQUISITES && bytes < MOST_BYTES; count++) {
    const tlv = await ifAny(caller.callThrough(next, undefined, options));
    if (!tlv) return fields;
    bytes += 4 + tlv.value.length;
    fields.push(...decodeFields(writeTlv([tlv])));
  }
  const message = 'ФН отдаёт реквизиты без конца';
  throw new ProtocolError('UNEXPECTED_ANSWER', message, {
    field: 'length',
    rule: `at most ${MOST_BYTES} bytes`,
  });
}

/** Joins an answer that comes in blocks; undefined when the first one says that there is no such thing (DA, AC). */
export async function joinBlocks(
  read: (block: number) => Promise<{ blocks: number; data: Uint8Array }>,
): Promise<Uint8Array | undefined> {
  const first = await unlessRefused(read(0), deviceStatus.fnNoMoreData, deviceStatus.recordNotFound);
  if (!first) return undefined;
  const parts = [...first.data];
  for (let block = 1; block < first.blocks; block++) parts.push(...(await read(block)).data);
  return Uint8Array.from(parts);
}
