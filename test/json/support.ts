import { Emulator } from '../../src/emulator/index.js';
import type { EmulatorOptions } from '../../src/emulator/options.js';
import { type CashRegister, type ConnectOptions, connect } from '../../src/index.js';
import { type JsonTasks, type JsonTasksOptions, jsonTasks } from '../../src/json/index.js';

export interface JsonBench extends AsyncDisposable {
  readonly emulator: Emulator;
  readonly kkt: CashRegister;
  readonly json: JsonTasks;
}

export async function jsonBench(
  options: EmulatorOptions = {},
  connectOptions: ConnectOptions = {},
  taskOptions: JsonTasksOptions = {},
): Promise<JsonBench> {
  const emulator = new Emulator({ latency: 0, ...options });
  const kkt = await connect(emulator.transport(), connectOptions);
  return {
    emulator,
    kkt,
    json: jsonTasks(kkt, taskOptions),
    async [Symbol.asyncDispose]() {
      await kkt.close();
      await emulator.close();
    },
  };
}

export const operator = { name: 'Иванова Анна', vatin: '500100732259' };

export const position = {
  type: 'position',
  name: 'Хлеб',
  price: 45.5,
  quantity: 2,
  amount: 91,
  tax: { type: 'vat10' },
};

export const sell = {
  type: 'sell',
  taxationType: 'osn',
  operator,
  items: [position],
  payments: [{ type: 'cash', sum: 91 }],
};
