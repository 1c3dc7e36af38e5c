/** Vendor of the registers. */
export const ATOL_VENDOR_ID = 0x2912;
/** The usual product: commands on interfaces 0 and 1, the OFD channel on 2 and 3. */
export const ATOL_PRODUCT_ID = 0x0005;

export function usbName(vendorId: number, productId: number, serial?: string | undefined): string {
  const hex = (id: number): string => id.toString(16).padStart(4, '0');
  return `usb://${hex(vendorId)}:${hex(productId)}${serial ? `?serial=${encodeURIComponent(serial)}` : ''}`;
}
