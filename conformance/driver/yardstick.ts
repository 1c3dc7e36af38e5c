import { Driver } from './driver.js';
import { installDriver } from './install.js';
import type { LibraryFiles } from './library.js';
import { type Call, double } from './values.js';

export interface YardstickOptions {
  readonly files: LibraryFiles;
  readonly host: string;
  readonly port: number;
  /** Number of the model as the driver knows it. */
  readonly model: number;
}

/** `receiptType` of the driver: RT_SELL. */
const SELL = 1;
/** `paymentType` of the driver: PT_ELECTRONICALLY. */
const ELECTRONICALLY = 1;
/** `taxType` of the driver: TAX_VAT20. */
const VAT20 = 7;
/** Time limit of a whole measurement per receipt; the driver waits up to 50 s for one answer. */
const RECEIPT_LIMIT_MS = 60_000;

function item(name: string, price: number, quantity: number): Call {
  const params = { COMMODITY_NAME: name, PRICE: double(price), QUANTITY: double(quantity), TAX_TYPE: VAT20 };
  return { operation: 'registration', params: { ...params, t1212: 1, t1214: 4 } };
}

/** The receipt by which exchanges are compared: electronic, three items, e-mail, one payment, total given. */
export const receipt: readonly Call[] = [
  {
    operation: 'open_receipt',
    params: { RECEIPT_TYPE: SELL, RECEIPT_ELECTRONICALLY: true, t1008: 'client@example.com', t1055: 1 },
  },
  item('Товар первый', 100.5, 2),
  item('Товар второй', 10, 1),
  item('Товар третий', 1, 1.5),
  { operation: 'receipt_total', params: { SUM: double(212.5) } },
  { operation: 'payment', params: { PAYMENT_TYPE: ELECTRONICALLY, PAYMENT_SUM: double(212.5) } },
  { operation: 'close_receipt' },
];

/**
 * ATOL's driver with an open connection and an open shift, ready to issue the yardstick receipt. Frames and bytes are
 * counted by the register: reset its counters after {@link Yardstick.prepare}.
 */
export class Yardstick implements AsyncDisposable {
  readonly #driver: Driver;

  static async prepare(options: YardstickOptions): Promise<Yardstick> {
    const driver = await Driver.start(options);
    try {
      await driver.call('open');
      // DT_SHIFT_STATE; 0 is closed.
      const { SHIFT_STATE } = await driver.call('query_data', { DATA_TYPE: 14 }, { SHIFT_STATE: 'int' });
      if (SHIFT_STATE === 0) await driver.call('open_shift');
      return new Yardstick(driver);
    } catch (error) {
      await driver.stop();
      throw error;
    }
  }

  private constructor(driver: Driver) {
    this.#driver = driver;
  }

  /** Issues so many receipts and gives the wall milliseconds of each, from the first call to the return of the last. */
  issue(receipts: number): Promise<readonly number[]> {
    return this.#driver.measure(receipt, receipts, receipts * RECEIPT_LIMIT_MS);
  }

  async stop(): Promise<void> {
    await this.#driver.stop();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }
}

export { installDriver };
