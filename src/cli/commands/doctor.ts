import { writeFile } from 'node:fs/promises';
import { AtolError, isAtolError } from '../../errors.js';
import { registers } from '../../protocol/index.js';
import { p5Commands } from '../../protocol/p5/index.js';
import { connect } from '../../register/connect.js';
import type { CashRegister } from '../../register/register.js';
import { defineCliCommand } from '../cli-command.js';
import { InputError } from '../errors.js';
import { columns } from '../format.js';
import { readMilliseconds, readPassword, registerOptions, urlArgument } from '../register.js';

interface Answer {
  question: string;
  ms: number;
  value?: unknown;
  /** Code of the error, and the two characters or numbers of the register. */
  error?: { code: string; device?: string };
}

interface Attempt {
  link: 'p5' | 'v3' | 'v2';
  answered: boolean;
  ms: number;
  error?: { code: string; device?: string };
  answers: Answer[];
}

type Question = readonly [
  name: string,
  ask: (kkt: CashRegister, options: { signal: AbortSignal }) => Promise<unknown>,
];

/** Only reading, and only what names nobody: no serial numbers, addresses, tax numbers, sums or documents. */
const questions: readonly Question[] = [
  [
    'identify',
    async (kkt, options) => {
      const { serialNumber, ...rest } = await kkt.identify(options);
      return { ...rest, serialNumberLength: serialNumber.length };
    },
  ],
  [
    'status',
    async (kkt, options) => {
      const { shift, receipt, fn, paperPresent, paperNearEnd, coverOpen } = await kkt.status(options);
      const paper = { paperPresent, paperNearEnd, coverOpen };
      return { shift: shift.state, receiptOpen: receipt.open, fnPhase: fn?.phase ?? null, ...paper };
    },
  ],
  ['lineLength', (kkt, options) => kkt.read(registers.lineLength, 0, 0, options)],
  ['ffdVersions', (kkt, options) => kkt.read(registers.ffdVersions, 0, 0, options)],
  ['clock', async (kkt, options) => ({ told: (await kkt.clock.get(options)).length > 0 })],
  ['fnState', async (kkt, options) => ({ phase: (await kkt.fn.state(options)).phase })],
  ['ofdStatus', async (kkt, options) => ({ waiting: (await kkt.fn.ofdStatus(options)).unsentCount > 0 })],
  ['ofdChannel', (kkt, options) => kkt.settings.get('ofdChannel', options)],
];

const secondProtocol: readonly Question[] = [
  [
    'p5 22',
    async (kkt, options) => {
      const { model, firmware, templates, configuration, boot } = await kkt.call(
        p5Commands.identify,
        undefined,
        options,
      );
      return { model, firmware, templates, configuration, boot };
    },
  ],
];

export const doctor = defineCliCommand({
  name: 'doctor',
  summary: 'задать кассе безобидные вопросы во всех протоколах и составить отчёт без личных данных',
  details: [
    'Только читает: ничего не печатает, не открывает и не меняет. В отчёте нет номеров, адресов, ИНН, сумм и документов.',
    'Его можно прислать нам: так мы узнаём, с какими кассами и прошивками работает пакет.',
  ].join('\n'),
  arguments: [urlArgument],
  options: {
    password: registerOptions.password,
    timeout: { type: 'string', value: 'МС', help: 'предел на один протокол, мс', default: '15000' },
    save: { type: 'string', value: 'ФАЙЛ', help: 'записать отчёт (JSON) в файл' },
  },
  examples: ['atol doctor tcp://192.168.1.10:5555', 'atol doctor serial://COM3 --save report.json'],
  readOnly: true,
  async run({ args, options, io, print }) {
    const [url = ''] = args;
    const accessPassword = readPassword(options.password);
    const limitMs = readMilliseconds('--timeout', options.timeout);
    const protocols: Attempt[] = [];
    for (const link of ['p5', 'v3', 'v2'] as const)
      protocols.push(await attempt(url, link, accessPassword, limitMs, io.signal, protocols.length === 0));
    const report = {
      report: 1,
      node: process.version,
      platform: `${process.platform} ${process.arch}`,
      way: url.slice(0, url.indexOf(':')),
      protocols,
    };
    if (options.save !== undefined) await save(options.save, report);
    print(describe(protocols), report);
  },
});

async function attempt(
  url: string,
  link: Attempt['link'],
  accessPassword: number,
  limitMs: number,
  stop: AbortSignal,
  isFirst: boolean,
): Promise<Attempt> {
  // Not AbortSignal.timeout(): Node 20 forgets one that only AbortSignal.any() knows when it collects garbage.
  const over = new AbortController();
  setTimeout(() => over.abort(), Math.max(1, limitMs)).unref();
  const signal = AbortSignal.any([stop, over.signal]);
  const started = performance.now();
  const since = (from: number): number => Math.round(performance.now() - from);
  const answers: Answer[] = [];
  let kkt: CashRegister;
  try {
    kkt = await connect(url, { link, accessPassword, reconnect: false, signal });
  } catch (error) {
    stop.throwIfAborted();
    // Nothing is there that could be asked: a report would say nothing.
    if (isFirst && isAtolError(error) && error.code === 'CONNECT_FAILED') throw error;
    return { link, answered: false, ms: since(started), error: codeOf(error), answers };
  }
  const ms = since(started);
  try {
    for (const [question, ask] of link === 'p5' ? [...questions, ...secondProtocol] : questions) {
      const from = performance.now();
      try {
        const value = await ask(kkt, { signal });
        answers.push({ question, ms: since(from), value });
      } catch (error) {
        stop.throwIfAborted();
        answers.push({ question, ms: since(from), error: codeOf(error) });
      }
    }
  } finally {
    await kkt.close();
  }
  return { link, answered: true, ms, answers };
}

/** Codes only: messages may name an address. Wrong usage is told at once. */
function codeOf(error: unknown): { code: string; device?: string } {
  if (!(error instanceof AtolError)) throw error;
  if (error.name === 'ValidationError' && error.code !== 'SETTING') throw error;
  const { code, deviceCode, status } = error as AtolError & { deviceCode?: string; status?: number };
  const device = deviceCode ?? status?.toString(16).toUpperCase().padStart(2, '0');
  return { code, ...(device !== undefined && { device }) };
}

async function save(file: string, report: object): Promise<void> {
  try {
    await writeFile(file, `${JSON.stringify(report, null, 2)}\n`);
  } catch (error) {
    throw new InputError(`Не удалось записать ${file}: ${(error as Error).message}`, 'USAGE', error);
  }
}

function describe(protocols: readonly Attempt[]): string[] {
  const lines = protocols.flatMap(({ link, answered, ms, error, answers }) => [
    answered
      ? `Протокол ${link}: отвечает, ${ms} мс`
      : `Протокол ${link}: не отвечает (${error?.code ?? '?'})`,
    ...columns(
      answers.map(({ question, value, error: refused }) => [
        question,
        refused ? `${refused.code} ${refused.device ?? ''}`.trim() : JSON.stringify(value),
      ]),
    ),
  ]);
  return [...lines, 'Личных данных в отчёте нет. Пришлите его нам: atol doctor URL --save report.json'];
}
