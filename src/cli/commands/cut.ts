import { commands } from '../../protocol/index.js';
import { defineCliCommand } from '../cli-command.js';
import { registerOptions, urlArgument, withRegister } from '../register.js';

export const cut = defineCliCommand({
  name: 'cut',
  summary: 'отрезать чековую ленту',
  arguments: [urlArgument],
  options: { full: { type: 'boolean', help: 'полностью; без параметра частично' }, ...registerOptions },
  examples: ['atol cut tcp://192.168.1.10:5555', 'atol cut tcp://192.168.1.10:5555 --full'],
  readOnly: false,
  async run(context) {
    const [url = ''] = context.args;
    const { full } = context.options;
    await withRegister(context, url, (register) =>
      register.call(commands.cutPaper, { type: full ? 0 : 1 }, { signal: context.io.signal }),
    );
    context.print(`Лента отрезана ${full ? 'полностью' : 'частично'}`, { cut: full ? 'full' : 'partial' });
  },
});
