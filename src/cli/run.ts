import packageInfo from '../../package.json' with { type: 'json' };
import { AtolError } from '../errors.js';
import { closest } from '../util/closest.js';
import { type Context, type Parsed, parseWords } from './cli-command.js';
import { cliCommands } from './commands/index.js';
import { CommandFailure, exitCode, exitCodeOf, InputError } from './errors.js';
import { oneLine } from './format.js';
import { helpOf, overview } from './help.js';
import type { Io } from './io.js';
import { toJson } from './json.js';
import { english, type Language, linesIn } from './language.js';

/**
 * The whole program but its process: `run(['status', 'tcp://127.0.0.1:5555'], io)` gives the exit code.
 * Never rejects for what a user can do wrong.
 */
export async function run(words: readonly string[], io: Io): Promise<number> {
  const json = words.includes('--json');
  let language = io.language;
  let readOnly = true;
  try {
    language = askedLanguage(words) ?? language;
    const [first, ...rest] = withoutLanguage(words);
    const say = (lines: readonly string[]): void => io.stdout(`${linesIn(language, lines).join('\n')}\n`);
    if (first === '--version' || first === '-V') {
      io.stdout(json ? toJson({ version: packageInfo.version }) : `${packageInfo.version}\n`);
      return exitCode.done;
    }
    if (first === '--help' || first === '-h' || (first === 'help' && rest.length === 0)) {
      say(overview(cliCommands));
      return exitCode.done;
    }
    const [name, ...others] = first === 'help' ? [rest[0], '--help'] : [first, ...rest];
    const command = cliCommands.find((one) => one.name === name);
    if (!command) throw unknownCommand(name);
    const parsed = parseWords(command, others);
    if (parsed.help) {
      say(helpOf(command, language));
      return exitCode.done;
    }
    readOnly =
      typeof command.readOnly === 'function'
        ? command.readOnly(parsed.args, parsed.options)
        : command.readOnly;
    await command.run(contextOf(parsed, io, language));
    return exitCode.done;
  } catch (error) {
    return report(error, readOnly, json, language, io);
  }
}

/** What `--lang` says. Throws InputError. */
function askedLanguage(words: readonly string[]): Language | undefined {
  const at = words.findIndex((word) => word === '--lang' || word.startsWith('--lang='));
  if (at < 0) return undefined;
  const asked = words[at]?.startsWith('--lang=') ? words[at].slice('--lang='.length) : words[at + 1];
  if (asked === 'ru' || asked === 'en') return asked;
  throw new InputError(`--lang — ru или en, а не «${asked ?? ''}»`);
}

/** It may stand anywhere, also before the command. */
function withoutLanguage(words: readonly string[]): string[] {
  return words.filter(
    (word, at) => !word.startsWith('--lang=') && word !== '--lang' && words[at - 1] !== '--lang',
  );
}

function contextOf({ args, options, json }: Parsed, io: Io, language: Language): Context {
  const put = (lines: string | readonly string[], verbatim: boolean): void => {
    const all = typeof lines === 'string' ? [lines] : lines;
    io.stdout(`${(verbatim ? all : linesIn(language, all)).join('\n')}\n`);
  };
  return {
    io,
    args,
    options,
    json,
    language,
    text: (russian) => (language === 'ru' ? russian : english(russian)),
    say(lines) {
      if (!json) put(lines, false);
    },
    print(lines, value, { verbatim } = { verbatim: false }) {
      if (json) io.stdout(toJson(value));
      else put(lines, verbatim);
    },
  };
}

function unknownCommand(word: string | undefined): InputError {
  const names = cliCommands.map(({ name }) => name);
  const known = `есть: ${names.join(', ')}; справка: atol help`;
  if (word === undefined || word.startsWith('-')) return new InputError(`Не указана команда, ${known}`);
  const like = closest(word, names);
  if (like !== undefined)
    return new InputError(`Неизвестная команда «${word}», возможно, «${like}»; справка: atol help`);
  return new InputError(`Неизвестная команда «${word}», ${known}`);
}

/** One line for people on stderr; with `--json` also an object on stdout, where a program looks for it. */
function report(failure: unknown, readOnly: boolean, json: boolean, language: Language, io: Io): number {
  const known = failure instanceof CommandFailure ? failure : undefined;
  const error = known ? known.cause : failure;
  const code = exitCodeOf(error, readOnly);
  const expected = error instanceof AtolError;
  const message = error instanceof Error ? error.message : String(error);
  if (json) {
    const described = expected ? error.toJSON() : { name: 'Error', code: 'INTERNAL', message };
    io.stdout(toJson({ error: described, ...known?.details }));
  }
  // Anything else is a fault of this program, and its stack is what its authors need.
  const shown = expected && language === 'en' ? error.english : message;
  io.stderr(expected ? `${oneLine(shown)}\n` : `${error instanceof Error ? error.stack : message}\n`);
  return code;
}
