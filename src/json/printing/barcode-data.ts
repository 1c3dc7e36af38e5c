import type { BarcodeFormat } from '../../fiscal/index.js';

/** Digits that a code has without its check digit; the driver fills up shorter data with zeros. */
const lengths: Partial<Record<BarcodeFormat, number>> = { ean13: 12, ean8: 7, upcA: 11, upcE: 6, itf14: 13 };

/** Data of a barcode as the driver encodes it. */
export function asEncoded(format: BarcodeFormat, data: string): string {
  if (!/^\d+$/.test(data)) return data;
  // Pairs of digits.
  if (format === 'itf' && data.length % 2 === 1) return `0${data}`;
  // Of seven digits the first is the number system.
  if (format === 'upcE' && /^0\d{6}$/.test(data)) return data.slice(1);
  return data.padStart(lengths[format] ?? 0, '0');
}
