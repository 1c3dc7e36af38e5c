/**
 * An electronic receipt from plain JSON, as a web shop would have it: checked first, issued, shown to the customer.
 *
 * All problems come at once, each with its path, a stable code and the rule; warnings are apart. In a settlement on the
 * internet the contact of the customer and the address of the site are a must.
 */
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'atol-kkt';
import { Emulator } from 'atol-kkt/emulator';
import { checkReceipt, qrSvg } from 'atol-kkt/fiscal';

const order = {
  type: 'sell',
  taxation: 'osn',
  electronic: true,
  internet: true,
  customer: { contact: 'buyer@example.com' },
  place: 'https://shop.example',
  senderEmail: 'shop@example.com',
  items: [
    { name: 'Книга', price: '540.00', quantity: 2, vat: 'vat10', subject: 'goods', method: 'fullPrepayment' },
    { name: 'Доставка', price: '250.00', vat: 'vat122', subject: 'service', method: 'fullPrepayment' },
  ],
  payments: [{ type: 'electronic', sum: '1330.00' }],
};

const { receipt, problems, warnings } = checkReceipt(order);
for (const { path, code, en } of problems) console.error(`${path}: ${en} (${code})`);
// The book is prepaid, so its VAT would be 10/110.
for (const { path, code, en } of warnings) console.warn(`${path}: ${en} (${code})`);
if (!receipt) throw new Error('the order cannot be issued');

const address = process.argv[2];
await using kkt = await connect(address ?? new Emulator({ latency: 0 }).transport());

await kkt.openShift();
const { qr, documentNumber } = await kkt.issue(receipt);
const picture = join(tmpdir(), `receipt-${documentNumber}.svg`);
await writeFile(picture, qrSvg(qr));
console.log(`document ${documentNumber}, its QR code is in ${picture}`);
await kkt.closeShift();
