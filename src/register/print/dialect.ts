import type { LongCallOptions, ThroughOptions } from '../session/call-options.js';
import type { RasterRun } from './bitmap.js';
import type { Pdf417Look, QrLook } from './qr-codes.js';
import type { Pulses, Tone } from './sounds.js';

/** What the layout has to know of the paper. */
export interface Paper {
  /** Characters per line. */
  readonly chars: number;
  /** Dots per line. */
  readonly dots: number;
}

/** How a line of text looks; 0 is the register's own choice. */
export interface LineLook {
  readonly font: number;
  readonly doubleHeight: boolean;
  readonly lineSpacing: number;
  readonly brightness: number;
}

/**
 * Makes of everything on a page what the register is sent, ready to go; what that is, is the dialect's own business. Asks nothing.
 * All throw ProtocolError `RANGE` for what does not fit, so that nothing of a page is printed before all of it is right.
 */
export interface Press<Step = unknown> {
  /** Whether the register has these characters; `\t`, `\n` and `\r` are none. */
  checkText(text: string): void;
  line(look: LineLook): (text: string) => Step;
  qr(data: string, look: QrLook): Step[];
  pdf417(data: string, look: Pdf417Look): Step[];
  /** Equal rows of dots, so many from the left. */
  raster(run: RasterRun, offset: number): Step;
  storedPicture(number: number, offset: number): Step;
  cliche(): Step;
  cut(type: 'full' | 'partial'): Step;
}

/** A line of the last document, as it lies in the register's memory. */
export interface PrintedLine {
  /** `\t` in front of a wide character. */
  text: string;
  font: number;
  doubleHeight: boolean;
  lineSpacing: number;
  brightness: number;
}

/** A sample, facts of the device, a run of the mechanism, a check of the way to the operator. */
export const demoKinds = ['demo', 'information', 'technologicalRun', 'ofdDiagnostics'] as const;
export type DemoKind = (typeof demoKinds)[number];

/** Pages of one's own. See `Dialect` for what the methods throw. */
export interface PrintDialect {
  readonly press: Press;
  paper(options?: ThroughOptions): Promise<Paper>;
  /** Width of a picture in the register's memory, dots. */
  pictureWidth(number: number, options?: ThroughOptions): Promise<number>;
  /** Sends what the press has made. */
  send(steps: readonly unknown[], options?: ThroughOptions): Promise<void>;
}

/** What the register prints by itself, its drawer and its buzzer. See `Dialect` for what the methods throw. */
export interface OwnPrintDialect {
  /** Cliche and cut; without the footer the cliche only, unless the settings forbid it. */
  endDocument(footer: boolean, options?: LongCallOptions): Promise<void>;
  copyLast(options?: LongCallOptions): Promise<void>;
  lastLines(options?: ThroughOptions): Promise<PrintedLine[]>;
  registrationReport(options?: LongCallOptions): Promise<void>;
  fnDocument(number: number, options?: LongCallOptions): Promise<void>;
  demo(kind: DemoKind, options?: LongCallOptions): Promise<void>;
  beep(tone: Tone | undefined, options?: ThroughOptions): Promise<void>;
  openDrawer(pulses: Pulses | undefined, options?: ThroughOptions): Promise<void>;
}
