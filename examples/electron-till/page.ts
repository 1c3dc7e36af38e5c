/** The page: no Node, no driver, only `window.till`. */
import type { TillApi } from './bridge.js';

declare global {
  interface Window {
    readonly till: TillApi;
  }
}

type Receipt = Parameters<TillApi['sell']>[1];

interface Sale {
  readonly key: string;
  readonly receipt: Receipt;
}

const element = (id: string): HTMLElement => document.getElementById(id) as HTMLElement;
const sell = element('sell') as HTMLButtonElement;
const coffee: Receipt = {
  type: 'sell',
  taxation: 'osn',
  items: [{ name: 'Кофе', price: 150, quantity: 1, vat: 'vat10' }],
  payments: [{ type: 'cash', sum: 150 }],
};

/** The sale whose outcome nobody has seen yet: a second click, or a page that was loaded again, sells nothing more. */
const begun = {
  get: () => JSON.parse(localStorage.getItem('sale') ?? 'null') as Sale | null,
  put: (sale: Sale) => localStorage.setItem('sale', JSON.stringify(sale)),
  end: () => localStorage.removeItem('sale'),
};

async function show(): Promise<void> {
  const state = await window.till.state();
  element('state').textContent = state.ok
    ? `ККТ № ${state.value.serialNumber}, смена ${state.value.shift === 'open' ? 'открыта' : 'закрыта'}`
    : state.error.message;
}

async function carryOut(sale: Sale): Promise<void> {
  sell.disabled = true;
  begun.put(sale);
  try {
    const sold = await window.till.sell(sale.key, sale.receipt);
    if (sold.ok || sold.error.outcome !== 'unknown') begun.end();
    element('result').textContent = sold.ok
      ? `ФД № ${sold.value.documentNumber}, ФП ${sold.value.fiscalSign}`
      : `${sold.error.message} (${sold.error.outcome})`;
    await show();
  } catch (error) {
    element('result').textContent = String(error);
  } finally {
    sell.disabled = false;
  }
}

sell.addEventListener('click', () => {
  void carryOut(begun.get() ?? { key: crypto.randomUUID(), receipt: coffee });
});

const left = begun.get();
void (left === null ? show() : carryOut(left));
