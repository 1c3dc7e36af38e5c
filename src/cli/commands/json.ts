import { join } from 'node:path';
import { fileJournal, type JournalStore } from '../../journal/index.js';
import { jsonTasks } from '../../json/index.js';
import { defineCliCommand } from '../cli-command.js';
import { InputError } from '../errors.js';
import { encodingOption, readJson } from '../json-file.js';
import { registerOptions, urlArgument, withRegister } from '../register.js';
import { throwTaskFailure } from '../task-failure.js';
import { keysIn } from '../task-file.js';

export const json = defineCliCommand({
  name: 'json',
  summary: 'выполнить JSON-задание АТОЛ',
  details: [
    'Задания, ответы и ошибки — как у драйвера АТОЛ (processJson). Ответ печатается в JSON.',
    'С --journal и --key (или uuid в задании) задание с одним ключом выполняется один раз.',
  ].join('\n'),
  arguments: [urlArgument, { name: 'FILE', help: 'файл с заданием в JSON; «-»: стандартный ввод' }],
  options: {
    key: { type: 'string', value: 'КЛЮЧ', help: 'ключ задания, например номер заказа' },
    journal: {
      type: 'string',
      value: 'КАТАЛОГ',
      help: 'каталог для ключей и результатов, у каждой ККТ свой',
    },
    ...encodingOption,
    ...registerOptions,
  },
  examples: [
    'atol json tcp://192.168.1.10:5555 task.json',
    'echo \'{"type":"getShiftStatus"}\' | atol json tcp://192.168.1.10:5555 -',
  ],
  readOnly: false,
  async run(context) {
    const [url = '', file = ''] = context.args;
    const { key, journal, encoding } = context.options;
    if (key !== undefined && journal === undefined) throw new InputError('К --key нужен --journal');
    const task = await readJson(context.io, file, encoding);
    for (const { name } of journal === undefined ? keysIn(task) : [])
      context.io.stderr(`${context.text(`Предупреждение: без --journal ${name} никто не запомнит`)}\n`);
    const answer = await withRegister(
      context,
      url,
      async (register) => {
        const tasks = jsonTasks(register, { journal: tasksOf(journal) });
        try {
          return await tasks.process(task, { key, signal: context.io.signal });
        } catch (error) {
          return throwTaskFailure(error);
        } finally {
          await tasks.close();
        }
      },
      { journal },
    );
    context.print(JSON.stringify(answer ?? {}, undefined, 2).split('\n'), answer ?? {}, { verbatim: true });
  },
});

/** Where the wrapper keeps the keys of tasks that make no receipt: both may take turns with one directory. */
function tasksOf(journal: string | undefined): JournalStore | undefined {
  return journal === undefined ? undefined : fileJournal(join(journal, 'tasks'));
}
