import { type Problem, ValidationError } from '../../errors.js';
import {
  BARCODE_BLOCK,
  BARCODE_CONTINUES,
  barcodeType,
  continueBarcode,
  printBarcode,
} from '../../protocol/classic/commands/print.js';
import { encodeValue, struct, text } from '../../protocol/index.js';
import { type PrintCall, printCall } from './call.js';
import type { Align } from './text-layout.js';

export interface MatrixCodeOptions {
  align?: Align | undefined;
  /** Size of one module: 1 is the register's smallest. Default 4 for QR, 2 for PDF417. */
  scale?: number | undefined;
}

export interface QrOptions extends MatrixCodeOptions {
  /** How much damage it survives. Default: the register's own choice (setting `qrErrorCorrection`). */
  correction?: 'L' | 'M' | 'Q' | 'H' | undefined;
  /** Size 1..12. Default: the smallest that holds the data. */
  version?: number | undefined;
}

export interface Pdf417Options extends MatrixCodeOptions {
  /** Level 0..8. Default: the register's own choice. */
  correction?: number | undefined;
  /** 1..30. Default 1. */
  columns?: number | undefined;
}

const alignCodes: Readonly<Record<Align, number>> = { left: 1, center: 2, right: 3 };
const qrLevels = { L: 1, M: 2, Q: 3, H: 4 } as const;
/** PDF417: the correction counts. */
const WITH_CORRECTION = 0x10;

/** Calls that print a QR code of any characters that CP1251 has. */
export function qrCalls(data: string, options: QrOptions = {}): PrintCall[] {
  const { align = 'center', scale = 4, correction, version = 0 } = options;
  check([
    ['scale', isWithin(scale, 1, 255), '1..255', scale],
    ['version', isWithin(version, 0, 12), '1..12', version],
    ['correction', correction === undefined || Object.hasOwn(qrLevels, correction), 'L, M, Q, H', correction],
    ['align', Object.hasOwn(alignCodes, align), 'left, center, right', align],
  ]);
  return codeCalls(data, {
    type: barcodeType.qr,
    align: alignCodes[align],
    scale,
    version: version * 256,
    options: Uint8Array.of(1, 1),
    correction: correction ? qrLevels[correction] : 0,
    rows: 0,
    columns: 0,
  });
}

/** Calls that print a PDF417 code. */
export function pdf417Calls(data: string, options: Pdf417Options = {}): PrintCall[] {
  const { align = 'center', scale = 2, correction, columns = 1 } = options;
  check([
    ['scale', isWithin(scale, 1, 255), '1..255', scale],
    ['correction', correction === undefined || isWithin(correction, 0, 8), '0..8', correction],
    ['columns', isWithin(columns, 1, 30), '1..30', columns],
    ['align', Object.hasOwn(alignCodes, align), 'left, center, right', align],
  ]);
  return codeCalls(data, {
    type: barcodeType.pdf417,
    align: alignCodes[align],
    scale,
    version: 0,
    options: Uint8Array.of(correction === undefined ? 2 : 2 + WITH_CORRECTION, 0),
    correction: correction ?? 0,
    rows: 0,
    columns,
  });
}

type Header = Omit<Parameters<typeof printBarcode.request.encode>[1], 'data'>;

const textOfCode = struct({ data: text({ page: 'cp1251' }) });

/** The data goes in blocks of 100 bytes; each but the last says that more comes. */
function codeCalls(data: string, header: Header): PrintCall[] {
  check([['data', data.length > 0, 'непустая строка', data, 'a string that is not empty']]);
  const bytes = encodeValue(textOfCode, { data });
  const blocks: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += BARCODE_BLOCK) blocks.push(bytes.slice(at, at + BARCODE_BLOCK));
  return blocks.map((block, index) => {
    const more = index < blocks.length - 1 ? BARCODE_CONTINUES : 0;
    return index === 0
      ? printCall(printBarcode, { ...header, type: header.type | more, data: block })
      : printCall(continueBarcode, { flag: more, data: block });
  });
}

type Rule = readonly [path: string, holds: boolean, rule: string, value: unknown, en?: string];

function check(rules: readonly Rule[]): void {
  const problems: Problem[] = rules
    .filter(([, holds]) => !holds)
    .map(([path, , ru, value, en = ru]) => ({ path, code: 'BARCODE', ru, en, value }));
  if (problems.length > 0) throw new ValidationError(problems, 'Неверный штрихкод');
}

function isWithin(value: number, min: number, max: number): boolean {
  return Number.isInteger(value) && value >= min && value <= max;
}
