import { crc32, deflateRawSync } from 'node:zlib';

/** An entry as whoever wants to break in would write it; what is left out is right. */
export interface Entry {
  readonly name: string | Uint8Array;
  readonly data?: string | Uint8Array;
  /** Mode of Unix, `0o120777` for a link. */
  readonly mode?: number;
  readonly deflated?: boolean;
  /** What the directory says, whatever is there. */
  readonly said?: {
    readonly size?: number;
    readonly packed?: number;
    readonly at?: number;
    readonly extra?: Uint8Array;
  };
  /** The name in the entry's own header. */
  readonly localName?: string;
}

const u16 = (value: number): Buffer => {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
};
const u32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
};
const UTF8 = u16(0x800);

/** A zip by APPNOTE 4.3, entry by entry. */
export function zipOf(
  entries: readonly Entry[],
  {
    count = entries.length,
    at: told,
    comment = '',
  }: { count?: number; at?: number; comment?: string | Uint8Array } = {},
): Buffer {
  const files: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const { name, data = 'x', mode = 0, deflated = false, said = {}, localName } of entries) {
    const [title, plain, local] = [name, data, localName ?? name].map((part) => Buffer.from(part));
    if (title === undefined || plain === undefined || local === undefined) throw new TypeError('no entry');
    const packed = deflated ? deflateRawSync(plain) : plain;
    const method = u16(deflated ? 8 : 0);
    const common = [UTF8, method, u32(0), u32(crc32(plain))];
    const file = Buffer.concat([
      u32(0x04034b50),
      u16(20),
      ...common,
      u32(packed.length),
      u32(plain.length),
      u16(local.length),
      u16(0),
      local,
      packed,
    ]);
    const extra = Buffer.from(said.extra ?? []);
    directory.push(
      Buffer.concat([
        u32(0x02014b50),
        u16(mode === 0 ? 20 : (3 << 8) | 20),
        u16(20),
        ...common,
        u32(said.packed ?? packed.length),
        u32(said.size ?? plain.length),
        u16(title.length),
        u16(extra.length),
        u16(0),
        u32(0),
        u32(mode * 0x10000),
        u32(said.at ?? at),
        title,
        extra,
      ]),
    );
    files.push(file);
    at += file.length;
  }
  const all = Buffer.concat(directory);
  const words = Buffer.from(comment);
  const end = [u32(0x06054b50), u32(0), u16(count), u16(count), u32(all.length), u32(told ?? at)];
  return Buffer.concat([...files, all, ...end, u16(words.length), words]);
}
