import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Emulator } from '../../src/emulator/index.js';
import { type DocumentField, decodeDocument } from '../../src/fiscal/index.js';
import { type CashRegister, connect } from '../../src/index.js';
import { type JsonTaskError, type JsonTasks, jsonTasks } from '../../src/json/index.js';
import { VirtualClock } from '../../src/util/clock.js';
import { type Happening, happen } from '../support/json-happenings.js';

/** What ATOL's driver answered to a task, and the documents that the register signed for it. */
interface Recorded {
  readonly task: { readonly type: string };
  /** Instead of a task: what happens to the register. */
  readonly happens?: Happening;
  readonly answer?: object;
  readonly error?: { readonly code: number; readonly description: string };
  readonly documents?: readonly string[];
}

const zone = process.env['TZ'];
beforeAll(() => {
  // The driver told local times with the zone of its computer.
  process.env['TZ'] = 'UTC';
});
afterAll(() => {
  if (zone === undefined) delete process.env['TZ'];
  else process.env['TZ'] = zone;
});

/** The register that was asked. */
const numbers = {
  '30F': { serialNumber: '00106300000030', registrationNumber: '0000000001022810' },
  '42FS': { serialNumber: '00106700000042', registrationNumber: '0000000001031776' },
} as const;

describe.each([
  ['30F', ''],
  ['30F', '-fn'],
  ['42FS', ''],
  ['42FS', '-fn'],
] as const)('answers of the real driver, %s%s', (model, part) => {
  const recorded = readFileSync(`test/golden/json-tasks/${model}${part}.jsonl`, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Recorded);
  let emulator: Emulator;
  let kkt: CashRegister;
  let json: JsonTasks;
  beforeAll(async () => {
    const { serialNumber, registrationNumber } = numbers[model];
    emulator = new Emulator({
      model,
      serialNumber,
      // With ENVD, as registers were registered until 2020.
      registration: { registrationNumber, taxationSystems: 0x3f },
      fnNumber: '9999078902000001',
      latency: 0,
      dateTime: '2026-11-30T12:00:00',
      clock: new VirtualClock(),
    });
    kkt = await connect(emulator.transport());
    json = jsonTasks(kkt);
  });
  afterAll(async () => {
    await kkt.close();
    await emulator.close();
  });

  it.each(recorded.map((one, index) => [index + 1, one.happens ?? one.task.type, one] as const))(
    '%i %s',
    async (_, __, { task, happens, answer, error, documents = [] }) => {
      if (happens) return happen(emulator, happens);
      const before = new Set(emulator.fn.documents().map(({ fiscalSign }) => fiscalSign));
      const ours = await json.process(task).catch((failure: JsonTaskError) => failure);
      const signed = emulator.fn.documents().filter(({ fiscalSign }) => !before.has(fiscalSign));
      if (error) {
        expect(ours).toMatchObject({ name: 'JsonTaskError', code: error.code });
        // Ours says more: which field, and why.
        expect((ours as JsonTaskError).description).toContain(error.description.split(' (')[0]);
      } else expect(signless(ours)).toEqual(signless(answer));
      expect(signed.map(({ bytes }) => requisites(bytes))).toEqual(
        documents.map((bytes) => requisites(Buffer.from(bytes, 'base64'))),
      );
    },
  );
});

/** The FN signs the requisites in the order in which they came, and ours come in another one. */
function signless(answer: unknown): unknown {
  return JSON.parse(JSON.stringify(answer ?? null), (key, value: unknown) =>
    key === 'fiscalDocumentSign' || key === '1077' || key === 'rawData' ? typeof value : value,
  );
}

function requisites(bytes: Uint8Array): unknown {
  const { form, fields } = decodeDocument(bytes);
  return { form, fields: sorted(fields) };
}

function sorted(fields: readonly DocumentField[]): unknown[] {
  return fields
    .filter(({ id }) => id !== 'fiscalSign')
    .map(({ tag, value }) => ({
      tag,
      value: Array.isArray(value) ? sorted(value as DocumentField[]) : value,
    }))
    .sort((a, b) => a.tag - b.tag);
}
