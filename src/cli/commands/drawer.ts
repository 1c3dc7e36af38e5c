import { defineCliCommand } from '../cli-command.js';
import { registerOptions, urlArgument, withRegister } from '../register.js';

export const drawer = defineCliCommand({
  name: 'drawer',
  summary: 'открыть денежный ящик',
  arguments: [urlArgument],
  options: registerOptions,
  examples: ['atol drawer tcp://192.168.1.10:5555'],
  readOnly: false,
  async run(context) {
    const [url = ''] = context.args;
    await withRegister(context, url, (register) =>
      register.print.openDrawer(undefined, { signal: context.io.signal }),
    );
    context.print('Ящик открыт', { drawer: 'opened' });
  },
});
