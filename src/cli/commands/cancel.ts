import { defineCliCommand } from '../cli-command.js';
import { roubles } from '../format.js';
import { registerOptions, urlArgument, withRegister } from '../register.js';

export const cancel = defineCliCommand({
  name: 'cancel',
  summary: 'отменить чек, оставшийся открытым',
  arguments: [urlArgument],
  options: registerOptions,
  examples: ['atol cancel tcp://192.168.1.10:5555'],
  readOnly: false,
  async run(context) {
    const [url = ''] = context.args;
    const cancelled = await withRegister(context, url, (register) =>
      register.cancelReceipt({ signal: context.io.signal }),
    );
    context.print(
      cancelled ? `Чек отменён, сумма позиций ${roubles(cancelled.sumKopecks)}` : 'Открытого чека нет',
      { cancelled: cancelled ?? null },
    );
  },
});
