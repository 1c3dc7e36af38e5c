import { handlers } from '../../src/emulator/handlers/index.js';
import { refusedCommands } from '../../src/emulator/handlers/legacy.js';
import { type Command, type CommandName, commands } from '../../src/protocol/index.js';
import { type DeclarationText, type LayoutText, readConstants, readDeclarations } from './declarations.js';
import { code, generated, hex, type PageLanguage, table } from './markdown.js';
import { commentInRussian, inRussian } from './russian.js';

const files = ['info', 'mode', 'shift', 'receipt', 'print', 'fn', 'registration', 'tables', 'legacy'];

const source = (file: string): URL =>
  new URL(`../../src/protocol/classic/commands/${file}.ts`, import.meta.url);

/** The words of the page in its language. */
interface Words {
  readonly intro: string;
  readonly overview: readonly string[];
  readonly refused: readonly [heading: string, intro: string, ...head: string[]];
  readonly fields: readonly string[];
  readonly values: readonly [heading: string, ...head: string[]];
  readonly sides: { readonly request: string; readonly answer: string };
  readonly frames: Readonly<Record<string, string>>;
  emulated(answer: 'yes' | 'no' | { readonly status: string }): string;
  facts(command: Command): string[];
  /** A note of the sources. */
  say(note: string): string;
}

const codecs = [
  [
    '`u8`, `u16be`, `u16le`, `u32be`, `u32le`, `u40le`',
    'binary, big-endian or little-endian',
    'двоичные, старшим или младшим байтом вперёд',
  ],
  [
    '`bcd(n)`',
    'n bytes of packed decimal, most significant digit first',
    'n байт двоично-десятичных цифр, старшая первой',
  ],
  ['`money(n)`', '`bcd(n)`, kopecks', '`bcd(n)`, копейки'],
  ['`quantity`', '`bcd(5)`, thousandths', '`bcd(5)`, тысячные'],
  ['`digits(n)`', '2n decimal digits in n bytes, as a string', '2n десятичных цифр в n байтах, строкой'],
  [
    "`bcdTime('dmyhms')`",
    'two packed digits for each letter (d, m, y, h, m, s); a local time as a string',
    'по две двоично-десятичные цифры на букву (d, m, y, h, m, s); местное время строкой',
  ],
  [
    "`binaryTime('ymdhm')`",
    'the same with a binary byte for each letter',
    'то же, но двоичный байт на букву',
  ],
  [
    '`text()`',
    "text in the register's code page; with `length` padded, else to the end",
    'текст в кодировке ККТ; с `length` дополнен, иначе до конца',
  ],
  [
    '`bytes()`, `bytes(n)`',
    'raw bytes, n of them or all that are left',
    'сырые байты: n штук или все оставшиеся',
  ],
  ['`paddedBytes(n)`', 'raw bytes, padded with zeroes', 'сырые байты, дополненные нулями'],
  ['`constant(…)`', 'fixed bytes; no field of the value', 'постоянные байты; в значении поля нет'],
  ['`optional(…)`', 'may be missing at the end', 'может отсутствовать в конце'],
] as const;

const english: Words = {
  intro: `# Commands

[По-русски](commands.ru.md)

Every command of ATOL's protocol that this package knows, in order of the codes. All of them are values of
\`commands\` (\`import { commands } from 'atol-kkt'\`) and can be sent by \`kkt.call(commands.NAME, { … })\`; most have a method
that does what belongs around them.

A request is the access password (2 bytes of packed decimal), the code, the parameters. An answer begins with \`55\`, the error
byte and, on success, the data; shapes that differ are named. Fields follow each other in the order of the tables.

${table(
  ['codec', 'bytes'],
  codecs.map(([name, text]) => [name, text]),
)}

Mode: the mode that the register must be in (56 enters, 48 leaves), "–" for any. Times: how long the host waits over link v3,
and T5 of link v2. Evidence: how sure the layout is: **driver** seen with the vendor's driver, **public** in several public clients, **single** in one public client.
Emulator: "yes", or the error byte that it refuses with on purpose.`,
  overview: ['code', 'name', 'Russian name', 'mode', 'evidence', 'emulator'],
  refused: [
    'Refused on purpose',
    'The emulator knows these and refuses them; why:',
    'code',
    'name',
    'error',
    'reason',
  ],
  fields: ['field', 'codec', 'meaning'],
  values: ['Values', 'name', 'value', 'hex', 'meaning'],
  sides: { request: 'Request', answer: 'Answer' },
  frames: {
    tagged: ': `TAG`, then',
    errorFirst: ': the error byte without `55`, then',
    bare: ': `55` without an error byte, then',
  },
  emulated: (answer) => (typeof answer === 'string' ? answer : `refuses: ${answer.status}`),
  facts: ({ mode, timeoutMs, t5Ms, evidence, safe, resultNeeded }) => [
    `Mode ${mode ?? '–'}`,
    `${timeoutMs / 1000} s, T5 ${t5Ms / 1000} s`,
    `evidence: ${evidence}`,
    ...(safe ? ['only reads'] : []),
    ...(resultNeeded ? [] : ["the vendor's driver does not wait for the result"]),
  ],
  say: (note) => note,
};

const russian: Words = {
  intro: `# Команды

[In English](commands.md)

Все команды протокола АТОЛ, которые знает пакет, по порядку кодов. Каждая — значение объекта
\`commands\` (\`import { commands } from 'atol-kkt'\`), и её можно послать: \`kkt.call(commands.NAME, { … })\`; у большинства есть метод,
который делает и всё, что должно быть вокруг.

Запрос — пароль доступа (2 байта двоично-десятичных цифр), код, параметры. Ответ начинается с \`55\` и байта ошибки, при
успехе за ними идут данные; где строение другое, это сказано. Поля следуют друг за другом в порядке таблиц.

${table(
  ['кодек', 'байты'],
  codecs.map(([name, , text]) => [name, text]),
)}

Режим — тот, в котором ККТ должна быть (56 — вход, 48 — выход), «–» — любой. Времена: сколько программа ждёт на канальном уровне v3
и T5 на уровне v2. Откуда известно строение: **driver** — видно по драйверу АТОЛ, **public** — по нескольким открытым программам, **single** — по одной.
Эмулятор: «да» или байт ошибки, с которым он намеренно отказывает.`,
  overview: ['код', 'имя', 'название', 'режим', 'откуда', 'эмулятор'],
  refused: [
    'Намеренные отказы',
    'Эти команды эмулятор знает, но отказывает в них; почему:',
    'код',
    'имя',
    'ошибка',
    'причина',
  ],
  fields: ['поле', 'кодек', 'смысл'],
  values: ['Значения', 'имя', 'значение', 'шестн.', 'смысл'],
  sides: { request: 'Запрос', answer: 'Ответ' },
  frames: {
    tagged: ': `TAG`, потом',
    errorFirst: ': байт ошибки без `55`, потом',
    bare: ': `55` без байта ошибки, потом',
  },
  emulated: (answer) =>
    typeof answer === 'string' ? { yes: 'да', no: 'нет' }[answer] : `отказ: ${answer.status}`,
  facts: ({ mode, timeoutMs, t5Ms, evidence, safe, resultNeeded }) => [
    `Режим ${mode ?? '–'}`,
    `${timeoutMs / 1000} с, T5 ${t5Ms / 1000} с`,
    `откуда: ${evidence}`,
    ...(safe ? ['только читает'] : []),
    ...(resultNeeded ? [] : ['драйвер АТОЛ результата не ждёт']),
  ],
  say: (note) => commentInRussian(note) ?? inRussian(note),
};

export function commandsPage(language: PageLanguage): string {
  const words = language === 'ru' ? russian : english;
  const texts = new Map<string, DeclarationText>();
  for (const file of files) {
    for (const [name, text] of readDeclarations(source(file), 'defineCommand')) texts.set(name, text);
  }
  const all = (Object.values(commands) as Command[]).sort((a, b) => key(a) - key(b));
  const sections = all.map((command) => {
    const text = texts.get(command.name);
    if (!text) throw new Error(`The sources have no declaration of ${command.name}`);
    return section(command, text, words);
  });
  const parts = [
    generated,
    words.intro,
    overview(all, words),
    refusals(words),
    ...sections,
    constants(words),
  ];
  return `${parts.join('\n\n')}\n`;
}

const key = ({ code: first, sub }: Command): number => first * 256 + (sub ?? 0);
const codeOf = ({ code: first, sub }: Command): string =>
  sub === undefined ? hex(first) : `${hex(first)} ${hex(sub)}`;

function overview(all: readonly Command[], words: Words): string {
  const rows = all.map((command) => {
    const { name, title, mode, evidence } = command;
    const link = `[${name}](#${anchor(command)})`;
    return [codeOf(command), link, title, mode ?? '–', evidence, emulated(name as CommandName, words)];
  });
  return table(words.overview, rows);
}

function emulated(name: CommandName, words: Words): string {
  if (!Object.hasOwn(refusedCommands, name))
    return words.emulated(Object.hasOwn(handlers, name) ? 'yes' : 'no');
  return words.emulated({ status: hex(refusedCommands[name as keyof typeof refusedCommands].status) });
}

function refusals({ refused: [heading, intro, ...head], say }: Words): string {
  const rows = Object.entries(refusedCommands).map(([name, { status, reason }]) => {
    const command = commands[name as CommandName] as Command;
    return [codeOf(command), name, hex(status), say(reason)];
  });
  return [`## ${heading}`, intro, table(head, rows)].join('\n\n');
}

/** As GitHub makes it of the heading. */
const anchor = (command: Command): string =>
  `${codeOf(command)} ${command.name}`.toLowerCase().replaceAll(' ', '-');

function section(command: Command, { comment, layouts }: DeclarationText, words: Words): string {
  const { name, title, envelope } = command;
  const { request, answer } = words.sides;
  return [
    `## ${codeOf(command)} ${name}`,
    `${capital(title)}. ${words.facts(command).join('; ')}.`,
    ...(comment ? [words.say(comment)] : []),
    ...side(request, layouts['request'], words),
    ...side(`${answer}${frame(envelope.name, words)}`, layouts['answer'], words),
  ].join('\n\n');
}

/** What stands around the data of an answer, where it is not `55 00`. */
function frame(envelope: string, { frames }: Words): string {
  const [kind = '', tag = ''] = envelope.split(' ');
  return frames[kind]?.replace('TAG', tag) ?? '';
}

/** Numbers that have names. */
function constants({ values: [heading, ...head], say }: Words): string {
  const all = files.flatMap((file) => readConstants(source(file)));
  const tables = all.map(({ name, comment, values }) => {
    const rows = values.map((one) => [one.name, one.value, hex(one.value), say(one.comment)]);
    return [`### ${name}`, ...(comment ? [say(comment)] : []), table(head, rows)].join('\n\n');
  });
  return [`## ${heading}`, ...tables].join('\n\n');
}

function side(name: string, layouts: readonly LayoutText[] = [], { fields: head, say }: Words): string[] {
  return layouts.map(({ when, fields }) => {
    const rows = fields.map((field) => [field.name, code(field.codec), say(field.comment)]);
    return `${name}${when && `, ${when}`}:\n\n${table(head, rows)}`;
  });
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
