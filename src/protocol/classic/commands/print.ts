import { bcd, bytes, constant, paddedBytes, struct, text, u8, u16be } from '../../codec.js';
import { defineCommand } from '../definition.js';

/** What stands in front of a formatted line, when it is printed (87) and when it is read back (C3). */
const lineFormat = {
  /** 01 check only. */
  flags: u8,
  /** 1 = receipt tape. */
  printer: u8,
  /** 0 = the register's own choice. */
  font: u8,
  /** 3 normal, 1 double height. */
  height: u8,
  /** 0 = the register's own choice. */
  lineSpacing: u8,
  /** 0 = the register's own choice. */
  brightness: u8,
  /** 1. */
  receiptMode: u8,
  /** 1. */
  journalMode: u8,
  /** 0. */
  format: u8,
  reserved: constant(0x00, 0x00),
};

/** 09h in front of a character prints it in double width. */
export const printString = defineCommand({
  name: 'printString',
  code: 0x4c,
  title: 'печать строки',
  resultNeeded: false,
  request: struct({ text: text() }),
});

export const printFormatted = defineCommand({
  name: 'printFormatted',
  code: 0x87,
  title: 'печать форматированной строки',
  resultNeeded: false,
  request: struct({
    ...lineFormat,
    text: text(),
  }),
});

export const printCliche = defineCommand({ name: 'printCliche', code: 0x6c, title: 'печать клише' });

/** Ends a non-fiscal document. */
export const printFooter = defineCommand({
  name: 'printFooter',
  code: 0x73,
  title: 'печать нижней части документа',
  mode: 2,
});

export const cutPaper = defineCommand({
  name: 'cutPaper',
  code: 0x75,
  title: 'отрезка',
  request: struct({ /** 0 full, 1 partial. */ type: u8 }),
});

export const beep = defineCommand({ name: 'beep', code: 0x47, title: 'гудок', resultNeeded: false });

export const sound = defineCommand({
  name: 'sound',
  code: 0x88,
  title: 'звук',
  request: struct({
    /** 65536 - 921600 / Hz; 100..2500 Hz. */ divider: u16be,
    /** Tens of ms. */ duration: u8,
  }),
});

export const openDrawer = defineCommand({ name: 'openDrawer', code: 0x80, title: 'открыть денежный ящик' });

export const pulseDrawer = defineCommand({
  name: 'pulseDrawer',
  code: 0x85,
  title: 'открыть денежный ящик импульсами',
  request: struct({
    /** Tens of ms. */ on: bcd(2),
    /** Tens of ms. */ off: bcd(2),
    /** 0..99. */ repeats: u8,
  }),
  evidence: 'single',
});

/** The register leaves mode 0 while it prints (submode 7.2). */
export const demoPrint = defineCommand({
  name: 'demoPrint',
  code: 0x82,
  title: 'демонстрационная печать, диагностика',
  mode: 0,
  request: struct({
    /** 1. */
    printer: u8,
    /** 0 demo, 1 device information, 3 technological run, 6 OFD diagnostics. */
    kind: u8,
    reserved: constant(0x00),
  }),
});

/** Types of C1; linear codes are printed as rows of dots (8E). */
export const barcodeType = { qr: 0x00, pdf417: 0x01 } as const;

/** Bit of C1 and C2: more data comes with another C2. */
export const BARCODE_CONTINUES = 0x80;

/** Data of one C1 or C2, bytes. */
export const BARCODE_BLOCK = 100;

/** The first 100 bytes of a two-dimensional code; longer data goes on in C2, in blocks of 100. */
export const printBarcode = defineCommand({
  name: 'printBarcode',
  code: 0xc1,
  title: 'печать штрихкода',
  request: struct({
    /** See `barcodeType`; + 80h when C2 continues the data. */
    type: u8,
    /** 1 left, 2 centre, 3 right. */
    align: u8,
    /** Dots of one module. */
    scale: u8,
    /** QR version 1..12 in the high byte, 0 = automatic. */
    version: u16be,
    /** QR: 01 01. PDF417: 02 00, or 12 00 when `correction` counts. */
    options: bytes(2),
    /** QR: 1 L, 2 M, 3 Q, 4 H, 0 = the register's own choice. PDF417: level 0..8. */
    correction: u8,
    /** 0. */
    rows: u8,
    /** PDF417 only. */
    columns: u8,
    properties: constant(0x00, 0x00, 0x00, 0x00),
    /** Padded with zeroes; CP1251 for a QR code. */
    data: paddedBytes(BARCODE_BLOCK),
  }),
});

export const continueBarcode = defineCommand({
  name: 'continueBarcode',
  code: 0xc2,
  title: 'продолжение данных штрихкода',
  request: struct({ /** 80h = more follows. */ flag: u8, data: paddedBytes(BARCODE_BLOCK) }),
});

export const printRasterRow = defineCommand({
  name: 'printRasterRow',
  code: 0x8e,
  title: 'печать строки растра',
  t5Ms: 20_000,
  resultNeeded: false,
  request: struct({
    /** 1. */
    printer: u8,
    /** How many times the row is printed. */
    repeat: u16be,
    /** Dots from the left. */
    offset: u16be,
    /** 8 dots a byte, MSB left, 1 black. */
    dots: bytes(),
  }),
});

export const printPicture = defineCommand({
  name: 'printPicture',
  code: 0x8d,
  title: 'печать картинки из памяти',
  t5Ms: 20_000,
  request: struct({ /** 1. */ printer: u8, number: u8, /** Dots from the left. */ offset: u16be }),
});

export const getPictureInfo = defineCommand({
  name: 'getPictureInfo',
  code: 0x90,
  title: 'параметры картинки',
  safe: true,
  request: struct({ number: u8 }),
  answer: struct({ /** In bytes, 8 dots each. */ width: u8, /** Rows. */ height: u16be }),
});

export const getPictureArrayInfo = defineCommand({
  name: 'getPictureArrayInfo',
  code: 0x7d,
  title: 'состояние массива картинок',
  safe: true,
  request: struct({ /** 2. */ kind: u8 }),
  answer: struct({ unknown: bytes(4), /** Number of pictures. */ count: u8 }),
});

export const addPictureLine = defineCommand({
  name: 'addPictureLine',
  code: 0x8b,
  title: 'добавить строку картинки',
  mode: 4,
  request: struct({ /** One row of dots, MSB left, 1 black. */ raster: bytes() }),
  evidence: 'single',
});

/** Ends the picture that 8B began; the mode is that of 8B. */
export const closePicture = defineCommand({
  name: 'closePicture',
  code: 0x9e,
  title: 'закрыть картинку',
  mode: 4,
  answer: struct({ /** Given to the picture. */ number: u8 }),
  evidence: 'single',
});

export const deletePicture = defineCommand({
  name: 'deletePicture',
  code: 0x8a,
  title: 'удалить картинку',
  mode: 4,
  request: struct({ /** 0 = all. */ number: u8 }),
});

export const passToDevice = defineCommand({
  name: 'passToDevice',
  code: 0x8f,
  title: 'передача данных в устройство',
  request: struct({ /** 1 printer, 2 slip. */ port: u8, data: bytes(undefined, 94) }),
  evidence: 'public',
});

/** Operations of C3. */
export const lineOperation = { next: 2, first: 3 } as const;

/** One line of the last document, in the layout of 87; AF when there is none (more). */
export const readLastDocumentLines = defineCommand({
  name: 'readLastDocumentLines',
  code: 0xc3,
  title: 'чтение строк последнего документа',
  mode: 2,
  request: struct({ /** See `lineOperation`. */ operation: u8, reserved: constant(0x00, 0x00) }),
  answer: struct({ ...lineFormat, text: text() }),
});
