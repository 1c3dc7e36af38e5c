import {
  type AnyRules,
  callback,
  checkArgument,
  checkOptions,
  flag,
  type OptionRules,
  oneOf,
  readable,
} from '../../util/options.js';
import { continuePrint } from '../documents/printed.js';
import { callRules, longRules, splitOptions } from '../options.js';
import type { CallOptions, LongCallOptions } from '../session/call-options.js';
import type { Exclusive } from '../session/exclusive.js';
import type { Session } from '../session/session.js';
import type { Bitmap } from './bitmap.js';
import {
  type DemoKind,
  demoKinds,
  type OwnPrintDialect,
  type PrintDialect,
  type PrintedLine,
} from './dialect.js';
import type { LinearCodeOptions, LinearFormat } from './linear-codes.js';
import { type Geometry, PrintPage } from './page.js';
import {
  linearCodeRules,
  type PictureOptions,
  pdf417Rules,
  pictureRules,
  qrRules,
  type TextOptions,
  textRules,
} from './print-options.js';
import type { Pdf417Options, QrOptions } from './qr-codes.js';
import { checkPulses, checkTone, type Pulses, type Tone } from './sounds.js';

export interface DocumentOptions extends LongCallOptions {
  /** Ends the document as the register ends its own: cliche and cut (command 73). False: cliche only. Default true. */
  footer?: boolean | undefined;
}

export const documentRules = {
  ...longRules,
  footer: flag,
} satisfies OptionRules<Omit<DocumentOptions, 'history'>>;

const demoRule = oneOf(...demoKinds);

/**
 * The printer, the drawer and the buzzer. Methods throw DeviceError (67 no paper, 68 and 69 the printer), and what the line
 * throws; wrong input is found before a byte is sent.
 */
export class Printing {
  readonly #session: Session;
  readonly #exclusive: Exclusive;

  /** @internal */
  constructor(session: Session, exclusive: Exclusive) {
    this.#session = session;
    this.#exclusive = exclusive;
  }

  /** Prints what `build` puts on the page: `page((page) => page.text('Заказ 15', { align: 'center' }).qr(url).feed(3))`. */
  async page(build: (page: PrintPage) => PrintPage | void, options?: CallOptions): Promise<void> {
    const page = this.#pageOf(build);
    await this.#exclusive(options, async () => this.#send(page, options));
  }

  /** A non-fiscal document: a page and its end. */
  async document(build: (page: PrintPage) => PrintPage | void, options: DocumentOptions = {}): Promise<void> {
    const page = this.#pageOf(build);
    await this.#exclusive(
      options,
      async () => {
        const prints = await this.#prints();
        await this.#send(page, options);
        await prints.endDocument(options.footer ?? true, options);
      },
      documentRules,
    );
  }

  text(text: string, options: TextOptions & CallOptions = {}): Promise<void> {
    return this.#part(options, textRules, (page, look) => page.text(text, look));
  }

  /** Empty lines. */
  feed(lines = 1, options?: CallOptions): Promise<void> {
    return this.page((page) => page.feed(lines), options);
  }

  /** QR code (commands C1, C2) of characters that CP1251 has. */
  qr(data: string, options: QrOptions & CallOptions = {}): Promise<void> {
    return this.#part(options, qrRules, (page, look) => page.qr(data, look));
  }

  pdf417(data: string, options: Pdf417Options & CallOptions = {}): Promise<void> {
    return this.#part(options, pdf417Rules, (page, look) => page.pdf417(data, look));
  }

  /** Linear code, drawn here and sent as rows of dots. Needs the package `jsbarcode`. */
  barcode(format: LinearFormat, data: string, options: LinearCodeOptions & CallOptions = {}): Promise<void> {
    return this.#part(options, linearCodeRules, (page, look) => page.barcode(format, data, look));
  }

  /** A picture as rows of dots (command 8E). */
  picture(picture: Bitmap, options: PictureOptions & CallOptions = {}): Promise<void> {
    return this.#part(options, pictureRules, (page, look) => page.picture(picture, look));
  }

  /** A picture of the register's memory (command 8D). */
  storedPicture(number: number, options: PictureOptions & CallOptions = {}): Promise<void> {
    return this.#part(options, pictureRules, (page, look) => page.storedPicture(number, look));
  }

  cliche(options?: CallOptions): Promise<void> {
    return this.page((page) => page.cliche(), options);
  }

  cut(type: 'full' | 'partial' = 'full', options?: CallOptions): Promise<void> {
    return this.page((page) => page.cut(type), options);
  }

  /** The end of a non-fiscal document: cliche and cut (command 73). */
  footer(options: LongCallOptions = {}): Promise<void> {
    return this.#inTurn(options, (prints) => prints.endDocument(true, options));
  }

  /** The last document once more (command 95). */
  copy(options: LongCallOptions = {}): Promise<void> {
    return this.#inTurn(options, (prints) => prints.copyLast(options));
  }

  /** Prints the rest of a document that broke off (register 3B, command EE). Returns whether there was any. */
  continue(options: LongCallOptions = {}): Promise<boolean> {
    return this.#exclusive(options, () => continuePrint(this.#session, options), longRules);
  }

  /** Lines of the last document, as printed (command C3). */
  lastLines(options?: CallOptions): Promise<PrintedLine[]> {
    return this.#exclusive(options, async () => (await this.#prints()).lastLines(options));
  }

  /** Results of the registrations (command A8). */
  registrationReport(options: LongCallOptions = {}): Promise<void> {
    return this.#inTurn(options, (prints) => prints.registrationReport(options));
  }

  /** A document of the FN by its number (command AB). DeviceError DA when there is none. */
  fnDocument(number: number, options: LongCallOptions = {}): Promise<void> {
    return this.#inTurn(options, (prints) => prints.fnDocument(number, options));
  }

  /** A sample, facts of the device or a check of the way to the operator (command 82). */
  async demo(kind: DemoKind = 'demo', options: LongCallOptions = {}): Promise<void> {
    checkArgument(kind, 'kind', demoRule);
    return this.#inTurn(options, (prints) => prints.demo(kind, options));
  }

  /** A beep (47), or a tone (88) of 100..2500 Hz for 10..2550 ms. */
  async beep(tone?: Tone | undefined, options?: CallOptions): Promise<void> {
    if (tone) checkTone(tone);
    await this.#exclusive(options, async () => (await this.#prints()).beep(tone, options));
  }

  /** Opens the drawer (80), or with pulses of one's own (85), which not every register has. */
  async openDrawer(pulses?: Pulses | undefined, options?: CallOptions): Promise<void> {
    if (pulses) checkPulses(pulses);
    await this.#exclusive(options, async () => (await this.#prints()).openDrawer(pulses, options));
  }

  get #dialect(): PrintDialect {
    return this.#session.dialect.print;
  }

  async #send(page: PrintPage, options?: CallOptions): Promise<void> {
    await this.#dialect.send(await page.layOut(this.#geometry(options)), options);
  }

  #geometry(options?: CallOptions): Geometry {
    return {
      paper: () => this.#dialect.paper(options),
      pictureWidth: (number) => this.#dialect.pictureWidth(number, options),
    };
  }

  /** A page of one part, whose options stand beside those of the call. */
  async #part<T extends CallOptions>(
    options: T,
    rules: AnyRules,
    put: (page: PrintPage, look: Omit<T, keyof CallOptions>) => PrintPage,
  ): Promise<void> {
    checkOptions(options, { ...rules, ...callRules });
    const [call, look] = splitOptions(options);
    await this.page((page) => put(page, look), call);
  }

  async #prints(): Promise<OwnPrintDialect> {
    return (await this.#session.dialect.further()).prints;
  }

  #inTurn<T>(options: LongCallOptions | undefined, job: (prints: OwnPrintDialect) => Promise<T>): Promise<T> {
    return this.#exclusive(options, async () => job(await this.#prints()), longRules);
  }

  #pageOf(build: (page: PrintPage) => PrintPage | void): PrintPage {
    checkArgument(build, 'build', callback);
    const page = new PrintPage(this.#dialect.press);
    // A class or what throws is bad input as any other; the caller's own error stands in the message.
    readable('build', () => void build(page));
    return page;
  }
}
