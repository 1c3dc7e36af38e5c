import { bytes, constant, optional, struct, text, u8, u16le, u32le } from '../../codec.js';
import { binaryTime } from '../../codec-time.js';
import { defineCommand } from '../definition.js';

/** Phases of the FN's life. */
export const fnPhase = { setup: 0, ready: 1, fiscal: 3, postFiscal: 7, archive: 15 } as const;

/** Warnings of A4 30. */
export const fnWarning = {
  replaceUrgently: 0x01,
  resourceNearEnd: 0x02,
  memoryNearFull: 0x04,
  ofdTimeout: 0x08,
  ofdRefused: 0x10,
  critical: 0x80,
} as const;

export const fnGetShiftState = defineCommand({
  name: 'fnGetShiftState',
  code: 0xa4,
  sub: 0x10,
  title: 'ФН: параметры текущей смены',
  safe: true,
  answer: struct({
    /** 1 = open. */ open: u8,
    shiftNumber: u16le,
    /** Last in the shift. */ receiptNumber: u16le,
  }),
  evidence: 'public',
});

export const fnGetOfdStatus = defineCommand({
  name: 'fnGetOfdStatus',
  code: 0xa4,
  sub: 0x20,
  title: 'ФН: состояние обмена с ОФД',
  safe: true,
  answer: struct({
    /** 01 connected, 02 message waits, 04 waits for the ticket, 08 command of the OFD, 10 settings changed, 20 waits for an answer. */
    status: u8,
    /** 1 while a message is being read. */
    reading: u8,
    unsentCount: u16le,
    /** FD number. */
    firstUnsent: u32le,
    firstUnsentDate: binaryTime('ymdhm'),
  }),
});

/** Refused with D2 when there is no FN. */
export const fnGetStatus = defineCommand({
  name: 'fnGetStatus',
  code: 0xa4,
  sub: 0x30,
  title: 'ФН: состояние',
  safe: true,
  answer: struct({
    /** See `fnPhase`. */
    phase: u8,
    /** Document being formed, 0 none. */
    currentDocument: u8,
    /** 1 = its data is there. */
    documentData: u8,
    /** 1 = open. */
    shift: u8,
    /** See `fnWarning`. */
    warnings: u8,
    /** Of the last document. */
    dateTime: binaryTime('ymdhm'),
    fnNumber: text({ length: 16, page: 'ascii' }),
    /** FD number. */
    lastDocument: u32le,
  }),
});

export const fnGetNumber = defineCommand({
  name: 'fnGetNumber',
  code: 0xa4,
  sub: 0x31,
  title: 'ФН: номер',
  safe: true,
  answer: struct({ fnNumber: text({ length: 16, page: 'ascii' }) }),
});

export const fnGetValidity = defineCommand({
  name: 'fnGetValidity',
  code: 0xa4,
  sub: 0x32,
  title: 'ФН: срок действия',
  safe: true,
  answer: struct({ /** Last day. */ date: binaryTime('ymd'), registrationsLeft: u8, registrationsDone: u8 }),
  evidence: 'public',
});

export const fnGetVersion = defineCommand({
  name: 'fnGetVersion',
  code: 0xa4,
  sub: 0x33,
  title: 'ФН: версия',
  safe: true,
  answer: struct({
    version: text({ length: 16, page: 'ascii', pad: 0 }),
    /** 0 debug, otherwise serial. */ type: u8,
  }),
});

export const fnGetErrorDetail = defineCommand({
  name: 'fnGetErrorDetail',
  code: 0xa4,
  sub: 0x35,
  title: 'ФН: расшифровка ошибки',
  safe: true,
  request: struct({ /** From 0. */ block: u8 }),
  answer: struct({ /** Total. */ blocks: u8, data: bytes() }),
});

export const fnFindDocument = defineCommand({
  name: 'fnFindDocument',
  code: 0xa4,
  sub: 0x40,
  title: 'ФН: найти документ по номеру',
  safe: true,
  request: struct({ documentNumber: u32le }),
  answer: struct({
    /** Form code: 1, 2, 3, 4, 5, 6, 11, 21, 31, 41. */
    type: u8,
    /** 1 = the OFD's ticket is stored. */
    ticket: u8,
    dateTime: binaryTime('ymdhm'),
    number: u32le,
    fiscalSign: u32le,
    /** By form: shift u16le (2, 5); settlement type u8 and sum u40le (3, 4, 31, 41); registration data (1, 11). */
    tail: bytes(),
  }),
});

export const fnFindTicket = defineCommand({
  name: 'fnFindTicket',
  code: 0xa4,
  sub: 0x41,
  title: 'ФН: квитанция ОФД по номеру документа',
  safe: true,
  request: struct({ documentNumber: u32le }),
  answer: struct({
    dateTime: binaryTime('ymdhm'),
    /** Fiscal sign of the operator. */
    ofdSign: bytes(18),
    /** Document; the vendor's driver does without it. */
    number: optional(u32le),
  }),
});

export const fnGetRegistrationTotals = defineCommand({
  name: 'fnGetRegistrationTotals',
  code: 0xa4,
  sub: 0x43,
  title: 'ФН: итоги фискализации',
  safe: true,
  request: struct({ /** 1 = first registration. */ report: u8 }),
  answer: struct({
    dateTime: binaryTime('ymdhm'),
    inn: text({ length: 12, page: 'ascii' }),
    registrationNumber: text({ length: 20, page: 'ascii' }),
    /** Tag 1062. */
    taxationSystems: u8,
    /** 01 encryption, 02 offline, 04 automatic, 08 services, 10 БСО, 20 internet. */
    workModes: u8,
  }),
  evidence: 'public',
});

/**
 * Registration requisites. One tag: `first` the block from 0, `second` the report, `third` the tag; the answer carries
 * that block of the TLV. Whole report: `first` the report, `second` FF, `third` FF; then A4 47 until DA.
 */
export const fnGetRegistrationTag = defineCommand({
  name: 'fnGetRegistrationTag',
  code: 0xa4,
  sub: 0x44,
  title: 'ФН: реквизит регистрации',
  safe: true,
  request: struct({ first: u8, second: u8, third: bytes(undefined, 2) }),
  answer: struct({ /** Total. */ blocks: u8, data: bytes() }),
});

export const fnStartReadDocument = defineCommand({
  name: 'fnStartReadDocument',
  code: 0xa4,
  sub: 0x45,
  title: 'ФН: начать чтение документа',
  safe: true,
  request: struct({ documentNumber: u32le }),
  answer: struct({ /** Code of the form. */ type: u16le, /** Of the TLVs, bytes. */ length: u16le }),
});

const tlv = struct({ tag: u16le, length: u16le, value: bytes() });

/** Until DA. */
export const fnReadDocumentTlv = defineCommand({
  name: 'fnReadDocumentTlv',
  code: 0xa4,
  sub: 0x46,
  title: 'ФН: следующий реквизит документа',
  answer: tlv,
});

/** After A4 44 for a whole report, until DA. */
export const fnReadRegistrationTlv = defineCommand({
  name: 'fnReadRegistrationTlv',
  code: 0xa4,
  sub: 0x47,
  title: 'ФН: следующий реквизит регистрации',
  answer: tlv,
});

/** Test FN (МГМ) only. */
export const fnInitDebug = defineCommand({
  name: 'fnInitDebug',
  code: 0xa4,
  sub: 0x60,
  title: 'ФН: сброс отладочного ФН',
  request: struct({ code: constant(0x16) }),
});

/** Flag of E8. */
export const attributeFlag = { print: 0x01 } as const;

/**
 * One block of an FFD requisite. The TLV (tag, length, value) is cut into blocks of 100 bytes; all carry the same
 * count. Between EA and EB it belongs to the position, otherwise to the document.
 */
export const writeAttribute = defineCommand({
  name: 'writeAttribute',
  code: 0xe8,
  title: 'запись реквизита',
  request: struct({
    /** See `attributeFlag`. */
    flags: u8,
    /** Total. */
    blocks: u8,
    /** From 0. */
    index: u8,
    /** Part of the TLV. */
    data: bytes(undefined, 100),
  }),
});

/** A requisite of the registration, in blocks. Refused with AC when there is none. */
export const readAttribute = defineCommand({
  name: 'readAttribute',
  code: 0xe9,
  title: 'чтение реквизита регистрации',
  safe: true,
  request: struct({ tag: u16le, /** From 0. */ block: u8 }),
  answer: struct({ /** Total. */ blocks: u8, /** Part of the TLV. */ data: bytes() }),
});

/** Refused with 7A where the firmware knows no marking. The answer is the value of tag 1162. */
export const parseMarkingCode = defineCommand({
  name: 'parseMarkingCode',
  code: 0xef,
  sub: 0x08,
  title: 'разбор кода маркировки',
  request: struct({
    /** High nibble: 0 other, 1 EGAIS 2.0, 2 EGAIS 3.0; bit 0: parse only. */ typeAndMode: u8,
    /** As scanned. */
    code: bytes(),
  }),
  answer: struct({ /** Of tag 1162. */ value: bytes() }),
});
