import { fromHex, toHex } from '../../util/hex.js';
import { type EmulatedFnState, newFnState } from '../fn/state.js';
import { newP5Memory } from '../p5/memory.js';
import type { ModelName } from '../profile.js';
import type { EmulatedRegistration } from '../registration.js';
import type { JsonObject } from '../store/patch.js';
import type { Memory } from '../store/state-store.js';
import type { TablesSnapshot } from '../tables.js';
import type { Device } from './device.js';
import { zAfterPowerLoss } from './interrupted-z.js';
import { type DeviceState, newDeviceState, type Picture } from './state.js';

/** What a power failure leaves of the memory. What is lost is the working memory: open receipt, mode, whatever was arriving. */
const fate = {
  clockOffset: 'kept',
  pendingDate: 'lost',
  mode: 'lost',
  operation: 'lost',
  user: 'kept',
  operator: 'kept',
  receipt: 'lost',
  pendingAttributes: 'lost',
  registrationAttributes: 'lost',
  blocks: 'lost',
  cash: 'kept',
  shift: 'kept',
  totals: 'kept',
  lastShift: 'kept',
  lastReceipt: 'kept',
  shownSum: 'kept',
  interruptedZ: 'kept',
  lastError: 'lost',
  ofd: 'lost',
  printed: 'kept',
  registeredFn: 'kept',
  lineCursor: 'lost',
  reading: 'lost',
  barcode: 'lost',
  pictures: 'kept',
  newPicture: 'lost',
  drawerOpened: 'kept',
  cuts: 'kept',
  p5: 'kept',
} as const satisfies Record<keyof DeviceState, 'kept' | 'lost'>;

type Kept = { [K in keyof typeof fate]: (typeof fate)[K] extends 'kept' ? K : never }[keyof typeof fate];
const kept = (Object.keys(fate) as (keyof DeviceState)[]).filter((name) => fate[name] === 'kept') as Kept[];

/** The register's memory as JSON. */
export interface MemoryTree {
  readonly model: ModelName;
  readonly serialNumber: string;
  readonly registration: EmulatedRegistration;
  readonly tables: TablesSnapshot['fields'];
  readonly fn: EmulatedFnState;
  readonly fnPresent: boolean;
  readonly device: Pick<DeviceState, Exclude<Kept, 'pictures'>> & {
    readonly pictures: Record<number, string[]>;
  };
}

/** Lets a store write the memory of a register down, and put it back. */
export class DeviceMemory implements Memory {
  readonly replaced = ['registration', 'tables'] as const satisfies readonly (keyof MemoryTree)[];
  readonly #device: Device;
  #tables: { readonly revision: number; readonly fields: TablesSnapshot['fields'] } | undefined;

  constructor(device: Device) {
    this.#device = device;
  }

  toTree(): JsonObject {
    const { profile, serialNumber, registration, fn, state } = this.#device;
    const interruptedZ = zAfterPowerLoss(this.#device);
    const tree: MemoryTree = {
      model: profile.name,
      serialNumber,
      registration,
      tables: this.#fields(),
      // A document that is begun is lost with the power.
      fn: { ...fn.state, current: undefined },
      fnPresent: fn.present,
      device: { ...pick(state), interruptedZ, pictures: picturesToTree(state.pictures) },
    };
    return tree as unknown as JsonObject;
  }

  fromTree(tree: JsonObject): void {
    const { registration, tables, fn, fnPresent, device: stored } = tree as unknown as MemoryTree;
    const device = this.#device;
    device.registration = structuredClone(registration);
    device.settings.tables.load(tables);
    Object.assign(device.fn.state, restoredFn(fn));
    device.fn.present = fnPresent;
    Object.assign(device.state, restoredKept(stored));
  }

  /** They are many and seldom change. */
  #fields(): TablesSnapshot['fields'] {
    const { tables } = this.#device.settings;
    if (this.#tables?.revision !== tables.revision)
      this.#tables = { revision: tables.revision, fields: tables.toJSON().fields };
    return this.#tables.fields;
  }
}

/** The state of a register that was switched on again. */
export function restoredState(tree: MemoryTree): DeviceState {
  return { ...newDeviceState(0), ...restoredKept(tree.device) };
}

export function restoredFn(stored: EmulatedFnState): EmulatedFnState {
  return { ...newFnState(stored), ...structuredClone(stored), current: undefined };
}

function restoredKept({ pictures, ...stored }: MemoryTree['device']): Pick<DeviceState, Kept> {
  // JSON has no undefined: such a field is missing.
  return {
    ...structuredClone(stored),
    lastReceipt: stored.lastReceipt,
    interruptedZ: stored.interruptedZ,
    // Registers that were kept by older versions have none.
    p5: { ...newP5Memory(), ...stored.p5 },
    pictures: picturesFromTree(pictures),
  };
}

function pick(state: DeviceState): Pick<DeviceState, Kept> {
  const picked: Partial<Record<Kept, unknown>> = {};
  for (const name of kept) picked[name] = state[name];
  return picked as Pick<DeviceState, Kept>;
}

/** Pictures are large, and seldom change. */
const asHex = new WeakMap<Picture, string[]>();

function picturesToTree(pictures: DeviceState['pictures']): Record<number, string[]> {
  const tree: Record<number, string[]> = {};
  for (const [number, picture] of Object.entries(pictures)) {
    const rows = asHex.get(picture) ?? picture.map((row) => toHex(row, ''));
    asHex.set(picture, rows);
    tree[Number(number)] = rows;
  }
  return tree;
}

function picturesFromTree(tree: Readonly<Record<number, readonly string[]>>): DeviceState['pictures'] {
  const pictures: DeviceState['pictures'] = {};
  for (const [number, rows] of Object.entries(tree))
    pictures[Number(number)] = rows.map((row) => fromHex(row));
  return pictures;
}
