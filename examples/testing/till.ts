/** What the tests in this folder test: the part of a till that sells. It has never heard of an emulator. */
import { type CashRegister, connect, receipt } from 'atol-kkt';

export interface Sold {
  readonly documentNumber: number;
  /** False: the customer still waits for the paper. */
  readonly printed: boolean;
}

export class Till {
  readonly #kkt: CashRegister;

  constructor(kkt: CashRegister) {
    this.#kkt = kkt;
  }

  /** @param where `tcp://192.168.1.10:5555`, or a transport. */
  static async open(where: Parameters<typeof connect>[0]): Promise<Till> {
    return new Till(await connect(where));
  }

  /** Opens a shift when there is none, and a new one every day. */
  async sell(name: string, price: number): Promise<Sold> {
    const { shift } = await this.#kkt.status();
    if (shift.state === 'expired') await this.#kkt.closeShift();
    if (shift.state !== 'open') await this.#kkt.openShift();
    const sale = receipt('sell').taxation('osn').item(name, { price, vat: 'none' }).cash(price);
    const { documentNumber, printed } = await this.#kkt.issue(sale);
    return { documentNumber, printed: printed !== false };
  }

  /** The cashier has put paper in. */
  async finishPaper(): Promise<boolean> {
    return this.#kkt.print.continue();
  }

  close(): Promise<void> {
    return this.#kkt.close();
  }
}
