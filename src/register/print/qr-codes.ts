import { type Problem, ValidationError } from '../../errors.js';
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

/** How a code looks, its options checked. */
export interface QrLook {
  readonly align: Align;
  readonly scale: number;
  readonly correction: 'L' | 'M' | 'Q' | 'H' | undefined;
  /** 0: the smallest that holds the data. */
  readonly version: number;
}

export interface Pdf417Look {
  readonly align: Align;
  readonly scale: number;
  readonly correction: number | undefined;
  readonly columns: number;
}

const aligns = ['left', 'center', 'right'];
const qrLevels = ['L', 'M', 'Q', 'H'];

/** What was asked for, whole. Throws ValidationError. */
export function readQr(data: string, options: QrOptions): QrLook {
  const { align = 'center', scale = 4, correction, version = 0 } = options;
  check([
    ['scale', isWithin(scale, 1, 255), '1..255', scale],
    ['version', isWithin(version, 0, 12), '1..12', version],
    ['correction', correction === undefined || qrLevels.includes(correction), 'L, M, Q, H', correction],
    ['align', aligns.includes(align), 'left, center, right', align],
  ]);
  checkData(data);
  return { align, scale, correction, version };
}

/** What was asked for, whole. Throws ValidationError. */
export function readPdf417(data: string, options: Pdf417Options): Pdf417Look {
  const { align = 'center', scale = 2, correction, columns = 1 } = options;
  check([
    ['scale', isWithin(scale, 1, 255), '1..255', scale],
    ['correction', correction === undefined || isWithin(correction, 0, 8), '0..8', correction],
    ['columns', isWithin(columns, 1, 30), '1..30', columns],
    ['align', aligns.includes(align), 'left, center, right', align],
  ]);
  checkData(data);
  return { align, scale, correction, columns };
}

function checkData(data: string): void {
  check([['data', data.length > 0, 'непустая строка', data, 'a non-empty string']]);
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
