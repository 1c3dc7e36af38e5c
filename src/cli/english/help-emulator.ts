import type { Entry } from '../../util/english/index.js';

/** The help of what needs no register: the emulator, its OFD, the search. */
export const helpEmulator: readonly Entry[] = [
  // demo, emulate, ofd, discover
  [
    'чек на эмуляторе: смена, чек с QR-кодом, закрытие смены',
    'issue a receipt on the emulator: a shift, a receipt with its QR code, the end of the shift',
  ],
  [
    'Ничего не нужно: эмулятор запускается на свободном порту TCP, ФН подписывает документ 0,9 с, как настоящий.',
    'You need nothing else: the emulator listens on a free TCP port, and its FN takes 0.9 s to sign a document, as a real one does.',
  ],
  [
    'эмулятор ККТ на TCP или на виртуальном последовательном порту',
    'run the emulator on a TCP port or on a virtual serial port',
  ],
  [
    'Печатает «listening URL», когда готов принимать соединения,',
    'Prints “listening URL” when it is ready for connections,',
  ],
  [
    'и работает до SIGINT (Ctrl+C) или SIGTERM. Порт TCP 0 — любой свободный.',
    'and runs until SIGINT (Ctrl+C) or SIGTERM. TCP port 0 is any free one.',
  ],
  [
    'С --listen pty создаёт последовательный порт и печатает его: listening serial:///dev/pts/5;',
    'With --listen pty it makes a serial port and prints it: listening serial:///dev/pts/5;',
  ],
  [
    'с --listen pty:ПУТЬ порт доступен и под этим именем. Нужна программа socat.',
    'with --listen pty:PATH the port has that name as well. This needs the program socat.',
  ],
  [
    'С --state эмулятор продолжает с того места, где остановился или был убит.',
    'With --state the emulator carries on where it stopped or was killed.',
  ],
  [
    'С --control http по адресу «control http://…» открывается страница: касса, её бумага, документы и сбои.',
    'With --control http there is a page at “control http://…”: the register, its paper, documents and faults.',
  ],
  ['где ждать соединений', 'where to listen for connections'],
  [
    '42FS без принтера (если не указана), 30F и другие: {}',
    '42FS without a printer (default), 30F and others: {}',
  ],
  [
    'хранить ККТ и ФН со всеми документами в папке; без неё они живут, пока живёт процесс',
    'keep the register and the FN with all documents in a folder; without it they live as long as the process',
  ],
  [
    'сколько касс: у каждой свои номера и порт, порты идут подряд; с --state у каждой своя папка',
    'how many registers: each has its own numbers and the next port; with --state also a folder of its own',
  ],
  [
    'изобразить кассу, которую прочитала команда atol dump: её модель, прошивку и регистрацию',
    'imitate the register that atol dump has read, with its model, firmware and registration',
  ],
  [
    'с --from: новые номера ККТ, ФН и регистрации, а не из дампа',
    'with --from: new numbers for the register, FN and registration, not those of the dump',
  ],
  [
    'описать кассу, чтобы эмулятор мог её изобразить',
    'read what a register is like, so that the emulator can imitate it',
  ],
  [
    'Модель, прошивка, таблицы, регистрация, счётчики, ФН — JSON в stdout: atol emulate --from его примет.',
    'Model, firmware, tables, registration, counters, FN: JSON on stdout, for atol emulate --from.',
  ],
  [
    'Только читает. Без паролей, владельца и кассиров, если о них не попросить; номера ККТ и ФН входят.',
    'It only reads. Passwords, owner and cashiers are left out unless you ask for them; the numbers of the register and FN are included.',
  ],
  [
    'На время чтения, около минуты, оставьте кассу в покое.',
    'Leave the register alone while it is being read, for about a minute.',
  ],
  ['с владельцем, кассирами и клише', 'include the owner, the cashiers and the header of receipts'],
  ['с паролями', 'include passwords'],
  [
    'столько последних документов целиком; в них могут быть данные покупателей, поэтому только с --personal',
    'include this many of the newest documents in full; they may name customers, so only with --personal',
  ],
  ['новая ККТ с новым ФН, ещё не зарегистрирована', 'a new register with a new FN, not registered yet'],
  ['сколько ФН подписывает документ, мс', 'how long the FN takes to sign a document, ms'],
  [
    'steady — время занимает только подпись; realistic — как в жизни: команды, печать по строкам, подпись то быстрее, то медленнее (догадки)',
    'steady: only signing takes time; realistic: commands, lines on paper and signing take times as in life, now shorter, now longer (guesses)',
  ],
  ['с --pace realistic: то же число — те же времена', 'with --pace realistic: same number, same times'],
  [
    'результат отдельным пакетом или сразу в ответе',
    'send results in a packet of their own, or in the reply',
  ],
  [
    'на каких протоколах отвечать; p5 — второй протокол, прошивка платформы 5',
    'protocols to answer in; p5 is the second protocol, firmware of platform 5',
  ],
  ['версия прошивки: 3.0.1245, с --link p5 — 5.7.13', 'firmware version: 3.0.1245, or 5.7.13 with --link p5'],
  [
    'чьей сетью: самой ККТ или, во втором протоколе, компьютера, к которому она подключена',
    'whose network: that of the register itself or, in the second protocol, of the computer it is connected to',
  ],
  [
    'ставки НДС прошивки: все 12 или только 6 прежних (ffd105)',
    'VAT rates of the firmware: all 12, or only the 6 older ones (ffd105)',
  ],
  [
    'отправлять документы в ОФД: адрес вида tcp://127.0.0.1:7777 или таблица 19',
    'send documents to an OFD: an address such as tcp://127.0.0.1:7777, or the one in table 19',
  ],
  [
    'сбой или массив сбоев, например {"at":"closeReceipt","error":"67"}; см. docs/faults.md',
    'a fault or an array of faults, such as {"at":"closeReceipt","error":"67"}; see docs/faults.md',
  ],
  ['сценарий сбоев: .json, .js, .mjs или .ts', 'a scenario of faults: .json, .js, .mjs or .ts'],
  [
    'случайные сбои: начальное число и доля команд, например 42:0.05',
    'random faults: a seed and the share of commands, such as 42:0.05',
  ],
  [
    'управление по HTTP и страница в браузере; печатает «control http://АДРЕС:ПОРТ»',
    'control over HTTP and a page for the browser; prints “control http://ADDRESS:PORT”',
  ],
  [
    'эмулятор ОФД: принимает документы эмулятора ККТ и показывает их',
    'run an emulated OFD: it takes the documents of an emulated register and shows them',
  ],
  [
    'Печатает «listening tcp://АДРЕС:ПОРТ», когда готов, затем каждый принятый документ, и работает до SIGINT (Ctrl+C)',
    'Prints “listening tcp://ADDRESS:PORT” when it is ready, then every document that arrives, until SIGINT (Ctrl+C)',
  ],
  [
    'или SIGTERM. Подключить к нему эмулятор ККТ: atol emulate --ofd tcp://127.0.0.1:7777.',
    'or SIGTERM. Connect an emulated register to it with: atol emulate --ofd tcp://127.0.0.1:7777.',
  ],
  [
    'С --json каждая строка — один объект. Настоящий ФН таким квитанциям не верит.',
    'With --json every line is one object. A real FN does not trust such tickets.',
  ],
  ['где ждать документов', 'where to listen for documents'],
  ['задержка ответа, мс', 'how long to wait before answering, ms'],
  [
    'отказывать: ошибка форматно-логического контроля (код 14)',
    'refuse: the format control failed (code 14)',
  ],
  ['принимать документы и не отвечать', 'take documents and never answer'],
  [
    'найти кассы на USB, последовательных портах и указанных узлах сети',
    'look for registers on USB, on serial ports and on the given hosts',
  ],
  [
    'Ищет всюду сразу. Тому, кто отвечает не как касса, посылаются только пробный кадр второго протокола, один C4',
    'Looks everywhere at once. Whatever does not answer as a register is sent the test frame of the second protocol, one C4',
  ],
  ['протокола v3 и один ENQ протокола v2.', 'of v3 and one ENQ of v2, and nothing else.'],
  [
    'адреса в сети: 192.168.1.10 или 192.168.1.10:5555',
    'network addresses: 192.168.1.10 or 192.168.1.10:5555',
  ],
  ['не искать на этом компьютере', 'do not look on this computer'],
  ['только эти порты, через запятую', 'these ports only, separated by commas'],
  ['скорость портов или auto', 'speed of the ports, or auto'],
  ['предел всего поиска, мс', 'time limit of the whole search, ms'],
];
