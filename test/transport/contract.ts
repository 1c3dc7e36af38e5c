import { afterEach, describe, expect, it } from 'vitest';
import type { Connection, Transport } from '../../src/transport/transport.js';

/** A transport under test, with the other end of its lines. */
export interface World {
  transport: Transport;
  /** The other end of the line that `connect()` has just made. */
  accept(): Promise<Connection>;
  close(): Promise<void>;
}

export interface ContractOptions {
  /** The other side notices a close at once; a serial line only carries bytes. Default true. */
  noticesClose?: boolean;
  /** Size of the big chunk, in bytes. Default one megabyte. */
  big?: number;
}

/** Collects what a line brings until it has `length` bytes. */
export async function readBytes(connection: Connection, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  let filled = 0;
  if (length === 0) return bytes;
  for await (const chunk of connection) {
    expect(filled + chunk.length, 'bytes read').toBeLessThanOrEqual(length);
    bytes.set(chunk, filled);
    filled += chunk.length;
    if (filled === length) return bytes;
  }
  throw new Error(`the line ended after ${filled} of ${length} bytes`);
}

/** What ends the iteration: nothing, or the error it throws. */
export async function endOf(connection: Connection): Promise<unknown> {
  try {
    for await (const _ of connection);
    return undefined;
  } catch (error) {
    return error;
  }
}

function pattern(length: number, seed: number): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => (i * 31 + seed + (i >> 8)) & 0xff);
}

const code = (value: string) => expect.objectContaining({ name: 'ConnectionError', code: value });

/** What every transport must do; call it once for each of them. */
export function describeTransport(
  name: string,
  open: () => Promise<World>,
  options: ContractOptions = {},
): void {
  const { noticesClose = true, big = 1 << 20 } = options;

  describe(`${name} transport`, () => {
    let world: World;
    const lines: Connection[] = [];

    async function line(): Promise<[ours: Connection, theirs: Connection]> {
      world = await open();
      const [ours, theirs] = await Promise.all([world.transport.connect(), world.accept()]);
      lines.push(ours, theirs);
      return [ours, theirs];
    }

    afterEach(async () => {
      await Promise.all(lines.splice(0).map((connection) => connection.close()));
      await world.close();
    });

    it('has a name and opens one line per connect()', async () => {
      await line();
      expect(world.transport.name).toMatch(/\S/);
    });

    it('carries bytes both ways at the same time', async () => {
      const [ours, theirs] = await line();
      const [a, b] = [pattern(3000, 1), pattern(5000, 2)];
      const [there, here] = await Promise.all([
        readBytes(theirs, a.length),
        readBytes(ours, b.length),
        ours.write(a),
        theirs.write(b),
      ]);
      expect(there).toEqual(a);
      expect(here).toEqual(b);
    });

    it('keeps the order of many small writes that nobody waited for', async () => {
      const [ours, theirs] = await line();
      const all = pattern(2000, 3);
      const reading = readBytes(theirs, all.length);
      const writes: Promise<void>[] = [];
      for (let at = 0; at < all.length; at += 2) writes.push(ours.write(all.subarray(at, at + 2)));
      expect(await reading).toEqual(all);
      await Promise.all(writes);
    });

    it('carries a big chunk whole', async () => {
      const [ours, theirs] = await line();
      const all = pattern(big, 4);
      const [read] = await Promise.all([readBytes(theirs, all.length), ours.write(all)]);
      expect(Buffer.compare(read, all)).toBe(0);
    });

    it('does not mind when the writer uses its array again', async () => {
      const [ours, theirs] = await line();
      const chunk = Uint8Array.of(1, 2, 3);
      await ours.write(chunk);
      const first = await readBytes(theirs, 3);
      chunk.fill(9);
      expect(first).toEqual(Uint8Array.of(1, 2, 3));
    });

    it('keeps bytes until they are read', async () => {
      const [ours, theirs] = await line();
      await ours.write(Uint8Array.of(1));
      await ours.write(Uint8Array.of(2));
      await new Promise((resolve) => setTimeout(resolve, 20));
      expect(await readBytes(theirs, 2)).toEqual(Uint8Array.of(1, 2));
      await ours.write(Uint8Array.of(3));
      expect(await readBytes(theirs, 1)).toEqual(Uint8Array.of(3));
    });

    it('ends the iteration after our own close without an error', async () => {
      const [ours] = await line();
      const end = endOf(ours);
      await ours.close();
      expect(await end).toBeUndefined();
      expect(await endOf(ours)).toBeUndefined();
    });

    it('closes twice, and from both sides at once', async () => {
      const [ours, theirs] = await line();
      await Promise.all([ours.close(), theirs.close(), ours.close()]);
      await ours.close();
      expect(await endOf(ours)).toBeUndefined();
    });

    it('refuses to write after our own close', async () => {
      const [ours] = await line();
      await ours.close();
      await expect(ours.write(Uint8Array.of(1))).rejects.toEqual(code('CLOSED'));
    });

    it('connects again after a close', async () => {
      const [ours, theirs] = await line();
      await Promise.all([ours.close(), theirs.close()]);
      const [again, other] = await Promise.all([world.transport.connect(), world.accept()]);
      lines.push(again, other);
      await again.write(Uint8Array.of(7));
      expect(await readBytes(other, 1)).toEqual(Uint8Array.of(7));
    });

    it('does not connect when the signal has fired', async () => {
      world = await open();
      const reason = new Error('enough');
      await expect(world.transport.connect(AbortSignal.abort(reason))).rejects.toMatchObject({
        name: 'AbortError',
        code: 'ABORTED',
        outcome: 'not-sent',
        cause: reason,
      });
    });

    it.runIf(noticesClose)(
      'delivers what was written before the other side closed, then throws LOST',
      async () => {
        const [ours, theirs] = await line();
        await theirs.write(pattern(1000, 5));
        void theirs.close();
        expect(await readBytes(ours, 1000)).toEqual(pattern(1000, 5));
        expect(await endOf(ours)).toEqual(code('LOST'));
      },
    );

    it.runIf(noticesClose)('rejects writes to a side that closed', async () => {
      const [ours, theirs] = await line();
      const lost = endOf(ours);
      await theirs.close();
      expect(await lost).toEqual(code('LOST'));
      await expect(ours.write(Uint8Array.of(1))).rejects.toEqual(code('LOST'));
    });
  });
}
