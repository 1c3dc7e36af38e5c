/** The page: no Node, no driver, only `window.till`. */
import type { TillApi } from './bridge.js';

declare global {
  interface Window {
    readonly till: TillApi;
  }
}

const element = (id: string): HTMLElement => document.getElementById(id) as HTMLElement;
const sell = element('sell') as HTMLButtonElement;

/** Stays the same until the sale has an outcome: a second click sells nothing more. */
let key = crypto.randomUUID();

async function show(): Promise<void> {
  const state = await window.till.state();
  element('state').textContent = state.ok
    ? `ККТ № ${state.value.serialNumber}, смена ${state.value.shift === 'open' ? 'открыта' : 'закрыта'}`
    : state.error.message;
}

sell.addEventListener('click', async () => {
  sell.disabled = true;
  const sold = await window.till.sell(key, {
    type: 'sell',
    taxation: 'osn',
    items: [{ name: 'Кофе', price: 150, quantity: 1, vat: 'vat10' }],
    payments: [{ type: 'cash', sum: 150 }],
  });
  sell.disabled = false;
  if (sold.ok || sold.error.outcome !== 'unknown') key = crypto.randomUUID();
  element('result').textContent = sold.ok
    ? `ФД № ${sold.value.documentNumber}, ФП ${sold.value.fiscalSign}`
    : `${sold.error.message} (${sold.error.outcome})`;
  await show();
});

void show();
