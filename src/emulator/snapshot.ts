import { AtolError, type Problem, ValidationError } from '../errors.js';
import type { Device } from './device/device.js';
import type { DeviceState } from './device/state.js';
import { copyOf } from './fn/archive.js';
import type { FnContent } from './fn/storage.js';
import type { EmulatedRegistration } from './registration.js';
import { memoryStore } from './store/store.js';
import type { TablesSnapshot } from './tables.js';

interface Content {
  readonly model: string;
  readonly serialNumber: string;
  readonly registration: EmulatedRegistration;
  readonly tables: TablesSnapshot['fields'];
  readonly fn: FnContent;
  readonly fnPresent: boolean;
  readonly state: DeviceState;
}

/** A register at one moment: its memory, tables and FN with all documents. It may be put back any number of times. */
export class EmulatorSnapshot {
  readonly #content: Content;

  private constructor(content: Content) {
    this.#content = content;
  }

  /** @internal */
  static of(device: Device): EmulatorSnapshot {
    requireMemory(device);
    const { state, registration, settings, fn, profile, serialNumber } = device;
    return new EmulatorSnapshot({
      model: profile.name,
      serialNumber,
      registration: structuredClone(registration),
      tables: settings.tables.toJSON().fields,
      fn: copyFn(fn.content),
      fnPresent: fn.present,
      state: structuredClone({ ...state, operation: undefined }),
    });
  }

  /** @internal The register has to be still: switched off, without an operation. */
  restore(device: Device): void {
    requireMemory(device);
    const { model, serialNumber, registration, tables, fn, fnPresent, state } = this.#content;
    if (model !== device.profile.name || serialNumber !== device.serialNumber)
      throw anotherRegister(`${model} ${serialNumber}`);
    device.registration = structuredClone(registration);
    device.settings.tables.load(tables);
    device.fn.replace(copyFn(fn));
    device.fn.present = fnPresent;
    const { ofd, ...rest } = structuredClone(state);
    // The exchange writes into the same object.
    Object.assign(device.state.ofd, ofd);
    Object.assign(device.state, rest);
    const { printer } = device;
    printer.forget();
    printer.paper.clear();
    printer.paper.renew();
  }
}

function copyFn({ state, archive }: FnContent): FnContent {
  return { state: { ...structuredClone(state), current: undefined }, archive: copyOf(archive) };
}

function requireMemory({ store }: Device): void {
  if (store !== memoryStore)
    throw new AtolError('STATE', 'Эмулятор с папкой state нельзя вернуть назад: его документы на диске');
}

function anotherRegister(value: string): ValidationError {
  const rule = { ru: 'снимок другой ККТ', en: 'the snapshot is of another register' };
  const problem: Problem = { path: 'snapshot', code: 'SNAPSHOT', ...rule, value };
  return new ValidationError([problem], 'Неверный снимок');
}
