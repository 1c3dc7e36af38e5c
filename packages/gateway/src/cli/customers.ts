import { randomUUID } from 'node:crypto';
import type { ReceiptInput } from 'atol-kkt';
import type { Gateway } from '../fleet/index.js';

const goods = [
  ['Хлеб бородинский', 45.5, 'vat10'],
  ['Молоко 3,2 %', 89.9, 'vat10'],
  ['Кофе молотый 250 г', 459, 'vat20'],
  ['Книга', 720, 'vat10'],
  ['Билет', 350, 'none'],
] as const;

/** People who buy: so many a second, at random. The returned function lets them go. */
export function playCustomers(gateway: Gateway, group: string, perSecond: number): () => void {
  let timer: NodeJS.Timeout | undefined;
  let next = performance.now();
  const come = (): void => {
    // Timers are coarse: whoever should have come meanwhile comes now.
    for (const now = performance.now(); next <= now; next += pause(perSecond)) {
      gateway.submit(group, randomUUID(), purchase()).catch(() => undefined);
    }
    timer = setTimeout(come, Math.max(1, next - performance.now()));
  };
  come();
  return () => clearTimeout(timer);
}

function pause(perSecond: number): number {
  return (-Math.log(1 - Math.random()) / perSecond) * 1000;
}

function purchase(): ReceiptInput {
  const items = Array.from({ length: 1 + Math.floor(Math.random() * 3) }, () => {
    const [name, price, vat] = goods[Math.floor(Math.random() * goods.length)] ?? goods[0];
    return { name, price, quantity: 1 + Math.floor(Math.random() * 3), vat };
  });
  const kopecks = items.reduce((sum, { price, quantity }) => sum + Math.round(price * 100) * quantity, 0);
  return {
    type: 'sell',
    electronic: true,
    taxation: 'osn',
    customer: { contact: `buyer${Math.floor(Math.random() * 1000)}@example.com` },
    items,
    payments: [{ type: 'electronic', sum: (kopecks / 100).toFixed(2) }],
  };
}
