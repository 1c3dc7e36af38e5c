import { Emulator, type EmulatorOptions } from '../../src/emulator/index.js';
import { fixed } from '../../test/support/identity.js';
import type { Witness } from '../checks.js';
import { Device } from '../device/device.js';
import { Driver } from '../driver/driver.js';
import type { LibraryFiles } from '../driver/library.js';
import { P5Tap } from './tap.js';

/** A register of the second protocol, a tapped line and the driver at its other end. */
export class P5Stand implements AsyncDisposable, Witness {
  readonly emulator: Emulator;
  readonly device: Device;
  readonly tap: P5Tap;
  readonly driver: Driver;
  #mark = 0;

  static async build(
    files: LibraryFiles,
    options: EmulatorOptions,
    /** Number of the model as the driver knows it. */
    model: number,
    settings: Readonly<Record<string, string | number>> = {},
  ): Promise<P5Stand> {
    // With ENVD, which stands in the recorded frames, and which nobody has had since 2021.
    const registration = { taxationSystems: 0x3f, ...options.registration };
    const emulator = new Emulator(fixed({ ...options, registration, link: 'p5' }));
    try {
      const device = Device.of(emulator, await emulator.listen());
      const tap = await P5Tap.listen(device);
      try {
        const { host, port } = tap;
        const driver = await Driver.start({ files, host, port, model, settings });
        return new P5Stand(emulator, device, tap, driver);
      } catch (error) {
        await tap[Symbol.asyncDispose]();
        throw error;
      }
    } catch (error) {
      await emulator.close();
      throw error;
    }
  }

  private constructor(emulator: Emulator, device: Device, tap: P5Tap, driver: Driver) {
    this.emulator = emulator;
    this.device = device;
    this.tap = tap;
    this.driver = driver;
  }

  /** Number of the last document that the FN signed. */
  get documents(): number {
    return this.emulator.fn.state.last.number;
  }

  mark(): void {
    this.#mark = this.tap.log.length;
  }

  seen(): readonly string[] {
    return this.tap.log.slice(this.#mark);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.driver.stop();
    await this.tap[Symbol.asyncDispose]();
    await this.emulator.close();
  }
}
