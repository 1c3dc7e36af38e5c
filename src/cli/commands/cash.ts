import { parseMoney } from '../../fiscal/index.js';
import { defineCliCommand } from '../cli-command.js';
import { roubles } from '../format.js';
import { registerOptions, urlArgument, withRegister } from '../register.js';

export const cash = defineCliCommand({
  name: 'cash',
  summary: 'внести деньги в ящик или выплатить из него',
  arguments: [
    { name: 'действие', choices: ['in', 'out'] },
    urlArgument,
    { name: 'СУММА', help: 'рубли, например 1500.00' },
  ],
  options: registerOptions,
  examples: ['atol cash in tcp://192.168.1.10:5555 1500', 'atol cash out tcp://192.168.1.10:5555 99.90'],
  readOnly: false,
  async run(context) {
    const [action, url = '', sum = ''] = context.args;
    // What is wrong with the sum is told before a register is looked for.
    parseMoney(sum);
    const options = { signal: context.io.signal };
    const result = await withRegister(context, url, (register) =>
      action === 'in' ? register.cashIn(sum, options) : register.cashOut(sum, options),
    );
    const done = action === 'in' ? 'Внесено' : 'Выплачено';
    context.print(`${done} ${sum} руб., в ящике ${roubles(result.cashKopecks)}`, result);
  },
});
