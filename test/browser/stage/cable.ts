import { ConnectionError } from '../../../src/errors.js';
import type { Connection } from '../../../src/transport/transport.js';

export interface Cut {
  /** Seen from the host. */
  readonly dir: 'out' | 'in';
  /** Bytes that pass in this direction before it. */
  readonly at: number;
}

/** A cable that is pulled once, behind an exact byte. */
export class Cable {
  passed = { out: 0, in: 0 };
  struck = false;
  onCut: () => void = () => undefined;
  #cut: Cut | undefined;

  /** Without a cut only the bytes are counted. */
  arm(cut?: Cut): void {
    this.passed = { out: 0, in: 0 };
    this.struck = false;
    this.#cut = cut;
  }

  /** The line of the host, or that of the register, with the cable in it. */
  through(line: Connection, end: 'host' | 'register'): Connection {
    const [written, read] = end === 'host' ? (['out', 'in'] as const) : (['in', 'out'] as const);
    const pass = (dir: Cut['dir'], chunk: Uint8Array): Uint8Array | undefined => this.#pass(dir, chunk);
    return {
      async write(chunk) {
        const rest = pass(written, chunk);
        if (rest === undefined) return line.write(chunk);
        if (rest.length > 0) await line.write(rest);
        throw new ConnectionError('LOST', 'cut');
      },
      close: () => line.close(),
      async *[Symbol.asyncIterator]() {
        for await (const chunk of line) {
          const rest = pass(read, chunk);
          yield rest ?? chunk;
          if (rest !== undefined) return;
        }
      },
    };
  }

  /** What still passes when the cut is in this chunk. */
  #pass(dir: Cut['dir'], chunk: Uint8Array): Uint8Array | undefined {
    const before = this.passed[dir];
    this.passed[dir] += chunk.length;
    if (this.#cut?.dir !== dir || this.passed[dir] <= this.#cut.at) return undefined;
    const rest = chunk.slice(0, this.#cut.at - before);
    this.#cut = undefined;
    this.struck = true;
    // The bytes in front of it arrive.
    setTimeout(() => this.onCut(), 0);
    return rest;
  }
}
