import { jsonTasks } from '../../json/index.js';
import { defineCliCommand } from '../cli-command.js';
import { InputError } from '../errors.js';
import { readJson } from '../json-file.js';
import { registerOptions, urlArgument, withRegister } from '../register.js';
import { throwTaskFailure } from '../task-failure.js';

export const json = defineCliCommand({
  name: 'json',
  summary: 'выполнить JSON-задание АТОЛ',
  details: [
    'Задания, ответы и ошибки — как у драйвера АТОЛ (processJson). Ответ печатается в JSON.',
    'С --journal и --key (или uuid в задании) чек с одним ключом оформляется один раз.',
  ].join('\n'),
  arguments: [urlArgument, { name: 'FILE', help: 'файл с заданием в JSON; «-»: стандартный ввод' }],
  options: {
    key: { type: 'string', value: 'КЛЮЧ', help: 'ключ задания, например номер заказа' },
    journal: {
      type: 'string',
      value: 'КАТАЛОГ',
      help: 'каталог для ключей и результатов, у каждой ККТ свой',
    },
    ...registerOptions,
  },
  examples: [
    'atol json tcp://192.168.1.10:5555 task.json',
    'echo \'{"type":"getShiftStatus"}\' | atol json tcp://192.168.1.10:5555 -',
  ],
  readOnly: false,
  async run(context) {
    const [url = '', file = ''] = context.args;
    const { key, journal } = context.options;
    if (key !== undefined && journal === undefined) throw new InputError('К --key нужен --journal');
    const task = await readJson(context.io, file);
    const answer = await withRegister(
      context,
      url,
      (register) =>
        jsonTasks(register).process(task, { key, signal: context.io.signal }).catch(throwTaskFailure),
      { journal },
    );
    context.print(JSON.stringify(answer ?? {}, undefined, 2).split('\n'), answer ?? {}, { verbatim: true });
  },
});
