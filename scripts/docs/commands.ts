import { handlers } from '../../src/emulator/handlers/index.js';
import { refusedCommands } from '../../src/emulator/handlers/legacy.js';
import { type Command, type CommandName, commands } from '../../src/protocol/index.js';
import { type DeclarationText, type LayoutText, readConstants, readDeclarations } from './declarations.js';
import { code, generated, hex, table } from './markdown.js';

const files = ['info', 'mode', 'shift', 'receipt', 'print', 'fn', 'registration', 'tables', 'legacy'];

const source = (file: string): URL =>
  new URL(`../../src/protocol/classic/commands/${file}.ts`, import.meta.url);

const evidences = {
  driver: "seen with the vendor's driver",
  public: 'in several public clients',
  single: 'in one public client',
} as const;

const intro = `# Commands

Every command of ATOL's protocol that this package knows, in order of the codes. All of them are values of
\`commands\` (\`import { commands } from 'atol-kkt'\`) and can be sent by \`kkt.call(commands.NAME, { … })\`; most have a method
that does what belongs around them.

A request is the access password (2 bytes of packed decimal), the code, the parameters. An answer begins with \`55\`, the error
byte and, on success, the data; shapes that differ are named. Fields follow each other in the order of the tables.

${table(
  ['codec', 'bytes'],
  [
    ['`u8`, `u16be`, `u16le`, `u32be`, `u32le`, `u40le`', 'binary, big-endian or little-endian'],
    ['`bcd(n)`', 'n bytes of packed decimal, most significant digit first'],
    ['`money(n)`', '`bcd(n)`, kopecks'],
    ['`quantity`', '`bcd(5)`, thousandths'],
    ['`digits(n)`', '2n decimal digits in n bytes, as a string'],
    ["`bcdTime('dmyhms')`", 'two packed digits for each letter (d, m, y, h, m, s); a local time as a string'],
    ["`binaryTime('ymdhm')`", 'the same with a binary byte for each letter'],
    ['`text()`', "text in the register's code page; with `length` padded, else to the end"],
    ['`bytes()`, `bytes(n)`', 'raw bytes, n of them or all that are left'],
    ['`paddedBytes(n)`', 'raw bytes, padded with zeroes'],
    ['`constant(…)`', 'fixed bytes; no field of the value'],
    ['`optional(…)`', 'may be missing at the end'],
  ],
)}

Mode: the mode that the register must be in (56 enters, 48 leaves), "–" for any. Times: how long the host waits over link v3,
and T5 of link v2. Evidence: how sure the layout is: ${Object.entries(evidences)
  .map(([name, text]) => `**${name}** ${text}`)
  .join(', ')}.
Emulator: "yes", or the error byte that it refuses with on purpose.`;

export function commandsPage(): string {
  const texts = new Map<string, DeclarationText>();
  for (const file of files) {
    for (const [name, text] of readDeclarations(source(file), 'defineCommand')) texts.set(name, text);
  }
  const all = (Object.values(commands) as Command[]).sort((a, b) => key(a) - key(b));
  const sections = all.map((command) => {
    const text = texts.get(command.name);
    if (!text) throw new Error(`The sources have no declaration of ${command.name}`);
    return section(command, text);
  });
  const parts = [generated, intro, overview(all), refusals(), ...sections, constants()];
  return `${parts.join('\n\n')}\n`;
}

const key = ({ code: first, sub }: Command): number => first * 256 + (sub ?? 0);
const codeOf = ({ code: first, sub }: Command): string =>
  sub === undefined ? hex(first) : `${hex(first)} ${hex(sub)}`;

function overview(all: readonly Command[]): string {
  const rows = all.map((command) => {
    const { name, title, mode, evidence } = command;
    const link = `[${name}](#${anchor(command)})`;
    return [codeOf(command), link, title, mode ?? '–', evidence, emulated(name as CommandName)];
  });
  return table(['code', 'name', 'Russian name', 'mode', 'evidence', 'emulator'], rows);
}

function emulated(name: CommandName): string {
  if (Object.hasOwn(refusedCommands, name))
    return `refuses: ${hex(refusedCommands[name as keyof typeof refusedCommands].status)}`;
  return Object.hasOwn(handlers, name) ? 'yes' : 'no';
}

function refusals(): string {
  const rows = Object.entries(refusedCommands).map(([name, { status, reason }]) => {
    const command = commands[name as CommandName] as Command;
    return [codeOf(command), name, hex(status), reason];
  });
  return [
    '## Refused on purpose',
    'The emulator knows these and refuses them; why:',
    table(['code', 'name', 'error', 'reason'], rows),
  ].join('\n\n');
}

/** As GitHub makes it of the heading. */
const anchor = (command: Command): string =>
  `${codeOf(command)} ${command.name}`.toLowerCase().replaceAll(' ', '-');

function section(command: Command, { comment, layouts }: DeclarationText): string {
  const { name, title, mode, timeoutMs, t5Ms, evidence, envelope } = command;
  const facts = [
    `Mode ${mode ?? '–'}`,
    `${timeoutMs / 1000} s, T5 ${t5Ms / 1000} s`,
    `evidence: ${evidence}`,
    ...(command.safe ? ['only reads'] : []),
    ...(command.resultNeeded ? [] : ["the vendor's driver does not wait for the result"]),
  ];
  const answer = layouts['answer'] ?? [];
  return [
    `## ${codeOf(command)} ${name}`,
    `${capital(title)}. ${facts.join('; ')}.`,
    ...(comment ? [comment] : []),
    ...side('Request', layouts['request']),
    ...side(`Answer${frame(envelope.name)}`, answer),
  ].join('\n\n');
}

/** What stands around the data of an answer, where it is not `55 00`. */
function frame(envelope: string): string {
  const [kind, tag] = envelope.split(' ');
  switch (kind) {
    case 'tagged':
      return `: \`${tag}\`, then`;
    case 'errorFirst':
      return ': the error byte without `55`, then';
    case 'bare':
      return ': `55` without an error byte, then';
    default:
      return '';
  }
}

/** Numbers that have names. */
function constants(): string {
  const all = files.flatMap((file) => readConstants(source(file)));
  const tables = all.map(({ name, comment, values }) => {
    const rows = values.map((one) => [one.name, one.value, hex(one.value), one.comment]);
    return [
      `### ${name}`,
      ...(comment ? [comment] : []),
      table(['name', 'value', 'hex', 'meaning'], rows),
    ].join('\n\n');
  });
  return ['## Values', ...tables].join('\n\n');
}

function side(name: string, layouts: readonly LayoutText[] = []): string[] {
  return layouts.map(({ when, fields }) => {
    const rows = fields.map((field) => [field.name, code(field.codec), field.comment]);
    return `${name}${when && `, ${when}`}:\n\n${table(['field', 'codec', 'meaning'], rows)}`;
  });
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
