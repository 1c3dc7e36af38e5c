import { type Bitmap, checkBitmap } from '../print/bitmap.js';
import type { CallOptions } from '../session/call-options.js';
import type { Exclusive } from '../session/exclusive.js';
import type { Session } from '../session/session.js';
import type { PictureDialect } from './dialect.js';

/** Pictures in the register's memory; `print.storedPicture()` and table 6 use them by number. */
export class PictureMemory {
  readonly #dialect: Session['dialect'];
  readonly #exclusive: Exclusive;

  /** @internal */
  constructor({ dialect }: Pick<Session, 'dialect'>, exclusive: Exclusive) {
    this.#dialect = dialect;
    this.#exclusive = exclusive;
  }

  /** How many there are (command 7D). */
  count(options?: CallOptions): Promise<number> {
    return this.#exclusive(options, async () => (await this.#pictures()).count(options));
  }

  /** Size in dots (command 90); the width is a multiple of 8. DeviceError 6F when there is none of this number. */
  info(number: number, options?: CallOptions): Promise<{ width: number; height: number }> {
    return this.#exclusive(options, async () => (await this.#pictures()).info(number, options));
  }

  /**
   * Stores a picture (commands 8B and 9E) and returns the number that the register gave it.
   *
   * @throws ValidationError for a picture whose rows do not fill its sizes, DeviceError 6E when there is no room.
   */
  async upload(picture: Bitmap, options?: CallOptions): Promise<number> {
    checkBitmap(picture);
    return this.#exclusive(options, async () => (await this.#pictures()).upload(picture, options));
  }

  /** Removes one picture, or all of them (command 8A). DeviceError 6F when there is none of this number. */
  delete(which: number | 'all', options?: CallOptions): Promise<void> {
    const number = which === 'all' ? 0 : which;
    return this.#exclusive(options, async () => (await this.#pictures()).delete(number, options));
  }
  async #pictures(): Promise<PictureDialect> {
    return (await this.#dialect.further()).pictures;
  }
}
