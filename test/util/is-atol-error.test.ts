import { expect, expectTypeOf, test } from 'vitest';
import { type AtolError, type DeviceError, isAtolError, ValidationError } from '../../src/errors.js';
import { deviceError, deviceStatus } from '../../src/protocol/index.js';

const refusal: unknown = deviceError(deviceStatus.noPaper);
const input: unknown = new ValidationError([{ path: 'key', code: 'KEY', ru: 'ключ', en: 'a key' }]);

test('an error is told by its class, and has the fields of it', () => {
  expect(isAtolError(refusal, 'DeviceError')).toBe(true);
  expect(isAtolError(input, 'DeviceError')).toBe(false);
  expect(isAtolError({ name: 'DeviceError' }, 'DeviceError')).toBe(false);
  if (isAtolError(refusal)) expectTypeOf(refusal).toEqualTypeOf<AtolError>();
  if (!isAtolError(refusal, 'DeviceError')) throw refusal;
  expectTypeOf(refusal).toEqualTypeOf<DeviceError>();
  expect(refusal.statusName).toBe('noPaper');
});

test('it can be a callback of lists, which pass an index along', () => {
  const callback: (error: unknown, index: number) => boolean = isAtolError as (error: unknown) => boolean;
  expect([refusal, new Error('another'), input].filter(callback)).toEqual([refusal, input]);
});
