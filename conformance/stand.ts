import type { Witness } from './checks.js';
import { Device, type DeviceOptions } from './device/device.js';
import { Driver } from './driver/driver.js';
import type { LibraryFiles } from './driver/library.js';
import { Tap } from './line/tap.js';

/** A register, a tapped line and the driver at its other end. */
export class Stand implements AsyncDisposable, Witness {
  readonly device: Device;
  readonly tap: Tap;
  readonly driver: Driver;
  #mark = 0;

  static async build(files: LibraryFiles, options: DeviceOptions): Promise<Stand> {
    const device = await Device.start(options);
    try {
      const tap = await Tap.listen(device);
      try {
        const driver = await Driver.start({
          files,
          host: tap.host,
          port: tap.port,
          model: options.model.code,
        });
        return new Stand(device, tap, driver);
      } catch (error) {
        await tap.close();
        throw error;
      }
    } catch (error) {
      await device.close();
      throw error;
    }
  }

  private constructor(device: Device, tap: Tap, driver: Driver) {
    this.device = device;
    this.tap = tap;
    this.driver = driver;
  }

  mark(): void {
    this.#mark = this.tap.log.length;
  }

  seen(): readonly string[] {
    return this.tap.log.slice(this.#mark);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.driver.stop();
    await this.tap.close();
    await this.device.close();
  }
}
