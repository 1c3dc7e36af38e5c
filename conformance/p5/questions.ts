import assert from 'node:assert/strict';
import { Emulator, type EmulatorOptions } from '../../src/emulator/index.js';
import { connect } from '../../src/index.js';
import { VirtualClock } from '../../src/util/clock.js';
import { fixed } from '../../test/support/identity.js';
import type { Checks } from '../checks.js';
import { MODELS, type ModelUnderTest } from '../device/device.js';
import { Driver } from '../driver/driver.js';
import type { LibraryFiles } from '../driver/library.js';
import type { Call, Params, ReadKind } from '../driver/values.js';
import { askingTasks, documentTasks, jsonTask, numbers, recordedCalls } from '../scenarios/asked.js';

/** Name of the comparison. */
export const QUESTIONS = 'questions in both protocols';

const PROTOCOLS = ['classic', 'p5'] as const;
type Protocol = (typeof PROTOCOLS)[number];

/** What the driver has no command for in one protocol: it answers 11, "not supported", by itself. */
const refusedBy: Readonly<Record<Protocol, Readonly<Record<string, readonly number[]>>>> = {
  classic: { query_data: [34, 43, 44, 46, 47, 48], fn_query_data: [16, 17, 18] },
  p5: {
    query_data: [3, 5, 6, 12, 20, 22, 28, 31, 32, 36, 37, 38, 39],
    fn_query_data: [10],
    read_device_setting: [0, 24, 35, 94, 122, 275],
  },
};

/** Settings that in the second protocol the driver asks of registers with a printer only. */
const aboutPaper: readonly number[] = [4, 8, 12, 16, 46, 55, 56, 57, 58, 62];

/** Values that cannot be the same: the protocol does not carry them, or they say which platform it is. */
const other: Readonly<Record<string, readonly string[]>> = {
  'query_data 0': ['MODE', 'OPERATOR_ID', 'LOGICAL_NUMBER', 'UNIT_VERSION'],
  'query_data 2': ['UNIT_VERSION'],
  // `13` keeps the sum of the last receipt, register 14 has that of an open one only.
  'query_data 15': ['RECEIPT_SUM'],
  'query_data 17': ['UNIT_VERSION'],
  'query_data 30': ['BATTERY_CHARGE'],
  // `C31;`: 1 whatever is answered.
  'query_data 42': ['COUNT'],
  'fn_query_data 4': ['RECEIPT_TYPE'],
  // The driver's own: a date that no answer has.
  'fn_query_data 7': ['DATE_TIME'],
  // Reports name the firmware (1188), so their signs differ.
  'fn_query_data 13': ['FISCAL_SIGN'],
  // 8005h: all systems of the registration until one was chosen.
  'read_device_setting 50': ['SETTING_VALUE'],
};

const names: Readonly<Record<Exclude<ReadKind, 'bytes'>, string>> = {
  int: `MODEL RECEIPT_TYPE SHIFT_STATE MODE RECEIPT_NUMBER DOCUMENT_NUMBER SHIFT_NUMBER RECEIPT_LINE_LENGTH
    RECEIPT_LINE_LENGTH_PIX COUNT OPERATOR_ID LOGICAL_NUMBER DOCUMENTS_COUNT DEVICE_FFD_VERSION FN_FFD_VERSION FFD_VERSION
    FN_TYPE REGISTRATIONS_REMAIN REGISTRATIONS_COUNT OFD_EXCHANGE_STATUS FN_STATE NETWORK_ERROR OFD_ERROR FN_ERROR
    COMMAND_CODE FN_DOCUMENT_TYPE FN_FLAGS VOLTAGE BATTERY_CHARGE PRINTER_TEMPERATURE`,
  double: 'SUM RECEIPT_SUM REMAINDER CHANGE',
  string: `SERIAL_NUMBER MODEL_NAME UNIT_VERSION FISCAL_SIGN FN_VERSION MAC_ADDRESS REGISTRATION_NUMBER SETTING_VALUE
    TAG_VALUE t1048 t1018 t1037 t1009 t1187 t1017 t1046 t1060 t1117`,
  bool: `FISCAL CASHDRAWER_OPENED RECEIPT_PAPER_PRESENT COVER_OPENED FN_PRESENT FN_FISCAL BLOCKED PAPER_NEAR_END CUT_ERROR
    PRINTER_OVERHEAT FN_NEED_REPLACEMENT FN_RESOURCE_EXHAUSTED FN_MEMORY_OVERFLOW FN_OFD_TIMEOUT FN_CRITICAL_ERROR
    OFD_MESSAGE_READ HAS_OFD_TICKET USE_BATTERY`,
  date: 'DATE_TIME',
};
const reads = Object.fromEntries(
  Object.entries(names).flatMap(([kind, list]) => list.split(/\s+/).map((name) => [name, kind as ReadKind])),
);

/** JSON tasks with a part of the answer that the driver does not ask for in the second protocol. */
const jsonParts: Readonly<Record<string, readonly string[]>> = {
  getDeviceInfo: ['firmwareVersion'],
  getRegistrationInfo: ['defaultTaxationType', 'dns'],
  getOverallTotals: ['payments'],
  getFnDocument: ['1077', '1188', 'rawData'],
};

/** The same life in both protocols, then every question that the driver knows: it must tell the same. */
export async function compareQuestions({
  files,
  checks,
}: {
  files: LibraryFiles;
  checks: Checks;
}): Promise<void> {
  for (const model of MODELS) {
    const group = checks.group(`${QUESTIONS}, ${model.name}`);
    const [classic, p5] = await Promise.all(PROTOCOLS.map((protocol) => register(files, model, protocol)));
    assert.ok(classic && p5);
    try {
      for (const call of [...queries(), ...tasks(classic.emulator.fn.state.last.number)]) {
        const { operation, params = {} } = call;
        await group.check(`${operation} ${JSON.stringify(params).slice(0, 90)}`, async () => {
          const number = Object.values(params)[0];
          const refused = (protocol: Protocol) =>
            (refusedBy[protocol][operation] ?? []).some((one) => one === number) ||
            (protocol === 'p5' &&
              !model.prints &&
              operation === 'read_device_setting' &&
              aboutPaper.some((one) => one === number));
          const answered = [await ask(classic.driver, call), await ask(p5.driver, call)] as const;
          if (refused('classic')) assert.equal(answered[0].code, 11);
          if (refused('p5')) assert.equal(answered[1].code, 11);
          if (refused('classic') || refused('p5')) return;
          assert.deepEqual(answered[1], answered[0]);
        });
      }
    } finally {
      for (const { driver, emulator } of [classic, p5]) {
        await driver.stop();
        await emulator.close();
      }
    }
  }
}

async function ask(driver: Driver, call: Call): Promise<{ code: number; values: object }> {
  const { operation, params = {} } = call;
  if (operation === 'process_json') {
    const { code, values } = await driver.attempt({ ...call, read: { JSON_DATA: 'string' } });
    const { type } = JSON.parse(String(params['JSON_DATA'])) as { type: string };
    const left = jsonParts[type] ?? [];
    const text = String(values['JSON_DATA'] ?? 'null').replace(/:(?=[,}])/g, ':null');
    return {
      code,
      values: {
        json: JSON.parse(text, (key, value: unknown) => (left.includes(key) ? undefined : value)),
      },
    };
  }
  const { code, values } = await driver.attempt({ ...call, read: reads });
  const left = other[`${operation} ${String(Object.values(params)[0])}`] ?? [];
  return {
    code,
    values: Object.fromEntries(Object.entries(values).filter(([name]) => !left.includes(name))),
  };
}

async function register(files: LibraryFiles, { name: model, code }: ModelUnderTest, protocol: Protocol) {
  const emulator = await lived({ model, ...(protocol === 'p5' && { link: 'p5' }) });
  const { host, port } = await emulator.listen({ host: '127.0.0.1', port: 0 });
  const driver = await Driver.start({ files, host, port, model: code });
  await driver.call('open');
  return { emulator, driver };
}

async function lived(options: EmulatorOptions): Promise<Emulator> {
  const emulator = new Emulator({
    ...fixed(options),
    latency: 0,
    clock: new VirtualClock({ now: Date.UTC(2026, 10, 30, 9) }),
    dateTime: '2026-11-30T10:00:00',
  });
  const kkt = await connect(emulator.transport());
  const operator = { name: 'Иванов', inn: '123654789507' };
  const issue = (type: 'sell' | 'sellReturn' | 'buy') =>
    kkt.issue({
      type,
      taxation: 'osn',
      operator,
      items: [
        { name: 'Хлеб', price: '45.55', quantity: 2, vat: 'vat10' },
        { name: 'Кефир', price: 70, vat: 'vat20', method: 'fullPayment', subject: 'goods' },
      ],
      payments: [
        { type: 'electronic', sum: 61 },
        { type: 'cash', sum: '100.10' },
      ],
    });
  await kkt.openShift({ operator });
  await issue('sell');
  await issue('sellReturn');
  await kkt.closeShift({ operator });
  await kkt.openShift({ operator });
  await kkt.cashIn(500);
  await issue('sell');
  await issue('buy');
  await kkt.cashOut(12);
  await kkt.close();
  for (const number of [1, 2])
    emulator.fn.accept(number, { dateTime: '2026-11-30T10:00', sign: new Uint8Array(18).fill(number) });
  return emulator;
}

function queries(): Call[] {
  const questions = recordedCalls('query_data', 'fn_query_data', 'read_device_setting');
  const known = new Set(questions.map(({ params }) => params?.['SETTING_ID']));
  const settings = [...aboutPaper, 37, 39].filter((id) => !known.has(id));
  return [...questions, ...settings.map((id) => query('read_device_setting', { SETTING_ID: id }))];
}

function tasks(documents: number): Call[] {
  return [
    ...askingTasks.map((type) => jsonTask({ type })),
    ...documentTasks(documents, { withRawData: true }),
    ...numbers(documents).map((number) =>
      query('fn_query_data', { FN_DATA_TYPE: 13, DOCUMENT_NUMBER: number }),
    ),
    ...[1, 2, 3].map((number) => query('fn_query_data', { FN_DATA_TYPE: 12, DOCUMENT_NUMBER: number })),
  ];
}

const query = (operation: string, params: Params): Call => ({ operation, params });
