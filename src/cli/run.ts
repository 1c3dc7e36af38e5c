import packageInfo from '../../package.json' with { type: 'json' };
import { AtolError } from '../errors.js';
import { type Context, type Parsed, parseWords } from './cli-command.js';
import { cliCommands } from './commands/index.js';
import { CommandFailure, exitCode, exitCodeOf, InputError } from './errors.js';
import { oneLine } from './format.js';
import { helpOf, overview } from './help.js';
import type { Io } from './io.js';
import { toJson } from './json.js';

/**
 * The whole program but its process: `run(['status', 'tcp://127.0.0.1:5555'], io)` gives the exit code.
 * Never rejects for what a user can do wrong.
 */
export async function run(words: readonly string[], io: Io): Promise<number> {
  const [first, ...rest] = words;
  const json = words.includes('--json');
  if (first === '--version' || first === '-V') {
    io.stdout(json ? toJson({ version: packageInfo.version }) : `${packageInfo.version}\n`);
    return exitCode.done;
  }
  if (first === '--help' || first === '-h') {
    io.stdout(overview(cliCommands));
    return exitCode.done;
  }
  const command = cliCommands.find(({ name }) => name === first);
  let readOnly = true;
  try {
    if (!command) throw unknownCommand(first);
    const parsed = parseWords(command, rest);
    if (parsed.help) {
      io.stdout(helpOf(command));
      return exitCode.done;
    }
    readOnly = typeof command.readOnly === 'function' ? command.readOnly(parsed.args) : command.readOnly;
    await command.run(contextOf(parsed, io));
    return exitCode.done;
  } catch (error) {
    return report(error, readOnly, json, io);
  }
}

function contextOf({ args, options, json }: Parsed, io: Io): Context {
  return {
    io,
    args,
    options,
    json,
    print(lines, value) {
      io.stdout(json ? toJson(value) : `${typeof lines === 'string' ? lines : lines.join('\n')}\n`);
    },
  };
}

function unknownCommand(word: string | undefined): InputError {
  const known = `есть: ${cliCommands.map(({ name }) => name).join(', ')}; справка: atol --help`;
  if (word === undefined || word.startsWith('-')) return new InputError(`Не указана команда, ${known}`);
  return new InputError(`Неизвестная команда «${word}», ${known}`);
}

/** One line for people on stderr; with `--json` also an object on stdout, where a program looks for it. */
function report(failure: unknown, readOnly: boolean, json: boolean, io: Io): number {
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
  io.stderr(expected ? `${oneLine(message)}\n` : `${error instanceof Error ? error.stack : message}\n`);
  return code;
}
