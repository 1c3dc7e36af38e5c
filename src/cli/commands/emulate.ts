import { Emulator, emulatedModels, type ModelName, serveControl } from '../../emulator/index.js';
import { defineCliCommand } from '../cli-command.js';
import { readListenAddress, untilAborted } from '../listening.js';
import { readChoice, readMilliseconds } from '../register.js';
import { readTrouble, troubleOptions } from '../trouble.js';

export const emulate = defineCliCommand({
  name: 'emulate',
  summary: 'эмулятор ККТ на TCP или на виртуальном последовательном порту',
  details: [
    'Печатает «listening URL», когда готов принимать соединения,',
    'и работает до SIGINT (Ctrl+C) или SIGTERM. Порт TCP 0 — любой свободный.',
    'С --listen pty создаёт последовательный порт и печатает его: listening serial:///dev/pts/5;',
    'с --listen pty:ПУТЬ порт доступен и под этим именем. Нужна программа socat.',
    'С --state эмулятор продолжает с того места, где остановился или был убит.',
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
    unregistered: { type: 'boolean', help: 'новая ККТ с новым ФН, ещё не зарегистрирована' },
    latency: {
      type: 'string',
      value: 'МС',
      help: 'сколько ФН подписывает документ, мс',
      default: '900',
    },
    answers: {
      type: 'string',
      value: 'async|sync',
      help: 'результат отдельным пакетом или сразу в ответе',
      default: 'async',
    },
    link: {
      type: 'string',
      value: 'any|v2|v3',
      help: 'на каких протоколах отвечать',
      default: 'any',
    },
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
    ...troubleOptions,
  },
  examples: [
    'atol emulate',
    'atol emulate --listen tcp://0.0.0.0:5555 --model 30F --latency 0',
    'atol emulate --listen pty:/tmp/kkt --link v2',
    'atol emulate --state ./kkt',
    'atol emulate --chaos 42:0.05 --control http',
  ],
  readOnly: true,
  async run({ io, options, print }) {
    const pty = /^pty(?::(.+))?$/s.exec(options.listen);
    const address = pty ? undefined : readListenAddress(options.listen);
    const trouble = await readTrouble(options);
    await using emulator = await Emulator.open({
      model: options.model as ModelName | undefined,
      state: options.state,
      registered: !options.unregistered,
      latency: readMilliseconds('--latency', options.latency),
      answers: readChoice('--answers', options.answers, ['async', 'sync']),
      link: readChoice('--link', options.link, ['any', 'v2', 'v3']),
      vatRates: readChoice('--vat-rates', options['vat-rates'], ['ffd105', '2026']),
      ofd: options.ofd,
      onError: (error) => io.stderr(`${error instanceof Error ? error.stack : error}\n`),
    });
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
