import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ProtocolError } from '../../src/errors.js';
import { decodeDocument, encodeDocument } from '../../src/fiscal/document.js';
import { makeDocument, makeField } from '../../src/fiscal/fields.js';
import {
  decodeContainer,
  decodeSessionHeader,
  encodeContainer,
  encodeSessionHeader,
  messageSign,
} from '../../src/fiscal/ofd-container.js';
import { fromHex, toHex } from '../../src/util/hex.js';
import { anyDocument } from './arbitraries.js';

const malformed = expect.objectContaining({ name: 'ProtocolError', code: 'MALFORMED' });
const range = expect.objectContaining({ name: 'ProtocolError', code: 'RANGE' });

/** Header of a real re-registration message of a test storage; what follows it is 436 bytes long. */
const realHeader =
  '2A 08 41 0A 81 A2 00 01 39 39 39 39 30 37 38 39 30 30 30 30 35 34 38 38 B4 01 14 00 00 00';

describe('session header', () => {
  it('of a real message', () => {
    const header = decodeSessionHeader(fromHex(realHeader));
    expect(header).toEqual({
      sessionVersion: 0x81a2,
      formatVersion: 0x0001,
      fnNumber: '9999078900005488',
      bodyLength: 436,
      flags: 0x0014,
      crc: 0,
    });
    expect(toHex(encodeSessionHeader(header))).toBe(realHeader);
  });

  it('is that of FFD 1.05 by default, blanks after a short number', () => {
    expect(toHex(encodeSessionHeader({ fnNumber: '9999078950', bodyLength: 305 }))).toBe(
      '2A 08 41 0A 81 A2 01 05 39 39 39 39 30 37 38 39 35 30 20 20 20 20 20 20 31 01 14 00 00 00',
    );
  });

  it('is read from the front of a longer message', () => {
    expect(decodeSessionHeader(fromHex(`${realHeader} 01 02`)).bodyLength).toBe(436);
  });

  it('is refused when cut or not one', () => {
    expect(() => decodeSessionHeader(fromHex(realHeader).subarray(0, 29))).toThrow(
      expect.objectContaining({ name: 'ProtocolError', code: 'TRUNCATED' }),
    );
    expect(() => decodeSessionHeader(fromHex(realHeader.replace('0A', '0B')))).toThrow(malformed);
    expect(() => decodeSessionHeader(fromHex(realHeader.replace('37', '07')))).toThrow(malformed);
  });

  it('is not written with numbers that do not fit', () => {
    expect(() => encodeSessionHeader({ fnNumber: '1'.repeat(17), bodyLength: 0 })).toThrow(range);
    expect(() => encodeSessionHeader({ fnNumber: 'ФН', bodyLength: 0 })).toThrow(range);
    expect(() => encodeSessionHeader({ fnNumber: '1', bodyLength: 65536 })).toThrow(range);
    expect(() => encodeSessionHeader({ fnNumber: '1', bodyLength: 0, formatVersion: -1 })).toThrow(range);
  });
});

/** Check sum 2C4C computed with another implementation of the CRC. */
const small = `36 00 4C 2C A5 03 01 10 09 99 99 07 89 00 00 54 88 00 00 05
  00 00 00 00 00 00 00 00 00 00 00 0C 03 00 08 00 10 04 04 00 05 00 00 00 81 06 A5 5A E1 0C 4D 75 00 00`.replace(
  /\s+/g,
  ' ',
);

const container = {
  form: 3,
  fnNumber: '9999078900005488',
  documentNumber: 5,
  document: encodeDocument(makeDocument(3, [makeField('docNumber', 5)])),
  sign: messageSign(fromHex('A55AE10C4D75')),
};

describe('container', () => {
  it('is written with its length, its check sum and the length of the document', () => {
    expect(toHex(encodeContainer(container))).toBe(small);
  });

  it('is read back', () => {
    const read = decodeContainer(fromHex(small));
    expect(read).toEqual({
      ...container,
      version: 1,
      service1: fromHex('1009'),
      service2: fromHex('00000000000000000000000C'),
    });
    expect(decodeDocument(read.document).fields).toMatchObject([{ id: 'docNumber', value: 5 }]);
  });

  it('of an export of the tax service has another head, and neither length nor check sum', () => {
    const bytes = fromHex(small);
    bytes.set([0xff, 0xff, 0x00, 0x1c]);
    expect(decodeContainer(bytes)).toEqual(decodeContainer(fromHex(small)));
    expect(() => decodeContainer(bytes.slice(0, 40))).toThrow(ProtocolError);
    bytes[4] = 0xa6;
    expect(() => decodeContainer(bytes)).toThrow(expect.objectContaining({ code: 'MALFORMED' }));
  });

  it('keeps the service bytes of a real message, and a document number is big-endian', () => {
    const service2 = fromHex('0023 0982 C400 0001 0002 0107');
    const bytes = encodeContainer({
      ...container,
      form: 1,
      documentNumber: 0x010203,
      service2,
      fnNumber: '999907891234567',
    });
    expect(toHex(bytes.subarray(4, 32))).toBe(
      'A5 01 01 10 09 99 99 07 89 12 34 56 7F 01 02 03 00 23 09 82 C4 00 00 01 00 02 01 07',
    );
    expect(decodeContainer(bytes)).toMatchObject({
      fnNumber: '999907891234567',
      documentNumber: 0x010203,
      service2,
    });
  });

  it('of the size of the two real messages holds documents of 394 and 263 bytes', () => {
    for (const [total, length, lastTwo] of [
      [436, 394, '01 8A'],
      [305, 263, '01 07'],
    ] as const) {
      const document = new Uint8Array(length);
      new DataView(document.buffer).setUint16(0, 11, true);
      new DataView(document.buffer).setUint16(2, length - 4, true);
      const bytes = encodeContainer({ ...container, document });
      expect(bytes).toHaveLength(total);
      expect(toHex(bytes.subarray(30, 32))).toBe(lastTwo);
    }
  });

  it('notices every changed byte', () => {
    const bytes = fromHex(small);
    for (let at = 0; at < bytes.length; at++) {
      const changed = bytes.slice();
      changed[at] = (changed[at] as number) ^ 0x01;
      expect(() => decodeContainer(changed), `byte ${at}`).toThrow(ProtocolError);
    }
  });

  it.each([
    ['cut', (bytes: Uint8Array) => bytes.subarray(0, -1), 'TRUNCATED'],
    ['cut in the header', (bytes: Uint8Array) => bytes.subarray(0, 31), 'TRUNCATED'],
    ['longer', (bytes: Uint8Array) => Uint8Array.of(...bytes, 0), 'TRAILING'],
  ])('%s is refused', (_, change, code) => {
    expect(() => decodeContainer(change(fromHex(small)))).toThrow(
      expect.objectContaining({ name: 'ProtocolError', code }),
    );
  });

  it.each([
    ['documentNumber', { documentNumber: 2 ** 24 }],
    ['fnNumber', { fnNumber: '12345678901234567' }],
    ['fnNumber', { fnNumber: 'A' }],
    ['form', { form: 256 }],
    ['service1', { service1: new Uint8Array(3) }],
    ['service2', { service2: new Uint8Array(11) }],
    ['length', { document: new Uint8Array(65535) }],
  ])('is not written with a wrong %s', (field, change) => {
    expect(() => encodeContainer({ ...container, ...change })).toThrow(
      expect.objectContaining({ name: 'ProtocolError', code: 'RANGE', field }),
    );
  });

  it('has a sign of six bytes', () => {
    expect(toHex(messageSign(fromHex('73FCA34B2872')))).toBe('81 06 73 FC A3 4B 28 72 00 00');
    expect(() => messageSign(new Uint8Array(5))).toThrow(range);
  });

  it('brings any document back', () => {
    const numbers = fc.tuple(fc.stringMatching(/^\d{16}$/), fc.nat(0xff_ffff));
    fc.assert(
      fc.property(anyDocument, numbers, (document, [fnNumber, documentNumber]) => {
        const bytes = encodeContainer({
          ...container,
          form: document.form,
          fnNumber,
          documentNumber,
          document: encodeDocument(document),
        });
        const read = decodeContainer(Buffer.from(bytes));
        expect(read).toMatchObject({ form: document.form, fnNumber, documentNumber, sign: container.sign });
        expect(decodeDocument(read.document)).toEqual(document);
        expect(encodeContainer(read)).toEqual(bytes);
      }),
      { numRuns: 200 },
    );
  });

  it('of random bytes is refused with a ProtocolError', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
        expect(() => decodeContainer(bytes)).toThrow(ProtocolError);
        expect(() => decodeSessionHeader(bytes)).toThrow(ProtocolError);
      }),
      { numRuns: 1000 },
    );
  });
});
