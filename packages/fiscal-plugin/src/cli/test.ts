import { kitText, runKit } from '../testing/index.js';
import { argumentsOf, pluginAndKit } from './usage.js';

/** `fiscal-plugin test` */
export async function test(args: string[]): Promise<number> {
  const { values, positionals } = argumentsOf(args, {
    kit: { type: 'string' },
    only: { type: 'string', multiple: true },
    json: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
  });
  const { file, setup } = await pluginAndKit(positionals[0], values.kit);
  const report = await runKit({
    file,
    setup,
    quick: values.quick === true,
    ...(values.only === undefined ? {} : { only: values.only }),
    onCase: ({ name, verdict }) => {
      if (values.json !== true)
        process.stderr.write(`${verdict === 'failed' ? 'FAILED' : verdict} ${name}\n`);
    },
  });
  process.stdout.write(
    values.json === true ? `${JSON.stringify(report, null, 2)}\n` : `${kitText(report)}\n`,
  );
  return report.failed === 0 ? 0 : 1;
}
