import { hint } from '../testing/hint.js';
import { CASE_NAMES, kitText, REPORT_LANGUAGES, type ReportLanguage, runKit } from '../testing/index.js';
import { withStandIn } from './stand-in.js';
import { argumentsOf, pluginAndKit, UsageError } from './usage.js';

/** `fiscal-plugin test` */
export async function test(args: string[]): Promise<number> {
  const { values, positionals } = argumentsOf(args, {
    kit: { type: 'string' },
    only: { type: 'string', multiple: true },
    json: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
    language: { type: 'string' },
  });
  const language = languageOf(values.language);
  const strange = values.only?.find((name) => !CASE_NAMES.includes(name));
  if (strange !== undefined) {
    throw new UsageError(`--only: there is no case ${strange}; ${hint(strange, CASE_NAMES)}`);
  }
  const { file, setup, standIn } = await pluginAndKit(positionals[0], values.kit);
  const run = () =>
    runKit({
      file,
      setup,
      quick: values.quick === true,
      ...(values.only === undefined ? {} : { only: values.only }),
      onCase: ({ name, verdict }) => {
        if (values.json !== true)
          process.stderr.write(`${verdict === 'failed' ? 'FAILED' : verdict} ${name}\n`);
      },
    });
  const report = await withStandIn(standIn, run);
  process.stdout.write(
    values.json === true ? `${JSON.stringify(report, null, 2)}\n` : `${kitText(report, language)}\n`,
  );
  return report.failed === 0 ? 0 : 1;
}

/** The one asked for, or that of the computer; English where the report has no other. */
function languageOf(asked: string | undefined): ReportLanguage {
  const { LC_ALL = '', LC_MESSAGES = '', LANG = '' } = process.env;
  const wanted = asked ?? (LC_ALL || LC_MESSAGES || LANG).slice(0, 2);
  const found = REPORT_LANGUAGES.find((language) => language === wanted);
  if (found === undefined && asked !== undefined) {
    throw new UsageError(`--language takes ${REPORT_LANGUAGES.join(' or ')} (got ${asked})`);
  }
  return found ?? 'en';
}
