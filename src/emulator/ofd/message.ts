import { ProtocolError } from '../../errors.js';
import { decodeDocument, encodeDocument, type FiscalDocument } from '../../fiscal/document.js';
import { fieldValue, makeField } from '../../fiscal/fields.js';
import {
  decodeContainer,
  encodeContainer,
  encodeSessionHeader,
  messageSign,
  type OfdContainer,
} from '../../fiscal/ofd-container.js';
import { hmacSha256 } from '../../util/sha256.js';
import type { StoredDocument } from '../fn/state.js';

/** Answers of an operator (tag 1022). */
export const ofdAnswer = { accepted: 0, notRecognised: 11, formatControl: 14 } as const;

/** Bit of tag 1206: the document failed format control. */
const FORMAT_CONTROL_FAILED = 0x02;
/** Code of the operator's confirmation, form 7. */
const CONFIRMATION = 7;
const MESSAGE_SIGN = 6;
/** Longest ФПО of the format; A4 41 always tells so many bytes. */
export const OFD_SIGN = 18;

/** A document on its way to the operator: session header and container. */
export function encodeMessage(fnNumber: string, { form, number, bytes }: StoredDocument): Uint8Array {
  return inSession(fnNumber, {
    form,
    fnNumber,
    documentNumber: number,
    document: bytes,
    sign: messageSign(signed(`emulated FN ${fnNumber}`, bytes, MESSAGE_SIGN)),
  });
}

/** What the operator says about one document. */
export interface Confirmation {
  readonly fnNumber: string;
  readonly documentNumber: number;
  /** Tag 1022, see `ofdAnswer`. */
  readonly code: number;
  /** Tag 1012, the operator's clock: `YYYY-MM-DDTHH:mm:ss`. */
  readonly dateTime: string;
  /** ФПО, tag 1078: up to 18 bytes. */
  readonly sign: Uint8Array;
}

/**
 * The operator's answer to `question`. A real operator signs with a key that the FN checks; this one takes HMAC-SHA-256 over
 * the document, so that the same document always gets the same sign.
 */
export function encodeConfirmation(
  question: Pick<OfdContainer, 'fnNumber' | 'documentNumber' | 'document' | 'service1'>,
  { code, dateTime, inn }: { readonly code: number; readonly dateTime: string; readonly inn: string },
): Uint8Array {
  const { fnNumber, documentNumber, document: asked } = question;
  const key = `emulated operator ${inn}`;
  const document = encodeDocument({
    form: CONFIRMATION,
    fields: [
      makeField('ofdInn', inn),
      makeField('fnNumber', fnNumber),
      makeField('docNumber', documentNumber),
      makeField('dateTime', dateTime),
      makeField('operatorMessageToFn', [
        makeField('ofdResponseCode', code),
        ...(code === ofdAnswer.formatControl ? [makeField('operatorMessage', FORMAT_CONTROL_FAILED)] : []),
      ]),
      makeField('operatorFiscalSign', signed(key, asked, OFD_SIGN)),
    ],
  });
  const sign = messageSign(signed(key, document, MESSAGE_SIGN));
  const service1 = question.service1 === undefined ? {} : { service1: question.service1 };
  return inSession(fnNumber, {
    form: CONFIRMATION,
    fnNumber,
    documentNumber,
    document,
    sign,
    ...service1,
  });
}

/** Reads the container of an answer. @throws ProtocolError when it is no confirmation */
export function decodeConfirmation(container: Uint8Array): Confirmation {
  const { form, fnNumber, documentNumber, document: bytes } = decodeContainer(container);
  const document = decodeDocument(bytes);
  if (form !== CONFIRMATION || document.form !== CONFIRMATION) throw broken('form');
  const message = required(document, 'operatorMessageToFn');
  const code = fieldValue(message, 'ofdResponseCode');
  if (code === undefined) throw broken('ofdResponseCode');
  if (required(document, 'fnNumber') !== fnNumber) throw broken('fnNumber');
  if (required(document, 'docNumber') !== documentNumber) throw broken('docNumber');
  const dateTime = required(document, 'dateTime');
  // The FN keeps years of two digits.
  if (dateTime < '2000') throw broken('dateTime');
  return { fnNumber, documentNumber, code, dateTime, sign: required(document, 'operatorFiscalSign') };
}

function required<Id extends Parameters<typeof makeField>[0]>(document: FiscalDocument, id: Id) {
  const value = fieldValue(document, id);
  if (value === undefined) throw broken(id);
  return value;
}

function broken(field: string): ProtocolError {
  return new ProtocolError('MALFORMED', `Ответ ОФД: ${field}`, { field });
}

function inSession(fnNumber: string, container: OfdContainer): Uint8Array {
  const body = encodeContainer(container);
  const header = encodeSessionHeader({ fnNumber, bodyLength: body.length });
  const message = new Uint8Array(header.length + body.length);
  message.set(header);
  message.set(body, header.length);
  return message;
}

function signed(key: string, bytes: Uint8Array, length: number): Uint8Array {
  return hmacSha256(key, bytes).slice(0, length);
}
