import { Emulator } from '../../src/emulator/index.js';
import { connect, receipt } from '../../src/index.js';
import { VirtualClock } from '../../src/util/clock.js';
import { fixed } from '../../test/support/identity.js';

/** The receipt of the README on the emulator's paper, as SVG. The same every time. */
export async function receiptPicture(): Promise<string> {
  const clock = new VirtualClock({ autoAdvance: true });
  const emulator = new Emulator(fixed({ model: '30F', dateTime: '2026-11-30T10:15:00', clock }));
  const kkt = await connect(emulator.transport(), { clock });
  await kkt.openShift({ operator: { name: 'Кассир Иванова' } });
  await kkt.issue(
    receipt('sell')
      .taxation('osn')
      .item('Хлеб', { price: 45.5, quantity: 2, vat: 'vat10' })
      .item('Молоко', { price: '89.90', vat: 'vat10' })
      .cash(200),
  );
  const picture = emulator.paper.lastSheet.toSvg();
  await kkt.close();
  await emulator.close();
  return picture;
}
