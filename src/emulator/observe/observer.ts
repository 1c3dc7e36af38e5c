import type { Device } from '../device/device.js';
import type { CommandEvent } from '../events.js';
import type { Happening } from './events.js';

/** Turns what a device does into events. */
export class Observer {
  readonly #device: Device;
  readonly #tell: (happening: Happening) => void;
  #printed = 0;
  #lines = 0;

  constructor(device: Device, tell: (happening: Happening) => void) {
    this.#device = device;
    this.#tell = tell;
    this.#printed = device.printer.paper.printedLines;
    device.onSigned = (document) => tell({ type: 'document', document });
    device.ofd.onTried = (documentNumber, error) => {
      const text = error instanceof Error ? error.message : undefined;
      tell({ type: 'ofd', documentNumber, accepted: error === undefined, error: text });
    };
  }

  /** A host came. The returned function tells that it went. */
  opened(): () => void {
    const line = ++this.#lines;
    this.#tell({ type: 'line', line, state: 'opened' });
    return () => this.#tell({ type: 'line', line, state: 'closed' });
  }

  arrived(name: CommandEvent['name'], message: Uint8Array): void {
    this.#tell({ type: 'command', name, message });
  }

  answered(event: CommandEvent): void {
    this.look();
    this.#tell({ type: 'answer', ...event });
    // A report goes on after its answer.
    if (this.#device.state.operation) void this.#device.idle.then(() => this.look());
  }

  /** Tells what was printed since the last look. */
  look(): void {
    const { lines: tape, printedLines } = this.#device.printer.paper;
    const lines = tape.slice(Math.max(0, tape.length - (printedLines - this.#printed)));
    this.#printed = printedLines;
    if (lines.length > 0) this.#tell({ type: 'printed', lines });
  }
}
