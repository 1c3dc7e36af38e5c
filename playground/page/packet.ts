/** One packet as the page shows it. */
export interface Packet {
  readonly dir: 'in' | 'out';
  readonly name: string;
  /** The packet in its parts, as hex. */
  readonly parts: ReadonlyArray<{
    readonly kind: 'start' | 'length' | 'id' | 'body' | 'crc';
    readonly hex: string;
  }>;
}
