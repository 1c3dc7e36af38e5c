import {
  Emulator,
  type EmulatorOptions,
  emulatedModels,
  emulateMany,
  type ModelName,
  type RegisterDump,
  serveControl,
} from '../../emulator/index.js';
import { type Context, defineCliCommand } from '../cli-command.js';
import { InputError } from '../errors.js';
import { readJson } from '../json-file.js';
import { readListenAddress, untilAborted } from '../listening.js';
import { readChoice, readInteger, readMilliseconds } from '../register.js';
import { readTrouble, type Trouble, troubleOptions } from '../trouble.js';

export const emulate = defineCliCommand({
  name: 'emulate',
  summary: 'эмулятор ККТ на TCP или на виртуальном последовательном порту',
  details: [
    'Печатает «listening URL», когда готов принимать соединения,',
    'и работает до SIGINT (Ctrl+C) или SIGTERM. Порт TCP 0 — любой свободный.',
    'С --listen pty создаёт последовательный порт и печатает его: listening serial:///dev/pts/5;',
    'с --listen pty:ПУТЬ порт доступен и под этим именем. Нужна программа socat.',
    'С --state эмулятор продолжает с того места, где остановился или был убит.',
    'С --control http по адресу «control http://…» открывается страница: касса, её бумага, документы и сбои.',
  ].join('\n'),
  arguments: [],
  options: {
    listen: {
      type: 'string',
      value: 'URL|pty|pty:ПУТЬ',
      help: 'где ждать соединений',
      default: 'tcp://127.0.0.1:5555',
    },
    model: {
      type: 'string',
      value: 'МОДЕЛЬ',
      help: `42FS без принтера (если не указана), 30F и другие: ${emulatedModels.join(', ')}`,
    },
    state: {
      type: 'string',
      value: 'ПАПКА',
      help: 'хранить ККТ и ФН со всеми документами в папке; без неё они живут, пока живёт процесс',
    },
    count: {
      type: 'string',
      value: 'СКОЛЬКО',
      help: 'сколько касс: у каждой свои номера и порт, порты идут подряд; с --state у каждой своя папка',
    },
    from: {
      type: 'string',
      value: 'ФАЙЛ|-',
      help: 'изобразить кассу, которую прочитала команда atol dump: её модель, прошивку и регистрацию',
    },
    'test-numbers': { type: 'boolean', help: 'с --from: новые номера ККТ, ФН и регистрации, а не из дампа' },
    unregistered: { type: 'boolean', help: 'новая ККТ с новым ФН, ещё не зарегистрирована' },
    latency: {
      type: 'string',
      value: 'МС',
      help: 'сколько ФН подписывает документ, мс',
      default: '900',
    },
    pace: {
      type: 'string',
      value: 'steady|realistic',
      help: 'steady — время занимает только подпись; realistic — как в жизни: команды, печать по строкам, подпись то быстрее, то медленнее (догадки)',
      default: 'steady',
    },
    seed: {
      type: 'string',
      value: 'ЧИСЛО',
      help: 'с --pace realistic: то же число — те же времена',
      default: '1',
    },
    answers: {
      type: 'string',
      value: 'async|sync',
      help: 'результат отдельным пакетом или сразу в ответе',
      default: 'async',
    },
    link: {
      type: 'string',
      value: 'any|v2|v3|p5',
      help: 'на каких протоколах отвечать; p5 — второй протокол, прошивка платформы 5',
      default: 'any',
    },
    firmware: { type: 'string', value: 'ВЕРСИЯ', help: 'версия прошивки: 3.0.1245, с --link p5 — 5.7.13' },
    'vat-rates': {
      type: 'string',
      value: 'ffd105|2026',
      help: 'ставки НДС прошивки: все 12 или только 6 прежних (ffd105)',
      default: '2026',
    },
    ofd: {
      type: 'string',
      value: 'URL|tables',
      help: 'отправлять документы в ОФД: адрес вида tcp://127.0.0.1:7777 или таблица 19',
    },
    'ofd-through': {
      type: 'string',
      value: 'network|host',
      help: 'чьей сетью: самой ККТ или, во втором протоколе, компьютера, к которому она подключена',
      default: 'network',
    },
    ...troubleOptions,
  },
  examples: [
    'atol emulate',
    'atol emulate --listen tcp://0.0.0.0:5555 --model 30F --latency 0',
    'atol emulate --listen pty:/tmp/kkt --link v2',
    'atol emulate --link p5 --model 30F',
    'atol emulate --state ./kkt',
    'atol emulate --from register.json --test-numbers',
    'atol emulate --count 48 --listen tcp://127.0.0.1:6001',
    'atol emulate --chaos 42:0.05 --control http',
  ],
  readOnly: true,
  async run(context) {
    const { io, options, print } = context;
    const pty = /^pty(?::(.+))?$/s.exec(options.listen);
    const address = pty ? undefined : readListenAddress(options.listen);
    const trouble = await readTrouble(options);
    const count = readCount(options.count);
    if (count !== undefined && pty) throw new InputError('--count несовместим с --listen pty');
    if (count !== undefined && options.from) throw new InputError('--count несовместим с --from');
    const common: EmulatorOptions = {
      model: options.model as ModelName | undefined,
      state: options.state,
      ...(options.unregistered && { registered: false }),
      ...(options.from && { from: (await readJson(io, options.from)) as RegisterDump }),
      ...(options['test-numbers'] && { testNumbers: true }),
      latency: readMilliseconds('--latency', options.latency),
      pace: readChoice('--pace', options.pace, ['steady', 'realistic']),
      seed: readInteger('--seed', options.seed, 0, 0xffff_ffff),
      answers: readChoice('--answers', options.answers, ['async', 'sync']),
      link: readChoice('--link', options.link, ['any', 'v2', 'v3', 'p5']),
      firmware: options.firmware,
      vatRates: readChoice('--vat-rates', options['vat-rates'], ['ffd105', '2026']),
      ofd: options.ofd,
      ofdThrough: readChoice('--ofd-through', options['ofd-through'], ['network', 'host']),
      onError: (error) => io.stderr(`${error instanceof Error ? error.stack : error}\n`),
    };
    if (count !== undefined && address) return runFleet(context, { count, address, common, trouble });
    await using emulator = await Emulator.open(common);
    const { url } = address ? await emulator.listen(address) : await emulator.listenPty({ link: pty?.[1] });
    await using control = trouble.control && (await serveControl(emulator, trouble.control));
    trouble.begin(emulator);
    const { serialNumber, model } = emulator;
    const where = control && { control: control.url };
    print([`listening ${url}`, ...(control ? [`control ${control.url}`] : [])], {
      listening: url,
      ...where,
      model,
      serialNumber,
    });
    await untilAborted(io.signal);
  },
});

interface Fleet {
  readonly count: number;
  readonly address: { readonly host: string; readonly port: number };
  readonly common: EmulatorOptions;
  readonly trouble: Trouble;
}

async function runFleet(
  { io, print }: Pick<Context, 'io' | 'print'>,
  { count, address, common, trouble }: Fleet,
): Promise<void> {
  const { host, port } = address;
  if (port > 0 && port + count - 1 > MAX_PORT)
    throw new InputError(`--count ${count}: портов начиная с ${port} столько нет`);
  const fleet = await emulateMany(count, common);
  try {
    const registers = [];
    for (const [index, emulator] of fleet.entries()) {
      const { url } = await emulator.listen({ host, port: port === 0 ? 0 : port + index });
      trouble.begin(emulator);
      const { serialNumber, model, fn } = emulator;
      registers.push({ listening: url, model, serialNumber, fnNumber: fn.number });
    }
    await using control = trouble.control && (await serveControl(fleet, trouble.control));
    const where = control && { control: control.url };
    const lines = registers.map(({ listening, serialNumber }) => `listening ${listening} ${serialNumber}`);
    print([...lines, ...(control ? [`control ${control.url}`] : [])], { registers, ...where });
    await untilAborted(io.signal);
  } finally {
    await Promise.all(fleet.map((emulator) => emulator.close()));
  }
}

const MAX_PORT = 65_535;

function readCount(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^[1-9]\d{0,3}$/.test(text)) throw new InputError(`--count ${text}: нужно целое число 1..9999`);
  return Number(text);
}
