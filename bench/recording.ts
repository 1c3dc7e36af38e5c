import type { Connection } from '../src/transport/index.js';

/** What passed over a line, in its order: base64 of what the host sent up to an answer, and of each chunk of the answer. */
export interface RecordedLine {
  readonly pieces: ReadonlyArray<{ readonly from: 'host' | 'register'; readonly bytes: string }>;
}

/** Writes down what passes over the lines of a register. */
export class Recorder {
  readonly #lines: Array<Array<{ from: 'host' | 'register'; chunks: Uint8Array[] }>> = [];

  get lines(): readonly RecordedLine[] {
    return this.#lines.map((line) => ({
      pieces: line.map(({ from, chunks }) => ({ from, bytes: Buffer.concat(chunks).toString('base64') })),
    }));
  }

  /** The register's end of a line. */
  watch(connection: Connection): Connection {
    const line: Array<{ from: 'host' | 'register'; chunks: Uint8Array[] }> = [];
    this.#lines.push(line);
    return {
      write(chunk) {
        line.push({ from: 'register', chunks: [chunk.slice()] });
        return connection.write(chunk);
      },
      close: () => connection.close(),
      async *[Symbol.asyncIterator]() {
        for await (const chunk of connection) {
          const last = line.at(-1);
          if (last?.from === 'host') last.chunks.push(chunk.slice());
          else line.push({ from: 'host', chunks: [chunk.slice()] });
          yield chunk;
        }
      },
    };
  }
}

/** Registers by a recording: the lines in the order in which they were opened. */
export class Replay {
  readonly #lines: readonly RecordedLine[];
  #opened = 0;

  constructor(lines: readonly RecordedLine[]) {
    this.#lines = lines;
  }

  /**
   * Answers at once what was answered to the very same bytes, however they come in chunks.
   *
   * @throws when the host sends anything else.
   */
  async serve(connection: Connection): Promise<void> {
    const number = this.#opened++;
    const pieces = (this.#lines[number]?.pieces ?? []).map(({ from, bytes }) => ({
      from,
      bytes: Uint8Array.from(Buffer.from(bytes, 'base64')),
    }));
    let next = 0;
    let seen = 0;
    for await (const chunk of connection) {
      for (const byte of chunk) {
        const piece = pieces[next];
        if (piece?.from !== 'host' || piece.bytes[seen++] !== byte)
          throw new Error(
            `line ${number + 1}, piece ${next + 1} of ${pieces.length}: the host does not send what was recorded`,
          );
        if (seen < piece.bytes.length) continue;
        seen = 0;
        for (next++; pieces[next]?.from === 'register'; next++)
          // A host that has gone does not wait for what is left.
          connection.write((pieces[next] as { bytes: Uint8Array }).bytes).catch(() => undefined);
      }
    }
  }
}
