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
    const type = context.options.full ? 'full' : 'partial';
    await withRegister(context, url, (register) => register.print.cut(type, { signal: context.io.signal }));
    context.print(`Лента отрезана ${type === 'full' ? 'полностью' : 'частично'}`, { cut: type });
  },
});
