import { ProtocolError } from '../../errors.js';
import { decodeDocument, type FiscalDocument } from '../../fiscal/document.js';
import { fieldValue } from '../../fiscal/fields.js';
import {
  decodeContainer,
  decodeSessionHeader,
  encodeSessionHeader,
  type OfdContainer,
  SESSION_HEADER_LENGTH,
} from '../../fiscal/ofd-container.js';
import type { Connection } from '../../transport/transport.js';
import { ByteReader } from './byte-reader.js';
import { controlProblems } from './control.js';

/** What a register sent. */
export interface Received {
  /** As the session header tells it. */
  readonly fnNumber: string;
  /** 0 when the container could not be read. */
  readonly documentNumber: number;
  /** Undefined when what came is no container. */
  readonly container: OfdContainer | undefined;
  /** Undefined when the container holds no document of this FN and number. */
  readonly document: FiscalDocument | undefined;
  /** What is wrong with it, in Russian. */
  readonly problems: readonly string[];
}

/**
 * Reads one message. A message without a body asks whether the operator is there: it is answered with a bare header.
 * Throws ConnectionError when the line ends before, ProtocolError when what comes is no session.
 */
export async function receive(line: Connection): Promise<Received | 'test'> {
  const reader = new ByteReader(line);
  const { fnNumber, bodyLength } = decodeSessionHeader(await reader.take(SESSION_HEADER_LENGTH));
  if (bodyLength === 0) {
    await line.write(encodeSessionHeader({ fnNumber, bodyLength: 0 }));
    return 'test';
  }
  const body = await reader.take(bodyLength);
  const received = attempt(() => understand(fnNumber, body));
  if (!(received instanceof ProtocolError)) return received;
  return {
    fnNumber,
    documentNumber: 0,
    container: undefined,
    document: undefined,
    problems: [received.message],
  };
}

/** Throws ProtocolError for a container that is none. */
function understand(fnNumber: string, body: Uint8Array): Received {
  const container = decodeContainer(body);
  const { documentNumber } = container;
  const base = { fnNumber, documentNumber, container };
  const document = attempt(() => decodeDocument(container.document));
  if (document instanceof ProtocolError)
    return { ...base, document: undefined, problems: [document.message] };
  const problems = attempt(() => mismatches(document, base));
  const own = problems instanceof ProtocolError ? [problems.message] : problems;
  if (own.length > 0) return { ...base, document: undefined, problems: own };
  const failed = attempt(() => controlProblems(document));
  return { ...base, document, problems: failed instanceof ProtocolError ? [failed.message] : failed };
}

/** A container is about one document of one FN. */
function mismatches(
  document: FiscalDocument,
  {
    fnNumber,
    documentNumber,
    container,
  }: { fnNumber: string; documentNumber: number; container: OfdContainer },
): string[] {
  return [
    ...(container.fnNumber === fnNumber ? [] : [`ФН ${container.fnNumber} в контейнере`]),
    ...(fieldValue(document, 'fnNumber') === fnNumber ? [] : ['в документе другой номер ФН']),
    ...(fieldValue(document, 'docNumber') === documentNumber ? [] : ['в документе другой номер ФД']),
    ...(document.form === container.form ? [] : ['в контейнере другая форма документа']),
  ];
}

function attempt<T>(read: () => T): T | ProtocolError {
  try {
    return read();
  } catch (error) {
    if (error instanceof ProtocolError) return error;
    throw error;
  }
}
