import { ProtocolError } from '../../../errors.js';
import { defineP5 } from '../definition.js';
import type { Fields } from '../fields.js';
import {
  chars,
  day,
  fixed,
  le,
  minutes,
  type PackedShape,
  type PackedValue,
  packed,
  rest,
} from '../packed.js';

/** Commands of the FN itself: `4` and the byte of its command. One field of bytes each way, little endian. */
function bytes<S extends PackedShape>(shape: S): Fields<PackedValue<S>> {
  const field = packed(shape);
  return {
    encode: (value) => [field.encode(value)],
    decode([first]) {
      if (first === undefined) throw new ProtocolError('TRUNCATED', 'Нет поля с данными ФН');
      return field.decode(first);
    },
  };
}

const u8 = le(1);
const u16 = le(2);
const u32 = le(4);

const byNumber = bytes({ number: u32 });
const status = bytes({
  phase: u8,
  currentDocument: u8,
  documentData: u8,
  shift: u8,
  warnings: u8,
  dateTime: minutes,
  fnNumber: chars(16),
  lastDocument: u32,
});

const fn = { openAnswer: true, safe: true } as const;

export const fnCommands = {
  fnGetOfdStatus: defineP5({
    ...fn,
    name: 'fnGetOfdStatus',
    code: '4\x20',
    title: 'ФН: состояние обмена с ОФД',
    answer: bytes({ status: u8, reading: u8, unsentCount: u16, firstUnsent: u32, firstUnsentDate: minutes }),
  }),
  fnGetStatus: defineP5({ ...fn, name: 'fnGetStatus', code: '40', title: 'ФН: состояние', answer: status }),
  fnGetNumber: defineP5({
    ...fn,
    name: 'fnGetNumber',
    code: '41',
    title: 'ФН: номер',
    answer: bytes({ fnNumber: chars(16) }),
  }),
  fnGetVersion: defineP5({
    ...fn,
    name: 'fnGetVersion',
    code: '43',
    title: 'ФН: версия',
    answer: bytes({ version: chars(16, '\0'), type: u8 }),
  }),
  fnGetErrorDetail: defineP5({
    ...fn,
    name: 'fnGetErrorDetail',
    code: '45',
    title: 'ФН: сведения об ошибке',
    answer: bytes({ data: rest }),
  }),
  fnGetCounters: defineP5({
    ...fn,
    name: 'fnGetCounters',
    code: '46',
    title: 'ФН: итоги',
    request: bytes({ kind: u8 }),
    answer: bytes({ shiftNumber: u16, receipts: u32, counters: rest }),
  }),
  fnGetCounts: defineP5({
    ...fn,
    name: 'fnGetCounts',
    code: '47',
    title: 'ФН: количества чеков',
    request: bytes({ kind: u8 }),
    answer: bytes({ shiftNumber: u16, receipts: u32, counts: rest }),
  }),
  fnGetTotals: defineP5({
    ...fn,
    name: 'fnGetTotals',
    code: '48',
    title: 'ФН: итоги по признаку расчёта',
    request: bytes({ kind: u8, type: u8 }),
    answer: bytes({ counters: rest }),
  }),
  fnGetUnsent: defineP5({
    ...fn,
    name: 'fnGetUnsent',
    code: '49',
    title: 'ФН: непереданные документы',
    answer: bytes({ counters: rest }),
  }),
  fnGetMaxFfd: defineP5({
    ...fn,
    name: 'fnGetMaxFfd',
    code: '4:',
    title: 'ФН: наибольшая версия ФФД',
    answer: bytes({ data: fixed(2) }),
  }),
  fnGetDaysLeft: defineP5({
    ...fn,
    name: 'fnGetDaysLeft',
    code: '4;',
    title: 'ФН: осталось дней',
    request: bytes({ date: day }),
    answer: bytes({ days: u16 }),
  }),
  fnGetMemory: defineP5({
    ...fn,
    name: 'fnGetMemory',
    code: '4=',
    title: 'ФН: свободная память',
    answer: bytes({ documents: u32, free: u32 }),
  }),
  fnFindDocument: defineP5({
    ...fn,
    name: 'fnFindDocument',
    code: '4@',
    title: 'ФН: документ по номеру',
    request: byNumber,
    answer: bytes({ type: u8, ticket: u8, dateTime: minutes, number: u32, fiscalSign: u32, tail: rest }),
  }),
  fnFindTicket: defineP5({
    ...fn,
    name: 'fnFindTicket',
    code: '4A',
    title: 'ФН: квитанция по номеру',
    request: byNumber,
    answer: bytes({ dateTime: minutes, ofdSign: fixed(18), number: u32 }),
  }),
  fnGetRegistrationTag: defineP5({
    ...fn,
    name: 'fnGetRegistrationTag',
    code: '4D',
    title: 'ФН: реквизит регистрации',
    request: bytes({ registration: u8, tag: u16 }),
    answer: bytes({ data: rest }),
  }),
  fnStartReadDocument: defineP5({
    ...fn,
    name: 'fnStartReadDocument',
    code: '4E',
    title: 'ФН: начать чтение документа',
    request: byNumber,
    answer: bytes({ type: u16, length: u16 }),
    // It moves the place of reading.
    safe: false,
  }),
  fnReadDocumentTlv: defineP5({
    ...fn,
    name: 'fnReadDocumentTlv',
    code: '4F',
    title: 'ФН: следующий реквизит документа',
    answer: bytes({ tag: u16, length: u16, value: rest }),
    safe: false,
  }),
  fnReadRegistrationTlv: defineP5({
    ...fn,
    name: 'fnReadRegistrationTlv',
    code: '4G',
    title: 'ФН: следующий реквизит регистрации',
    answer: bytes({ tag: u16, length: u16, value: rest }),
    safe: false,
  }),
  fnFindArchived: defineP5({
    ...fn,
    name: 'fnFindArchived',
    code: '4P',
    title: 'ФН: документ архива по номеру',
    request: byNumber,
    answer: bytes({ form: u8, type: u8, ticket: u8, tail: rest }),
  }),
} as const;
