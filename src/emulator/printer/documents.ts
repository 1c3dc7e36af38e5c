import { decodeDocument } from '../../fiscal/document.js';
import { documentQr } from '../../fiscal/render/document-qr.js';
import { renderReceipt } from '../../fiscal/render/text.js';
import type { FormCode } from '../../fiscal/tags.js';
import type { Source } from '../device/requisites.js';
import type { StoredDocument } from '../fn/state.js';

/** Owner and place stand on the paper of these, not in the document itself. */
const ownerOnPaper: readonly FormCode[] = [2, 5, 21];

/** A fiscal document as it comes out of the printer; a QR code is one line that holds its text. */
export function documentLines(source: Source, { form, bytes }: StoredDocument): string[] {
  const { registration, settings, profile, serialNumber } = source;
  const document = decodeDocument(bytes);
  const owner = ownerOnPaper.includes(form)
    ? [registration.user, registration.address, registration.place]
    : [];
  const header = [...settings.cliche, ...owner];
  const body = renderReceipt(document, { width: profile.chars, header });
  const serial = `ЗН ККТ${serialNumber.padStart(profile.chars - 6)}`;
  return [...body, serial, ...documentQr(document).map((text) => `[QR: ${text}]`)];
}
