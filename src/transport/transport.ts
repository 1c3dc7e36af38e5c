/**
 * A live line. Single-use: after it died or was closed, call `Transport.connect()` again.
 * Iteration yields chunks as they come, ends after our own `close()`, and throws ConnectionError `LOST` when the line dies.
 */
export interface Connection extends AsyncIterable<Uint8Array> {
  /** Resolves when the chunk was handed to the operating system; rejects with ConnectionError. */
  write(chunk: Uint8Array): Promise<void>;
  /** Idempotent, never rejects. */
  close(): Promise<void>;
}

/** A recipe for connections: knows where, holds no resource. */
export interface Transport {
  /** For messages and logs, such as `tcp://192.168.1.10:5555`. */
  readonly name: string;
  /** Throws ConnectionError `CONNECT_FAILED`; AbortedError when the signal fires first. */
  connect(signal?: AbortSignal): Promise<Connection>;
}

/** A line whose speed is not known: the link tries `baudRates` in their order until the register answers. */
export interface TunableConnection extends Connection {
  /** More than one only when the speed has to be found. */
  readonly baudRates: readonly number[];
  setBaudRate(baudRate: number): Promise<void>;
}
