/** The page: knows the contract, not Electron. */
import type { Sale } from 'fiscal-plugin';
import { connectFromPage, type IpcRendererLike } from 'fiscal-plugin/page';

const { fiscalIpc } = globalThis as unknown as { fiscalIpc: IpcRendererLike };
const till = connectFromPage(fiscalIpc);

/** Sells an order; the key is kept with it before anything is asked, so that it may be asked again for ever. */
export async function sell(order: Sale): Promise<string> {
  const outcome = await till.call('sk-demo', 'sale', order);
  switch (outcome.outcome) {
    case 'done':
      return `Receipt ${outcome.document.id}`;
    case 'refused':
      return outcome.fault.text;
    case 'unknown': {
      const later = await till.call('sk-demo', 'resolve', { key: order.key });
      return later.outcome === 'done' ? `Receipt ${later.document.id}` : later.fault.text;
    }
  }
}
