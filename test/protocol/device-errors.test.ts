import { describe, expect, it } from 'vitest';
import { DeviceError } from '../../src/errors.js';
import {
  extendedByteCodes,
  registerErrorCodes,
  statusCodes,
  updateErrorCodes,
} from '../../src/protocol/data/error-codes.js';
import { errorTextRows } from '../../src/protocol/data/error-texts.js';
import { deviceError, deviceErrorInfo } from '../../src/protocol/device-errors.js';
import { deviceStatus } from '../../src/protocol/device-status.js';
import { exchangeText } from '../../src/protocol/exchange-text.js';

describe('error bytes', () => {
  it.each([
    [0x00, 'ok', 'Ошибок нет', 0],
    [0x08, 'invalidSum', 'Неверная цена (сумма)', 16],
    [0x1a, 'zReportInterrupted', 'Отчёт с гашением прерван, вход в режим невозможен', null],
    [0x66, 'invalidMode', 'Не поддерживается в данном режиме', 12],
    [0x67, 'noPaper', 'Нет бумаги', 44],
    [0x76, 'busy', 'Предыдущая операция не завершена', 55],
    [0x7a, 'notSupported', 'Не поддерживается в данной версии', 11],
    [0x88, 'shiftExpired', 'Смена превысила 24 часа', 68],
    [0x8c, 'invalidPassword', 'Неверный пароль', 71],
    [0x98, 'noCash', 'В ККТ нет денег для выплаты', 80],
    [0x9a, 'deniedInClosedReceipt', 'Чек закрыт - операция невозможна', 81],
    [0xa4, 'inadmissiblePassword', 'Неверный пароль', 71],
    [0xd5, 'fnFault', 'Неисправимая ошибка ФН', 118],
    [0xf1, 'fnInvalidTimeDifference', 'Неверная разница во времени между двумя операциями ФН', 142],
  ])('%i is %s', (byte, name, ru, driverCode) => {
    expect(deviceErrorInfo(byte)).toMatchObject({ name, ru, driverCode });
    expect(deviceStatus[name as keyof typeof deviceStatus]).toBe(byte);
  });

  it('gives every byte once and every name once', () => {
    const bytes = Object.values(statusCodes);
    expect(bytes).toHaveLength(158);
    expect(new Set(bytes).size).toBe(158);
    for (const byte of bytes) expect(byte).toSatisfy((code: number) => code >= 0 && code <= 0xff);
  });

  it('says every error in one row, in the order of the codes', () => {
    const codes = [statusCodes, extendedByteCodes, registerErrorCodes, updateErrorCodes];
    expect(errorTextRows.map(([name]) => name)).toEqual(codes.flatMap((names) => Object.keys(names)));
  });

  it('knows which errors the registers 40h and 32h explain', () => {
    for (const byte of [0xd3, 0xdb, 0xe7, 0xec, 0xef, 0xf1]) expect(deviceErrorInfo(byte).family).toBe('fn');
    expect(deviceErrorInfo(0x67).family).toBe('printing');
    expect(deviceErrorInfo(0x9a).family).toBe('state');
  });

  it('does not invent a text for an unknown byte', () => {
    const error = deviceError(0x02);
    expect(error).toMatchObject({ status: 0x02, statusName: 'unknown', textRu: 'Неизвестная ошибка' });
    expect(error.message).toBe('Ошибка ККТ 02h: Неизвестная ошибка');
  });
});

describe('extended codes', () => {
  it.each([
    [0x00, 'Недопустимое количество позиций в чеке', 110],
    [0x01, 'Неверная версия ФФД', 190],
    [0x03, 'Внутренняя ошибка ККТ', 165],
    [0x04, 'Параметр доступен только для чтения', 191],
    [0x08, 'Некорректный признак предмета расчета', 217],
    [0x09, 'Некорректный признак способа расчета', 216],
  ])('F6 with third byte %i', (extended, ru, driverCode) => {
    expect(deviceErrorInfo(0xf6, extended)).toMatchObject({ ru, driverCode });
  });

  it.each([
    [0x0103, 'Неверная система налогообложения', 143],
    [0x010a, 'Система налогообложения отличается от указанной в чеке', 143],
    [0x0207, 'Нет начала позиции перед реквизитом позиции', 148],
    [0x0302, 'Неисправимая ошибка ФН', 118],
  ])('EE with register 37h holding %i', (extended, ru, driverCode) => {
    expect(deviceErrorInfo(0xee, extended)).toMatchObject({ ru, driverCode });
  });

  it.each([
    [0x0401, 'updateInvalidMode'],
    [0x0402, 'updateShiftOpened'],
    [0x0406, 'updateShiftOpened'],
    [0x040c, 'updateBusy'],
    [0x0418, 'updateAlready'],
    [0x04f0, 'updateFault'],
  ])('family 04: the lowest bit of %i decides', (extended, name) => {
    expect(deviceErrorInfo(0xee, extended).name).toBe(name);
  });

  it('names the family of an unknown code, and nothing more', () => {
    expect(deviceErrorInfo(0xee, 0x01ff)).toMatchObject({
      ru: 'Неизвестная ошибка (чек)',
      family: 'receipt',
    });
    expect(deviceErrorInfo(0xee, 0x0420)).toMatchObject({
      ru: 'Неизвестная ошибка (обновление)',
      family: 'update',
    });
    expect(deviceErrorInfo(0xee, 0x0400).family).toBe('update');
    expect(deviceErrorInfo(0xee, 0x0900).ru).toBe('Неизвестная ошибка');
    expect(deviceErrorInfo(0xf6, 0x77).ru).toBe('Неизвестная ошибка');
    expect(deviceErrorInfo(0xee).ru).toBe('Расширенная ошибка, код в регистре 37h');
  });

  it('keeps the families of register 37h in its high byte', () => {
    const families = { 1: 'receipt', 2: 'attribute', 3: 'fn' };
    for (const code of Object.values(registerErrorCodes))
      expect(deviceErrorInfo(0xee, code).family).toBe(families[(code >> 8) as keyof typeof families]);
  });
});

describe('deviceError', () => {
  it('carries command, code and texts', () => {
    const error = deviceError(deviceStatus.extendedInRegister37, 0x0207, 'writeAttribute');
    expect(error).toBeInstanceOf(DeviceError);
    expect(error.outcome).toBe('refused');
    expect(error.toJSON()).toMatchObject({
      code: 'DEVICE_REFUSED',
      status: 0xee,
      extended: 0x0207,
      statusName: 'noBeginPosition',
      textEn: 'no EA before a position attribute',
      command: 'writeAttribute',
    });
    expect(error.message).toBe(
      'Ошибка ККТ EEh/0207: Нет начала позиции перед реквизитом позиции (команда writeAttribute)',
    );
  });

  it('leaves the third byte out where it says nothing', () => {
    expect(deviceError(0x9a, 0).extended).toBeUndefined();
    expect(deviceError(0x9a, 5).extended).toBe(5);
    expect(deviceError(0xf6, 0).extended).toBe(0);
  });
});

describe('exchange with the operator', () => {
  it.each([
    ['network', 1, 'Отсутствует физический канал связи'],
    ['network', 8, 'ОФД-процесс не инициализирован'],
    ['ofd', 3, 'Неверный номер ФД'],
    ['ofd', 14, 'Ошибка обработки документа'],
    ['fn', 16, 'Превышен размер TLV'],
    ['fn', 32, 'Сообщение от ОФД не может быть принято'],
    ['fn', 0, 'Ошибок нет'],
    ['ofd', 5, 'Неизвестная ошибка (код 5)'],
    ['network', 99, 'Неизвестная ошибка (код 99)'],
  ] as const)('%s %i', (kind, code, text) => {
    expect(exchangeText(kind, code)).toBe(text);
  });
});
