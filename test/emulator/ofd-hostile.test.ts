import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { OfdServer } from '../../src/emulator/index.js';
import {
  decodeContainer,
  decodeDocument,
  encodeContainer,
  encodeDocument,
  encodeSessionHeader,
  fieldValue,
  makeField,
  messageSign,
  type OfdContainer,
} from '../../src/fiscal/index.js';
import { registers } from '../../src/protocol/classic/registers.js';
import { memoryTransport } from '../../src/transport/memory.js';
import type { Connection } from '../../src/transport/transport.js';
import { VirtualClock } from '../../src/util/clock.js';
import { bench } from './support.js';

const HEADER = 30;

/** The whole answer on a line after `bytes` went out; empty when it was closed without one. */
async function ask(server: OfdServer, bytes: Uint8Array): Promise<Uint8Array> {
  const line = await server.transport().connect();
  await line.write(bytes);
  const answer: number[] = [];
  try {
    for await (const chunk of line) {
      answer.push(...chunk);
      if (answer.length >= HEADER) await line.close();
    }
  } catch (error) {
    expect(error).toMatchObject({ code: 'LOST' });
  }
  return Uint8Array.from(answer);
}

const sign = messageSign(new Uint8Array(6));
const inSession = (fnNumber: string, body: Uint8Array) =>
  Uint8Array.of(...encodeSessionHeader({ fnNumber, bodyLength: body.length }), ...body);

/** Code of the confirmation in an answer. */
function codeOf(answer: Uint8Array): unknown {
  const { document, form } = decodeContainer(answer.subarray(HEADER));
  expect(form).toBe(7);
  return fieldValue(fieldValue(decodeDocument(document), 'operatorMessageToFn') ?? [], 'ofdResponseCode');
}

/** The first message of a real shift, and a way to change its container. */
async function message(form: number): Promise<{ fnNumber: string; container: OfdContainer }> {
  const server = new OfdServer();
  const { host, emulator } = bench({ ofd: server.transport() });
  await using _ = emulator;
  await host.openShift();
  await host.sell();
  await emulator.ofd.drained();
  const found = server.messages.find(({ container }) => container?.form === form);
  return { fnNumber: emulator.fn.number, container: found?.container as OfdContainer };
}

describe('the operator', () => {
  test('answers a test of the link with a bare header', async () => {
    const header = encodeSessionHeader({ fnNumber: '9999078902000001', bodyLength: 0 });
    expect(await ask(new OfdServer(), header)).toEqual(header);
  });

  test('hangs up on what is no session, and says so', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: HEADER, maxLength: 200 }), async (bytes) => {
        const server = new OfdServer();
        expect(await ask(server, bytes)).toHaveLength(0);
        expect(server.messages).toMatchObject([{ fnNumber: '', answer: undefined, document: undefined }]);
        expect(server.messages[0]?.problems).toHaveLength(1);
      }),
    );
  });

  test('does not answer a container with a wrong check sum', async () => {
    const { fnNumber, container } = await message(3);
    const body = encodeContainer(container);
    body[40] = (body[40] as number) ^ 1;
    const server = new OfdServer();
    expect(await ask(server, inSession(fnNumber, body))).toHaveLength(0);
    expect(server.messages).toMatchObject([{ fnNumber, documentNumber: 0, answer: 11 }]);
  });

  test.each<[string, Partial<OfdContainer>]>([
    ['another FN', { fnNumber: '9999078902000002' }],
    ['another number', { documentNumber: 77 }],
    ['another form', { form: 5 }],
    ['bytes', { document: Uint8Array.of(3, 0, 9, 0, 1) }],
  ])('does not recognise a container with %s', async (_name, change) => {
    const { fnNumber, container } = await message(3);
    const body = encodeContainer({ ...container, sign, ...change });
    const server = new OfdServer();
    expect(codeOf(await ask(server, inSession(fnNumber, body)))).toBe(11);
    expect(server.documents).toEqual([]);
  });

  test('refuses a document without a requisite, or with sums that do not agree', async () => {
    const { fnNumber, container } = await message(3);
    const { fields } = decodeDocument(container.document);
    const server = new OfdServer();
    const send = async (changed: typeof fields) => {
      const document = encodeDocument({ form: 3, fields: changed });
      return codeOf(await ask(server, inSession(fnNumber, encodeContainer({ ...container, document }))));
    };
    expect(await send(fields.filter(({ id }) => id !== 'taxationType'))).toBe(14);
    expect(
      await send(fields.map((field) => (field.id === 'cashSum' ? makeField('cashSum', 1) : field))),
    ).toBe(14);
    expect(await send(fields)).toBe(0);
    expect(server.messages.map(({ problems }) => problems)).toEqual([
      [expect.stringContaining('1055')],
      [expect.stringContaining('1020')],
      [],
    ]);
    // The number is taken: another document under it is not.
    expect(await send([...fields, makeField('receiptAttribute', 'x')])).toBe(14);
    expect(await send(fields)).toBe(0);
    expect(server.documents).toHaveLength(1);
  });
});

describe('the register does not take', () => {
  /** What the register says of an operator that answers so. */
  async function verdict(answer: (fnNumber: string, asked: OfdContainer) => Uint8Array) {
    const clock = new VirtualClock();
    const ofd = memoryTransport((line) => void reply(line));
    const { host, emulator } = bench({ clock, ofd });
    async function reply(line: Connection): Promise<void> {
      let received = new Uint8Array();
      try {
        for await (const chunk of line) {
          received = Uint8Array.of(...received, ...chunk);
          if (received.length <= HEADER) continue;
          await line.write(answer(emulator.fn.number, decodeContainer(received.subarray(HEADER))));
        }
      } catch {
        // The register hung up.
      }
    }
    await clock.advance(5 * 60_000);
    const { count } = await host.register(registers.unsentCount);
    const { network, ofd: operator, fn } = await host.register(registers.ofdErrors);
    await emulator.close();
    return [count, network, operator, fn];
  }

  const confirmation = (fnNumber: string, asked: OfdContainer, change: Record<string, unknown> = {}) => {
    const all: Record<string, unknown> = {
      ofdInn: '7702203276',
      fnNumber,
      docNumber: asked.documentNumber,
      dateTime: '2026-03-02T09:00:00',
      operatorMessageToFn: [makeField('ofdResponseCode', 0)],
      operatorFiscalSign: new Uint8Array(8).fill(1),
      ...change,
    };
    const fields = Object.entries(all).flatMap(([id, value]) =>
      value === undefined ? [] : [makeField(id as 'ofdInn', value as string)],
    );
    const document = encodeDocument({ form: 7, fields });
    const numbers = { fnNumber: String(all['fnNumber']), documentNumber: Number(all['docNumber']) };
    return inSession(fnNumber, encodeContainer({ form: 7, document, sign, ...numbers }));
  };

  test.each<[string, (fnNumber: string, asked: OfdContainer) => Uint8Array, number[]]>([
    ['(this one is fine, with a short sign)', confirmation, [0, 0, 0, 0]],
    ['a header that is none', () => new Uint8Array(HEADER), [1, 4, 0, 0]],
    ['half a header', () => new Uint8Array(HEADER - 1), [1, 5, 0, 0]],
    ['half a body', (fn, asked) => confirmation(fn, asked).subarray(0, 90), [1, 5, 0, 0]],
    ['rubbish in the body', (fn) => inSession(fn, new Uint8Array(80)), [1, 0, 2, 0]],
    ['its own document', (fn, asked) => inSession(fn, encodeContainer(asked)), [1, 0, 2, 0]],
    ['no code', (fn, asked) => confirmation(fn, asked, { operatorMessageToFn: [] }), [1, 0, 2, 0]],
    ['no sign', (fn, asked) => confirmation(fn, asked, { operatorFiscalSign: undefined }), [1, 0, 2, 0]],
    [
      'an empty sign',
      (fn, asked) => confirmation(fn, asked, { operatorFiscalSign: new Uint8Array() }),
      [1, 0, 1, 0],
    ],
    ['another document', (fn, asked) => confirmation(fn, asked, { docNumber: 2 }), [1, 0, 3, 0]],
    ['another FN', (fn, asked) => confirmation(fn, asked, { fnNumber: '9999078902000009' }), [1, 0, 4, 0]],
    [
      'a time before 2000',
      (fn, asked) => confirmation(fn, asked, { dateTime: '1999-12-31T23:59:59' }),
      [1, 0, 2, 0],
    ],
  ])('%s', async (_name, answer, expected) => {
    expect(await verdict(answer)).toEqual(expected);
  });

  test('any rubbish', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
        const [count, network, operator, fn] = await verdict(() => bytes);
        expect([count, fn]).toEqual([1, 0]);
        expect([network, operator]).not.toEqual([0, 0]);
      }),
      { numRuns: 30 },
    );
  });
});
