import { commands, decodeRequest, encodeRequest, openMessage } from '../src/protocol/index.js';

const ROUNDS = 100_000;

/** The command that carries an item, the longest one of a receipt. */
const item = {
  flags: 2,
  price: 10_050,
  quantity: 2000,
  total: 20_100,
  tax: 1,
  taxSum: 0,
  department: 0,
  subject: 1,
  method: 4,
  discountSign: 0,
  discount: 0,
  name: 'Товар первый',
} as const;

/** Nanoseconds that it takes to encode and to decode an item (EB). */
export function codecTimes(): { encodeNs: number; decodeNs: number } {
  const message = encodeRequest(commands.endPosition, item);
  const decode = () => decodeRequest(commands.endPosition, openMessage(message).reader);
  if (decode().price !== item.price) throw new Error('The item did not come back');
  return {
    encodeNs: nanoseconds(() => encodeRequest(commands.endPosition, item)),
    decodeNs: nanoseconds(decode),
  };
}

function nanoseconds(work: () => unknown): number {
  for (let i = 0; i < ROUNDS / 10; i++) work();
  const started = performance.now();
  for (let i = 0; i < ROUNDS; i++) work();
  return ((performance.now() - started) * 1e6) / ROUNDS;
}
