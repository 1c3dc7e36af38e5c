import { connect, type ExchangeMode } from '../src/index.js';
import { yardstick } from '../test/support/receipts.js';

/** What one wait for the register carried: bytes sent in one write, and the chunks that came. */
export interface Exchange {
  readonly sent: number;
  readonly answers: readonly number[];
}

/** The exchanges of one receipt, in their order, as they pass between the driver and a register. */
export async function exchangesOf(url: string, exchange: ExchangeMode): Promise<readonly Exchange[]> {
  const seen: Array<{ sent: number; answers: number[] }> = [];
  let listening = false;
  await using register = await connect(url, {
    exchange,
    trace: ({ dir, layer, bytes }) => {
      if (!listening || layer !== 'transport') return;
      const last = seen.at(-1);
      if (dir === 'in') last?.answers.push(bytes.length);
      else if (last?.answers.length === 0) last.sent += bytes.length;
      else seen.push({ sent: bytes.length, answers: [] });
    },
  });
  await register.openShift();
  // What is asked once only, and the first acknowledgements, belong to no receipt in particular.
  for (let index = 0; index < 3; index++) await register.issue(yardstick);
  listening = true;
  await register.issue(yardstick);
  return seen.filter(({ answers }) => answers.length > 0);
}
