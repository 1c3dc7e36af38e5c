import { type ConvertedTask, convertTask } from '../../json/index.js';
import { defineCliCommand } from '../cli-command.js';
import { encodingOption, readJson } from '../json-file.js';
import { throwTaskFailure } from '../task-failure.js';
import { keysIn, oneTask } from '../task-file.js';

export const convert = defineCliCommand({
  name: 'convert',
  summary: 'перевести JSON-задание АТОЛ в чек для atol receipt',
  details: [
    'Читает задания sell, sellReturn, buy, buyReturn, sellCorrection и buyCorrection; ничего не печатает и к ККТ не обращается.',
    'Строки до и после чека (preItems, postItems) в чек не войдут: об этом будет предупреждение.',
  ].join('\n'),
  arguments: [{ name: 'FILE', help: 'файл с заданием в JSON; «-»: стандартный ввод' }],
  options: encodingOption,
  examples: ['atol convert task.json', 'atol convert task.json | atol receipt tcp://192.168.1.10:5555 -'],
  readOnly: true,
  async run(context) {
    const [file = ''] = context.args;
    const task = oneTask(await readJson(context.io, file, context.options.encoding));
    const { receipt, lost } = converted(task);
    const warn = (text: string) => context.io.stderr(`${context.text(`Предупреждение: ${text}`)}\n`);
    for (const name of lost) warn(`${name} частью чека не станет`);
    for (const { name, key } of keysIn(task))
      warn(`${name} частью чека не станет: atol receipt --key ${key}`);
    context.print(JSON.stringify(receipt, undefined, 2).split('\n'), receipt, { verbatim: true });
  },
});

function converted(task: unknown): ConvertedTask {
  try {
    return convertTask(task);
  } catch (error) {
    return throwTaskFailure(error);
  }
}
