import { commands, mode } from '../../protocol/index.js';
import type { ClassicSession } from '../classic/session.js';
import { type Bitmap, checkBitmap, rowsOf } from '../print/bitmap.js';
import type { CallOptions } from '../session/call-options.js';
import type { Exclusive } from '../session/exclusive.js';

/** Kind of the picture array in 7D, the only one known. */
const PICTURES = 2;

/** Pictures in the register's memory; `print.storedPicture()` and table 6 use them by number. */
export class PictureMemory {
  readonly #session: ClassicSession;
  readonly #exclusive: Exclusive;

  constructor(session: ClassicSession, exclusive: Exclusive) {
    this.#session = session;
    this.#exclusive = exclusive;
  }

  /** How many there are (command 7D). */
  count(options?: CallOptions): Promise<number> {
    return this.#exclusive(options, async () => {
      const { caller } = this.#session;
      return (await caller.callThrough(commands.getPictureArrayInfo, { kind: PICTURES }, options)).count;
    });
  }

  /** Size in dots (command 90); the width is a multiple of 8. DeviceError 6F when there is none of this number. */
  info(number: number, options?: CallOptions): Promise<{ width: number; height: number }> {
    return this.#exclusive(options, async () => {
      const { caller } = this.#session;
      const { width, height } = await caller.callThrough(commands.getPictureInfo, { number }, options);
      return { width: width * 8, height };
    });
  }

  /**
   * Stores a picture (commands 8B and 9E) and returns the number that the register gave it.
   *
   * @throws ValidationError for a picture whose rows do not fill its sizes, DeviceError 6E when there is no room.
   */
  async upload(picture: Bitmap, options?: CallOptions): Promise<number> {
    checkBitmap(picture);
    return this.#programming(options, async () => {
      const { modes } = this.#session;
      for (const raster of rowsOf(picture)) await modes.run(commands.addPictureLine, { raster }, options);
      return (await modes.run(commands.closePicture, undefined, options)).number;
    });
  }

  /** Removes one picture, or all of them (command 8A). DeviceError 6F when there is none of this number. */
  delete(which: number | 'all', options?: CallOptions): Promise<void> {
    const number = which === 'all' ? 0 : which;
    return this.#programming(options, () =>
      this.#session.modes.run(commands.deletePicture, { number }, options),
    );
  }

  #programming<T>(options: CallOptions | undefined, job: () => Promise<T>): Promise<T> {
    return this.#exclusive(options, () => this.#session.modes.visit(mode.programming, job, options));
  }
}
