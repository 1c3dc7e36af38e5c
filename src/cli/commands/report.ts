import { reportType } from '../../protocol/index.js';
import type { ReportName } from '../../register/documents/reports.js';
import { defineCliCommand } from '../cli-command.js';
import { registerOptions, urlArgument, withRegister } from '../register.js';

const names = Object.keys(reportType);

export const report = defineCliCommand({
  name: 'report',
  summary: 'отчёт без гашения: X-отчёт и другие',
  details: `Отчёты: ${names.join(', ')}.`,
  arguments: [{ name: 'ОТЧЁТ', help: 'x — X-отчёт; остальные названы выше', choices: names }, urlArgument],
  options: registerOptions,
  examples: ['atol report x tcp://192.168.1.10:5555'],
  readOnly: false,
  async run(context) {
    const [name = '', url = ''] = context.args;
    await withRegister(context, url, (register) =>
      register.report(name as ReportName, { signal: context.io.signal }),
    );
    context.print(`Отчёт ${name} выполнен`, { report: name });
  },
});
