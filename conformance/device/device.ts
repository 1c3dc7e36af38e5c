import { Emulator, type Fault } from '../../src/emulator/index.js';
import { fixed } from '../../test/support/identity.js';
import { TlvList } from './tlv.js';

export interface ModelUnderTest {
  readonly name: '42FS' | '30F';
  /** Number of the model in the driver's settings. */
  readonly code: number;
  /** The 42FS has no printer. */
  readonly prints: boolean;
}

export const MODELS: readonly ModelUnderTest[] = [
  { name: '42FS', code: 77, prints: false },
  { name: '30F', code: 61, prints: true },
];

/** How the register gives its results: `async` is A1 and later A6 or A7 in a packet F0, `sync` is A3 at once. */
export type AnswerStyle = 'async' | 'sync';

export const ANSWER_STYLES: readonly AnswerStyle[] = ['async', 'sync'];

export interface DeviceOptions {
  readonly model: ModelUnderTest;
  readonly answers: AnswerStyle;
  /** Milliseconds that the ФН takes to sign a document. */
  readonly latency?: number;
}

/** Forms of fiscal documents used here. */
export const FORM = {
  registration: 1,
  openShift: 2,
  receipt: 3,
  closeShift: 5,
  closeFn: 6,
  reregistration: 11,
} as const;

/** A document as the ФН signed it, read from its bytes. */
export interface SignedDocument {
  readonly form: number;
  readonly number: number;
  readonly dateTime: string;
  readonly sign: number;
  readonly tags: TlvList;
  /** Its requisites as they were signed. */
  readonly bytes: Buffer;
}

/** The register under test, seen from outside: its address, what its ФН signed, what it printed. */
export class Device implements AsyncDisposable {
  readonly #emulator: Emulator;
  readonly host: string;
  readonly port: number;

  static async start({ model, answers, latency = 0 }: DeviceOptions): Promise<Device> {
    const emulator = new Emulator(fixed({ model: model.name, answers, latency }));
    return Device.of(emulator, await emulator.listen({ host: '127.0.0.1', port: 0 }));
  }

  /** A register that listens already, whatever protocol it speaks. */
  static of(emulator: Emulator, address: { readonly host: string; readonly port: number }): Device {
    return new Device(emulator, address);
  }

  private constructor(emulator: Emulator, address: { readonly host: string; readonly port: number }) {
    this.#emulator = emulator;
    this.host = address.host;
    this.port = address.port;
  }

  get documents(): readonly SignedDocument[] {
    return this.#emulator.fn.documents().map((document) => readDocument(document.bytes));
  }

  /** The registration report: what the register answers about itself and its owner must agree with it. */
  get registration(): SignedDocument {
    const found = this.documents.find((document) => document.form === FORM.registration);
    if (found === undefined) throw new Error('The register has no registration report');
    return found;
  }

  /** Printed lines, oldest first. */
  get tape(): readonly string[] {
    return this.#emulator.tape;
  }

  /** Makes the register fail from now on, as often as the fault says. */
  inject(fault: Fault): void {
    this.#emulator.faults.add(fault);
  }

  /** The operator takes every document that waits for it. */
  sendAll(): void {
    const { fn } = this.#emulator;
    for (let { number } = fn.queue(); number > 0; { number } = fn.queue())
      fn.accept(number, { dateTime: this.#emulator.now.slice(0, 16), sign: new Uint8Array(18).fill(1) });
  }

  /** Another ФН, fresh from its factory, takes the place of the one in the register. */
  async insertFn(number: string): Promise<void> {
    await this.#emulator.insertFn({ number });
  }

  async removeFn(): Promise<void> {
    await this.#emulator.removeFn();
  }

  async close(): Promise<void> {
    await this.#emulator.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}

/** A document is one TLV: its tag is the form, its value the requisites. */
function readDocument(bytes: Uint8Array): SignedDocument {
  const document = new TlvList(bytes);
  const [form] = document.tags;
  if (form === undefined || document.tags.length > 1) throw new Error('A document is not one TLV');
  const [tags] = document.lists(form);
  if (tags === undefined) throw new Error(`Form ${form} occurs more than once in a document`);
  // Tag 1077 has six bytes; the sign that people see is the big-endian number of the last four.
  return {
    form,
    number: tags.number(1040),
    dateTime: tags.time(1012),
    sign: tags.bytes(1077).readUInt32BE(2),
    tags,
    bytes: document.bytes(form),
  };
}
