import { expect, test } from 'vitest';
import * as browser from '../../src/browser/index.js';
import * as emulator from '../../src/emulator/index.js';
import * as fiscal from '../../src/fiscal/index.js';
import * as main from '../../src/index.js';
import { isAtolError } from '../../src/index.js';
import * as json from '../../src/json/index.js';
import * as protocol from '../../src/protocol/index.js';
import * as transport from '../../src/transport/index.js';
import { othersRan } from '../../src/util/clock.js';
import { type Method, odd } from '../support/odd.js';

/** Doors of the package; `wrapper` starts threads, and `main` has a test with a register behind it. */
const entries: Readonly<Record<string, object>> = {
  protocol,
  transport,
  fiscal,
  emulator,
  json,
  browser,
  main,
};

/** They ask the system for ports and devices, or make as many registers as they are told. */
const elsewhere = new Set([
  ...['transport.listSerialPorts', 'transport.listUsbDevices', 'transport.listenPty', 'transport.listenTcp'],
  ...['emulator.emulateMany', 'emulator.serveControl', 'browser.loadEnglish'],
  ...['main.connect', 'main.connectOver', 'main.discover', 'main.closeShiftDaily', 'main.dumpRegister'],
]);

/** Made by other functions only; their types say so. */
const notMade = new Set(['CashRegister']);

function isClass(value: Method): boolean {
  return /^class\b/.test(Function.prototype.toString.call(value));
}

/** Functions and classes of all doors, by name; found, not listed, so that a new one is tried as well. */
function functions(): Array<[name: string, call: Method]> {
  return Object.entries(entries).flatMap(([door, exported]) =>
    Object.entries(exported).flatMap(([name, value]): Array<[string, Method]> => {
      if (typeof value !== 'function' || elsewhere.has(`${door}.${name}`)) return [];
      const method = value as Method;
      if (!isClass(method)) return [[`${door}.${name}`, method]];
      // The second argument of a constructor is between us.
      if (name.endsWith('Error') || notMade.has(name)) return [];
      return [[`new ${door}.${name}`, (first) => Reflect.construct(method, [first])]];
    }),
  );
}

/** What it threw or rejected with. Who waits for something else, as a clock does for its time, is not waited for. */
async function thrownBy(call: () => unknown): Promise<unknown> {
  let failure: unknown;
  try {
    const made = call();
    if (made instanceof Promise)
      made.then(undefined, (error: unknown) => {
        failure = error;
      });
    for (let turn = 0; made instanceof Promise && turn < 3; turn++) await othersRan();
  } catch (error) {
    failure = error;
  }
  return failure;
}

test('no function of the package answers odd arguments with anything but an error of ours', {
  timeout: 600_000,
}, async () => {
  const wrong: string[] = [];
  let tried = 0;
  for (const [name, method] of functions()) {
    for (const [what, value] of Object.entries(odd)) {
      for (const given of [[value], [undefined, value], [value, value], [value, value, value]]) {
        tried++;
        const error = await thrownBy(() => method(...given));
        if (error !== undefined && !isAtolError(error) && !(error instanceof json.JsonTaskError))
          wrong.push(
            `${name}(${given.map((one) => (one === value ? what : 'undefined'))}): ${(error as Error).stack?.slice(0, 250)}`,
          );
      }
    }
  }
  expect(wrong).toEqual([]);
  expect(tried).toBeGreaterThan(20_000);
});

test('the field, the rule and the value are named', () => {
  const problem = (call: () => unknown): unknown => {
    try {
      call();
    } catch (error) {
      return (error as main.ValidationError).problems?.[0];
    }
    return undefined;
  };
  expect(problem(() => fiscal.toNamed(undefined as never))).toEqual({
    path: 'document',
    code: 'OPTION_TYPE',
    ru: 'нужен объект',
    en: 'an object is needed',
    value: undefined,
  });
  expect(problem(() => fiscal.parseQr(1 as never))).toMatchObject({
    path: 'text',
    en: 'a string is needed',
    value: 1,
  });
  expect(problem(() => fiscal.renderReceipt(null as never))).toMatchObject({ path: 'document', value: null });
  expect(problem(() => json.jsonTasks(undefined as never))).toMatchObject({ path: 'kkt', value: undefined });
  expect(problem(() => protocol.encodeFrameV2('02' as never))).toMatchObject({
    path: 'data',
    en: 'bytes (Uint8Array) are needed',
    value: '02',
  });
  expect(problem(() => protocol.encodeRequest(undefined as never, {}))).toMatchObject({ path: 'command' });
  const { getDeviceType } = protocol.commands;
  expect(problem(() => protocol.decodeRequest(getDeviceType, new Uint8Array(2) as never))).toMatchObject({
    path: 'reader',
    en: 'a Reader is needed',
  });
  expect(problem(() => fiscal.fieldValue([], 'noSuchTag' as never))).toMatchObject({
    path: 'id',
    value: 'noSuchTag',
  });
  expect(problem(() => transport.transportFor(5 as never))).toMatchObject({ path: 'url', value: 5 });
});
