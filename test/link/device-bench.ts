import { afterEach, expect } from 'vitest';
import { V3Device, type V3DeviceOptions } from '../../src/link/device/v3.js';
import { fromHex, toHex } from '../../src/util/hex.js';
import { RawPeer, settled } from './raw-peer.js';

const devices: V3Device[] = [];

/** For the top of a file: its tests leave no device behind. */
export function benched(): void {
  afterEach(async () => {
    await Promise.all(devices.splice(0).map((device) => device.reset()));
  });
}

/** A register whose commands end when the test says so. The command FF is refused. */
export class Bench {
  readonly device: V3Device;
  readonly executed: string[] = [];
  /** The command that is being executed. */
  running: { hex: string; finish: () => void } | undefined;
  manual = false;

  constructor(options: Partial<V3DeviceOptions> = {}) {
    this.device = new V3Device({ execute: (message) => this.#execute(message), ...options });
    devices.push(this.device);
  }

  async #execute(message: Uint8Array) {
    const hex = toHex(message.subarray(2));
    this.executed.push(hex);
    if (this.manual) {
      await new Promise<void>((finish) => {
        this.running = { hex, finish };
      });
      this.running = undefined;
    }
    const refused = hex.startsWith('FF');
    return { answer: fromHex(refused ? '55 91 00' : `55 00 ${hex}`), refused };
  }

  connect(): RawPeer {
    const [connection, peer] = RawPeer.pair();
    void this.device.serve(connection);
    return peer;
  }

  /** Ends the command that is being executed. */
  async finish(hex: string): Promise<void> {
    await settled();
    expect(this.running?.hex ?? 'nothing').toBe(hex);
    this.running?.finish();
    await settled();
  }
}

/** Sends a packet and expects exactly this reply under the same id. */
export async function ask(peer: RawPeer, id: number, hex: string, reply: string): Promise<void> {
  await peer.send(id, hex);
  expect(await peer.next(reply)).toBe(id);
}
