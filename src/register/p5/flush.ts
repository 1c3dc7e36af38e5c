import { DeviceError } from '../../errors.js';
import { writeTlv } from '../../fiscal/tlv.js';
import { p5Commands, p5Counter, p5ReceiptFlag } from '../../protocol/p5/index.js';
import { begin } from './begin.js';
import { type P5Memory, p5TypeOf } from './memory.js';
import { operator } from './operator.js';
import { ask, type Steps } from './steps.js';

/** Sends the head of a receipt that is held: only now all of its attributes are known. */
export function* flush(memory: P5Memory): Steps<void> {
  const { held } = memory;
  if (!held) return;
  yield* operator(memory);
  const taxationSystems = held.taxation || (yield* defaultTaxation());
  const flags = held.electronic ? p5ReceiptFlag.electronic : 0;
  const request = { type: p5TypeOf(held.type), flags, taxationSystems };
  try {
    yield* begin(p5Commands.openReceipt, request);
  } catch (error) {
    // There is no receipt: what comes next, a registration perhaps, has attributes of its own.
    if (error instanceof DeviceError) memory.endReceipt();
    throw error;
  }
  memory.held = undefined;
  memory.receipt = held.type;
  memory.loose = [];
  for (const own of held.attributes) yield* ask(p5Commands.writeAttribute, { attribute: own, flag: '' });
}

/** As the vendor's driver: all systems that the register has. */
function* defaultTaxation(): Steps<number> {
  const attribute = writeTlv([{ tag: p5Counter.taxationSystems, value: new Uint8Array() }]);
  const { value } = yield* ask(p5Commands.readCounter, { attribute });
  return Number(value) || 0;
}
