/** Black dots on white. */
export class DotMatrix {
  readonly width: number;
  readonly height: number;
  /** Bytes of a row. */
  readonly stride: number;
  /** Rows one after another, padded to whole bytes; the left dot is the highest bit, 1 is black. */
  readonly data: Uint8Array;

  constructor(width: number, height: number) {
    this.width = width;
    this.height = height;
    this.stride = Math.ceil(width / 8);
    this.data = new Uint8Array(this.stride * height);
  }

  /** What is outside is white. */
  get(x: number, y: number): boolean {
    if (x < 0 || y < 0 || x >= this.width || y >= this.height) return false;
    return ((this.data[y * this.stride + (x >> 3)] as number) & (0x80 >> (x & 7))) !== 0;
  }

  /** Makes a rectangle black; what is outside is lost. */
  fill(x: number, y: number, width = 1, height = 1): void {
    const right = Math.min(x + width, this.width);
    const bottom = Math.min(y + height, this.height);
    for (let row = Math.max(0, y); row < bottom; row++) {
      for (let column = Math.max(0, x); column < right; column++) {
        const at = row * this.stride + (column >> 3);
        this.data[at] = (this.data[at] as number) | (0x80 >> (column & 7));
      }
    }
  }

  /** Four bytes a dot (red, green, blue, opacity), as scanners of codes and canvases want them. */
  toRgba(): Uint8ClampedArray {
    const pixels = new Uint8ClampedArray(this.width * this.height * 4).fill(255);
    for (let y = 0; y < this.height; y++)
      for (let x = 0; x < this.width; x++)
        if (this.get(x, y)) pixels.fill(0, (y * this.width + x) * 4, (y * this.width + x) * 4 + 3);
    return pixels;
  }
}
