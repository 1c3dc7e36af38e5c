import { createRequire } from 'node:module';
import { type DriverHeader, readHeader } from './header.js';
import type { Call, CallOutcome, ParamValue, ReadKind } from './values.js';

/** The part of koffi used here; the package is installed by the suite itself, so its types may be absent. */
interface Koffi {
  load(path: string): { func(prototype: string): NativeFunction };
}

type NativeFunction = (...args: unknown[]) => unknown;

export interface LibraryFiles {
  /** Module that resolves `koffi`. */
  readonly requireFrom: string;
  readonly library: string;
  readonly header: string;
}

/** `wchar_t` has four bytes on Linux. */
const WIDE = 4;
const TEXT_CAPACITY = 16_384;
const BYTES_CAPACITY = 4_096;

/** One handle of the native API. Every call blocks the thread: use it in a process of its own. */
export class NativeDriver {
  readonly #header: DriverHeader;
  readonly #declare: (prototype: string) => NativeFunction;
  readonly #functions = new Map<string, NativeFunction>();
  readonly #handle: unknown;

  constructor(files: LibraryFiles, settings: Readonly<Record<string, string | number>>) {
    const koffi = createRequire(files.requireFrom)('koffi') as Koffi;
    const library = koffi.load(files.library);
    this.#declare = (prototype) => library.func(prototype);
    this.#header = readHeader(files.header);
    const handle: unknown[] = [null];
    const created = this.#run('int libfptr_create(_Out_ void **handle)', handle);
    if (created !== 0) throw new Error(`libfptr_create returned ${created}`);
    this.#handle = handle[0];
    for (const [key, value] of Object.entries(settings)) {
      this.#run(
        'void libfptr_set_single_setting(void *handle, const uint8_t *key, const uint8_t *value)',
        this.#handle,
        wide(key),
        wide(String(value)),
      );
    }
    if (this.#run('int libfptr_apply_single_settings(void *handle)', this.#handle) !== 0) {
      throw new Error(`The driver refused its settings: ${this.#error().description}`);
    }
  }

  call({ operation, params = {}, nonPrintable = [], read = {} }: Call): CallOutcome {
    if (!this.#header.operations.has(operation)) throw new Error(`The driver has no operation ${operation}`);
    for (const [name, value] of Object.entries(params)) {
      this.#set(
        this.#parameter(name),
        value,
        nonPrintable.includes(name) ? 'set_non_printable_param' : 'set_param',
      );
    }
    if (this.#run(`int libfptr_${operation}(void *handle)`, this.#handle) !== 0)
      return { ...this.#error(), values: {} };
    const values = Object.entries(read).map(([name, kind]) => [name, this.#get(this.#parameter(name), kind)]);
    return { code: 0, description: '', values: Object.fromEntries(values) };
  }

  destroy(): void {
    this.#run('void libfptr_destroy(_Inout_ void **handle)', [this.#handle]);
  }

  #error(): { code: number; description: string } {
    const code = Number(this.#run('int libfptr_error_code(void *handle)', this.#handle));
    const text = Buffer.alloc(TEXT_CAPACITY * WIDE);
    this.#run(
      'int libfptr_error_description(void *handle, uint8_t *value, int size)',
      this.#handle,
      text,
      TEXT_CAPACITY,
    );
    return { code, description: narrow(text) };
  }

  #parameter(name: string): number {
    if (/^t\d{4}$/.test(name)) return Number(name.slice(1));
    const id = this.#header.constants.get(`PARAM_${name}`);
    if (id === undefined) throw new Error(`The driver has no parameter ${name}`);
    return id;
  }

  #set(id: number, value: ParamValue, setter: 'set_param' | 'set_non_printable_param'): void {
    const prefix = `void libfptr_${setter}_`;
    if (typeof value === 'boolean') {
      this.#run(`${prefix}bool(void *handle, int id, int value)`, this.#handle, id, value ? 1 : 0);
    } else if (typeof value === 'number') {
      if (!Number.isInteger(value))
        throw new Error(`Parameter ${id}: ${value} is not whole, mark it as a double`);
      this.#run(`${prefix}int(void *handle, int id, uint32_t value)`, this.#handle, id, value);
    } else if (typeof value === 'string') {
      this.#run(`${prefix}str(void *handle, int id, const uint8_t *value)`, this.#handle, id, wide(value));
    } else if ('double' in value) {
      this.#run(`${prefix}double(void *handle, int id, double value)`, this.#handle, id, value.double);
    } else if ('hex' in value) {
      const bytes = Buffer.from(value.hex, 'hex');
      this.#run(
        `${prefix}bytearray(void *handle, int id, const uint8_t *value, int size)`,
        this.#handle,
        id,
        bytes,
        bytes.length,
      );
    } else {
      this.#run(
        `${prefix}datetime(void *handle, int id, int y, int mo, int d, int h, int mi, int s)`,
        this.#handle,
        id,
        ...value.date,
      );
    }
  }

  #get(id: number, kind: ReadKind): boolean | number | string {
    switch (kind) {
      case 'bool':
        return this.#run('int libfptr_get_param_bool(void *handle, int id)', this.#handle, id) !== 0;
      case 'int':
        return Number(this.#run('uint32_t libfptr_get_param_int(void *handle, int id)', this.#handle, id));
      case 'double':
        return Number(this.#run('double libfptr_get_param_double(void *handle, int id)', this.#handle, id));
      case 'string':
        return this.#text(id);
      case 'bytes':
        return this.#bytes(id);
      case 'date':
        return this.#date(id);
    }
  }

  #text(id: number, capacity = TEXT_CAPACITY): string {
    const text = Buffer.alloc(capacity * WIDE);
    const needed = Number(
      this.#run(
        'int libfptr_get_param_str(void *handle, int id, uint8_t *value, int size)',
        this.#handle,
        id,
        text,
        capacity,
      ),
    );
    return needed > capacity ? this.#text(id, needed) : narrow(text);
  }

  #bytes(id: number): string {
    const bytes = Buffer.alloc(BYTES_CAPACITY);
    const size = Number(
      this.#run(
        'int libfptr_get_param_bytearray(void *handle, int id, uint8_t *value, int size)',
        this.#handle,
        id,
        bytes,
        BYTES_CAPACITY,
      ),
    );
    if (size > BYTES_CAPACITY) throw new Error(`Parameter ${id} holds ${size} bytes`);
    return bytes.toString('hex', 0, size).toUpperCase();
  }

  #date(id: number): string {
    const parts = Array.from({ length: 6 }, () => [0]);
    this.#run(
      'void libfptr_get_param_datetime(void *handle, int id, _Out_ int *y, _Out_ int *mo, _Out_ int *d, _Out_ int *h, _Out_ int *mi, _Out_ int *s)',
      this.#handle,
      id,
      ...parts,
    );
    const [year = '', month = '', day = '', hour = '', minute = '', second = ''] = parts.map(
      ([part = 0], index) => String(part).padStart(index === 0 ? 4 : 2, '0'),
    );
    return `${year}-${month}-${day}T${hour}:${minute}:${second}`;
  }

  #run(prototype: string, ...args: unknown[]): unknown {
    let native = this.#functions.get(prototype);
    if (native === undefined) {
      native = this.#declare(prototype);
      this.#functions.set(prototype, native);
    }
    return native(...args);
  }
}

function wide(text: string): Buffer {
  const points = [...text].map((character) => character.codePointAt(0) ?? 0);
  const bytes = Buffer.alloc((points.length + 1) * WIDE);
  for (const [index, point] of points.entries()) bytes.writeUInt32LE(point, index * WIDE);
  return bytes;
}

function narrow(bytes: Buffer): string {
  let text = '';
  for (let offset = 0; offset + WIDE <= bytes.length; offset += WIDE) {
    const point = bytes.readUInt32LE(offset);
    if (point === 0) break;
    text += String.fromCodePoint(point);
  }
  return text;
}
