import { ProtocolError } from '../../errors.js';
import { decodeSessionHeader, SESSION_HEADER_LENGTH } from '../../fiscal/ofd-container.js';
import type { Connection, Transport } from '../../transport/transport.js';
import type { Clock } from '../../util/clock.js';
import type { StoredDocument } from '../fn/state.js';
import { ByteReader } from './byte-reader.js';
import { ExchangeFault, networkFault, ofdFault } from './errors.js';
import { type Confirmation, decodeConfirmation, encodeMessage } from './message.js';

/** What A4 20 tells of a running session. */
export interface LineState {
  connected: boolean;
  /** The message is being read out of the FN. */
  reading: boolean;
  /** The ticket is awaited. */
  waiting: boolean;
}

export interface SessionOptions {
  readonly transport: Transport;
  readonly fnNumber: string;
  readonly clock: Clock;
  /** How long the operator may take, ms. */
  readonly timeoutMs: number;
  readonly line: LineState;
  /** Ends the session at once. */
  readonly signal: AbortSignal;
}

/**
 * Hands one document to the operator and takes the answer: one message a connection. Throws ExchangeFault, or AbortedError
 * when the register is switched off.
 */
export async function handOver(document: StoredDocument, options: SessionOptions): Promise<Confirmation> {
  const { transport, signal, line, fnNumber } = options;
  const connection = await transport.connect(signal).catch((error: unknown) => {
    throw fault(signal, { network: networkFault.noConnection }, error);
  });
  line.connected = true;
  try {
    line.reading = true;
    const message = encodeMessage(fnNumber, document);
    const answer = await inTime(connection, options, (deadline) => ask(connection, message, line, deadline));
    return understand(answer, document, fnNumber);
  } finally {
    Object.assign(line, { connected: false, reading: false, waiting: false });
    await connection.close();
  }
}

/** Set when the time is over. */
interface Deadline {
  passed: boolean;
}

async function ask(
  connection: Connection,
  message: Uint8Array,
  line: LineState,
  deadline: Deadline,
): Promise<Uint8Array> {
  const { sending, sendingTimeout, noTicket, brokenTicket, badHeader } = networkFault;
  const reader = new ByteReader(connection);
  await connection.write(message).catch((error: unknown) => {
    throw new ExchangeFault({ network: deadline.passed ? sendingTimeout : sending }, error);
  });
  Object.assign(line, { reading: false, waiting: true });
  const take = (count: number) =>
    reader.take(count).catch((error: unknown) => {
      throw new ExchangeFault({ network: deadline.passed ? noTicket : brokenTicket }, error);
    });
  const head = await take(SESSION_HEADER_LENGTH);
  const { bodyLength } = readOr({ network: badHeader }, () => decodeSessionHeader(head));
  return take(bodyLength);
}

/** Closes the line when the time is over or the register is switched off: whoever reads it then learns of it. */
async function inTime<T>(
  connection: Connection,
  { clock, timeoutMs, signal }: SessionOptions,
  work: (deadline: Deadline) => Promise<T>,
): Promise<T> {
  const deadline: Deadline = { passed: false };
  const over = new AbortController();
  const end = (): void => void connection.close();
  signal.addEventListener('abort', end, { once: true });
  const timer = clock.sleep(timeoutMs, over.signal, 'background').then(
    () => {
      deadline.passed = true;
      end();
    },
    () => undefined,
  );
  try {
    return await work(deadline);
  } catch (error) {
    throw signal.aborted ? signal.reason : error;
  } finally {
    signal.removeEventListener('abort', end);
    over.abort();
    await timer;
  }
}

/** The answer must be about the document that was asked about. */
function understand(body: Uint8Array, { number }: StoredDocument, fnNumber: string): Confirmation {
  const confirmation = readOr({ ofd: ofdFault.wrongFormat }, () => decodeConfirmation(body));
  if (confirmation.fnNumber !== fnNumber) throw new ExchangeFault({ ofd: ofdFault.wrongFn });
  if (confirmation.documentNumber !== number) throw new ExchangeFault({ ofd: ofdFault.wrongDocument });
  if (confirmation.sign.length === 0) throw new ExchangeFault({ ofd: ofdFault.wrongSign });
  if (confirmation.code !== 0) throw new ExchangeFault({ ofd: confirmation.code });
  return confirmation;
}

function readOr<T>(codes: { readonly network?: number; readonly ofd?: number }, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof ProtocolError) throw new ExchangeFault(codes, error);
    throw error;
  }
}

function fault(signal: AbortSignal, codes: { readonly network: number }, cause: unknown): unknown {
  return signal.aborted ? signal.reason : new ExchangeFault(codes, cause);
}
