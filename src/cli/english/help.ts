import type { Entry } from '../../util/english/index.js';

/** The help of the program and of its commands, line by line. */
export const help: readonly Entry[] = [
  [
    'передавать документы ККТ её ОФД через этот компьютер',
    'carry the documents of a register to its OFD through this computer',
  ],
  [
    'Второй протокол, касса без своей сети: в её настройках канал обмена с ОФД — через компьютер (ofdChannel = 5) и адрес ОФД.',
    'Second protocol, a register without a network: its settings say "through the computer" (ofdChannel = 5), and name the OFD.',
  ],
  [
    'Соединяет только с этим адресом. Печатает, что происходит, и работает до SIGINT (Ctrl+C) или SIGTERM.',
    'Connects to that address only. Prints what happens, until SIGINT (Ctrl+C) or SIGTERM.',
  ],
  [
    'Программа, которая продаёт, делает то же сама: connect(url, { ofd: "host" }).',
    'A program that sells does the same by itself: connect(url, { ofd: "host" }).',
  ],
  [
    'задать кассе безобидные вопросы во всех протоколах и составить отчёт без личных данных',
    'ask a register harmless questions in every protocol, and report without personal data',
  ],
  [
    'Только читает: ничего не печатает, не открывает и не меняет. В отчёте нет номеров, адресов, ИНН, сумм и документов.',
    'It only reads: nothing is printed, opened or changed. No numbers, addresses, INN, sums or documents are in the report.',
  ],
  [
    'Его можно прислать нам: так мы узнаём, с какими кассами и прошивками работает пакет.',
    'You can send it to us: that is how we learn which registers and firmware the package works with.',
  ],
  ['предел на один протокол, мс', 'limit for one protocol, ms'],
  ['записать отчёт (JSON) в файл', 'write the report (JSON) to a file'],
  ['atol: работа с ККТ АТОЛ и её эмулятором', 'atol: work with ATOL cash registers and their emulator'],
  ['Использование: atol КОМАНДА [аргументы] [параметры]', 'Usage: atol COMMAND [arguments] [options]'],
  ['Команды:', 'Commands:'],
  ['Аргументы:', 'Arguments:'],
  ['Параметры:', 'Options:'],
  ['Примеры:', 'Examples:'],
  ['Коды возврата:', 'Exit codes:'],
  ['справка о команде', 'help on a command'],
  ['версия', 'version'],
  [
    'URL: адрес ККТ, например tcp://192.168.1.10:5555',
    'URL: address of the register, such as tcp://192.168.1.10:5555',
  ],
  [
    'Ошибка — одна строка в stderr; с --json ещё и объект {"error":{...}} в stdout.',
    'An error is one line on stderr; with --json also an object {"error":{...}} on stdout.',
  ],
  ['выполнено', 'done'],
  ['ККТ отказала: команда не выполнена', 'the register refused, nothing was done'],
  ['ошибка в командной строке или во входных данных', 'wrong usage or invalid input'],
  ['нет связи, ничего не сделано', 'no connection, nothing was done'],
  [
    'исход неизвестен: команда могла выполниться',
    'the outcome is unknown: the command may have been executed',
  ],
  ['atol {}: {}', 'atol {}: {}'],
  ['{}; без параметра {}', '{}; default {}'],

  // Options of all commands, and of those that talk to a register
  ['результат одним объектом JSON', 'the result as one JSON object'],
  ['эта справка', 'this help'],
  ['язык: ru или en; без параметра по LC_ALL, LANG', 'language: ru or en; by default that of LC_ALL, LANG'],
  ['адрес ККТ, например tcp://192.168.1.10:5555', 'address of the register, such as tcp://192.168.1.10:5555'],
  ['пароль доступа ККТ, 4 цифры', 'access password of the register, 4 digits'],
  ['пароль пользователя для входа в режимы', 'password of the user that enters the modes'],
  ['протокол обмена', 'protocol of the line'],
  ['сколько искать ККТ, с которой пропала связь, мс', 'how long to look for a register that was lost, ms'],

  // demo, emulate, ofd, discover
  [
    'чек на эмуляторе: смена, чек с QR-кодом, закрытие смены',
    'a receipt on the emulator: a shift, a receipt with its QR code, the end of the shift',
  ],
  [
    'Ничего не нужно: эмулятор запускается на свободном порту TCP, ФН подписывает документ 0,9 с, как настоящий.',
    'Nothing is needed: the emulator listens on a free TCP port; its FN signs a document for 0.9 s, as a real one does.',
  ],
  [
    'эмулятор ККТ на TCP или на виртуальном последовательном порту',
    'the emulator on a TCP port or on a virtual serial port',
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
    'with --listen pty:PATH the port has this name, too. The program socat is needed.',
  ],
  [
    'С --state эмулятор продолжает с того места, где остановился или был убит.',
    'With --state the emulator goes on where it stopped or was killed.',
  ],
  [
    'С --control http по адресу «control http://…» открывается страница: касса, её бумага, документы и сбои.',
    'With --control http a page opens at “control http://…”: the register, its paper, documents and faults.',
  ],
  ['где ждать соединений', 'where to wait for connections'],
  [
    '42FS без принтера (если не указана), 30F и другие: {}',
    '42FS without a printer (default), 30F and others: {}',
  ],
  [
    'хранить ККТ и ФН со всеми документами в папке; без неё они живут, пока живёт процесс',
    'keep register and FN with all documents in a folder; without it they live as long as the process',
  ],
  [
    'сколько касс: у каждой свои номера и порт, порты идут подряд; с --state у каждой своя папка',
    'how many registers: each has numbers and a port of its own, one after another; with --state a folder, too',
  ],
  [
    'стать кассой, которую прочитала atol dump; модель, прошивка и регистрация — её',
    'be the register that atol dump has read; model, firmware and registration are its own',
  ],
  [
    'с --from: свои номера ККТ, ФН и регистрации, а не её',
    'with --from: own numbers of the register, FN and registration, not those of the dump',
  ],
  [
    'прочитать, что это за касса, чтобы эмулятор стал ею',
    'read what a register is, so that the emulator becomes it',
  ],
  [
    'Модель, прошивка, таблицы, регистрация, счётчики, ФН — JSON в stdout: atol emulate --from его примет.',
    'Model, firmware, tables, registration, counters, FN: JSON on stdout, for atol emulate --from.',
  ],
  [
    'Только читает. Паролей, владельца и кассиров в нём нет, пока их не попросят; номера ККТ и ФН есть.',
    'Only reads. Passwords, owner and cashiers are left out unless asked for; the numbers of register and FN are there.',
  ],
  [
    'На время чтения, около минуты, оставьте кассу в покое.',
    'Leave the register alone while it is read, about a minute.',
  ],
  ['с владельцем, кассирами и клише', 'with owner, cashiers and cliché'],
  ['с паролями', 'with passwords'],
  [
    'столько последних документов целиком; в них бывают покупатели, поэтому только с --personal',
    'so many of the newest documents as a whole; customers may be named in them, so only with --personal',
  ],
  ['новая ККТ с новым ФН, ещё не зарегистрирована', 'a new register with a new FN, not registered yet'],
  ['сколько ФН подписывает документ, мс', 'how long the FN takes to sign a document, ms'],
  [
    'steady — время занимает только подпись; realistic — как в жизни: команды, печать по строкам, подпись то быстрее, то медленнее (догадки)',
    'steady: only signing takes time; realistic: as in life, commands, printing by lines, signing now faster, now slower (guesses)',
  ],
  ['с --pace realistic: то же число — те же времена', 'with --pace realistic: same number, same times'],
  ['результат отдельным пакетом или сразу в ответе', 'results in a packet of their own or in the reply'],
  [
    'на каких протоколах отвечать; p5 — второй протокол, прошивка платформы 5',
    'links to answer on; p5 is the second protocol, firmware of platform 5',
  ],
  [
    'версия прошивки: 3.0.1245, с --link p5 — 5.7.13',
    'version of the firmware: 3.0.1245, with --link p5 5.7.13',
  ],
  [
    'чьей сетью: самой ККТ или, во втором протоколе, компьютера, к которому она подключена',
    'whose network: of the register itself or, in the second protocol, of the computer that it is connected to',
  ],
  [
    'ставки НДС прошивки: все 12 или только 6 прежних (ffd105)',
    'VAT rates of the firmware: all 12, or only the 6 older ones (ffd105)',
  ],
  [
    'отправлять документы в ОФД: адрес вида tcp://127.0.0.1:7777 или таблица 19',
    'send documents to an OFD: an address as tcp://127.0.0.1:7777, or the one of table 19',
  ],
  [
    'сбой или массив сбоев, например {"at":"closeReceipt","error":"67"}; см. docs/faults.md',
    'a fault or an array of faults, such as {"at":"closeReceipt","error":"67"}; see docs/faults.md',
  ],
  ['сценарий сбоев: .json, .js, .mjs или .ts', 'a scenario of faults: .json, .js, .mjs or .ts'],
  [
    'случайные сбои: начальное число и доля команд, например 42:0.05',
    'faults at random: a seed and a share of commands, such as 42:0.05',
  ],
  [
    'управление по HTTP и страница в браузере; печатает «control http://АДРЕС:ПОРТ»',
    'control over HTTP and a page for the browser; prints “control http://ADDRESS:PORT”',
  ],
  [
    'эмулятор ОФД: принимает документы эмулятора ККТ и показывает их',
    'an emulated OFD: takes the documents of an emulated register and shows them',
  ],
  [
    'Печатает «listening tcp://АДРЕС:ПОРТ», когда готов, затем каждый принятый документ, и работает до SIGINT (Ctrl+C)',
    'Prints “listening tcp://ADDRESS:PORT” when it is ready, then every document that arrives, until SIGINT (Ctrl+C)',
  ],
  [
    'или SIGTERM. Эмулятору ККТ его называют так: atol emulate --ofd tcp://127.0.0.1:7777.',
    'or SIGTERM. Tell an emulated register of it by: atol emulate --ofd tcp://127.0.0.1:7777.',
  ],
  [
    'С --json каждая строка — один объект. Настоящий ФН таким квитанциям не верит.',
    'With --json every line is one object. A real FN does not trust such tickets.',
  ],
  ['где ждать документов', 'where to wait for documents'],
  ['сколько думать над ответом, мс', 'how long to think about an answer, ms'],
  [
    'отказывать: ошибка форматно-логического контроля (код 14)',
    'refuse: the format control failed (code 14)',
  ],
  ['брать документы и не отвечать', 'take documents and never answer'],
  [
    'найти кассы на USB, последовательных портах и указанных узлах сети',
    'look for registers on USB, on serial ports and on the given hosts',
  ],
  [
    'Ищет всюду сразу. Месту, где отвечают не как касса, достаются один C4 протокола v3 и один ENQ протокола v2,',
    'Looks everywhere at once. A place that does not answer as a register gets one C4 of link v3 and one ENQ of link v2,',
  ],
  ['и больше ничего.', 'and nothing else.'],
  [
    'адреса в сети: 192.168.1.10 или 192.168.1.10:5555',
    'network addresses: 192.168.1.10 or 192.168.1.10:5555',
  ],
  ['не искать на этом компьютере', 'do not look on this computer'],
  ['только эти порты, через запятую', 'these ports only, separated by commas'],
  ['скорость портов или auto', 'speed of the ports, or auto'],
  ['предел всего поиска, мс', 'bound of the whole search, ms'],

  // status, shift, receipt, cash, report
  ['модель, смена, чек, ФН, наличные', 'model, shift, receipt, FN, cash'],
  ['открыть или закрыть смену', 'open or close the shift'],
  ['должность и фамилия кассира (тег 1021)', 'post and surname of the cashier (tag 1021)'],
  ['ИНН кассира, 12 цифр (тег 1203)', 'INN of the cashier, 12 digits (tag 1203)'],
  ['оформить чек из файла JSON', 'issue a receipt from a JSON file'],
  [
    'Чек проверяется целиком до того, как в ККТ уйдёт первый байт. Смена должна быть открыта.',
    'The receipt is checked as a whole before the first byte goes out. The shift must be open.',
  ],
  [
    'После кода 4 чек может быть оформлен. С --journal и --key ту же команду можно повторять, пока не',
    'After exit code 4 the receipt may exist. With --journal and --key the same command can be repeated until it',
  ],
  [
    'получится: один ключ — один документ. Без них сначала сверьте последний документ: atol status.',
    'succeeds: one key, one document. Without them look at the last document first: atol status.',
  ],
  ['имя чека, например номер заказа', 'name of the receipt, such as the number of the order'],
  [
    'где помнить ключи и результаты, свой у каждой ККТ',
    'where keys and results are kept, one for each register',
  ],
  [
    'открыть смену, если закрыта; истёкшую закрыть и открыть новую',
    'open the shift when it is closed; close one that has expired and open a new one',
  ],
  ['сокращать наименования длиннее 128 символов', 'cut names above 128 characters'],
  [
    'что умеет ККТ, если она сама говорит не то: {"vatRates":{"vat22":11},"taxations":["osn"]}',
    'what the register can do, where it tells wrongly: {"vatRates":{"vat22":11},"taxations":["osn"]}',
  ],
  ['кодировка файла; UTF-8 и UTF-16 узнаются сами', 'encoding of the file; UTF-8 and UTF-16 are recognised'],
  ['файл с чеком в JSON; «-»: стандартный ввод', 'file with the receipt in JSON; “-”: standard input'],
  // json, convert
  ['выполнить JSON-задание АТОЛ', 'carry out a JSON task of ATOL'],
  [
    'Задания, ответы и ошибки — как у драйвера АТОЛ (processJson). Ответ печатается в JSON.',
    "Tasks, answers and errors are those of ATOL's driver (processJson). The answer is printed as JSON.",
  ],
  [
    'С --journal и --key (или uuid в задании) чек с одним ключом оформляется один раз.',
    'With --journal and --key (or a uuid in the task) a receipt of one key is issued once.',
  ],
  ['файл с заданием в JSON; «-»: стандартный ввод', 'file with the task in JSON; “-”: standard input'],
  ['имя задания, например номер заказа', 'name of the task, such as the number of the order'],
  [
    'перевести JSON-задание АТОЛ в чек для atol receipt',
    'turn a JSON task of ATOL into a receipt for atol receipt',
  ],
  [
    'Читает задания sell, sellReturn, buy, buyReturn, sellCorrection и buyCorrection; ничего не печатает и с ККТ не говорит.',
    'Reads the tasks sell, sellReturn, buy, buyReturn, sellCorrection and buyCorrection; prints nothing, talks to no register.',
  ],
  [
    'Что печатается до и после чека (preItems, postItems), частью чека не станет: об этом предупреждается.',
    'What is printed before and behind a receipt (preItems, postItems) is no part of it: a warning says so.',
  ],
  ['отменить чек, оставшийся открытым', 'cancel a receipt that was left open'],
  ['внести деньги в ящик или выплатить из него', 'put cash into the drawer, or take it out'],
  ['рубли, например 1500.00', 'roubles, such as 1500.00'],
  ['отчёт без гашения: X-отчёт и другие', 'reports that close nothing: the X report and others'],
  ['Отчёты: {}.', 'Reports: {}.'],
  ['x — X-отчёт; остальные названы выше', 'x is the X report; the others are named above'],

  // print, barcode, drawer, cut
  ['напечатать текст', 'print a text'],
  [
    'Строки длиннее ленты переносятся. Символы, которых нет у ККТ, находятся до печати.',
    'Long lines are wrapped. Characters that the register lacks are found before anything is printed.',
  ],
  ['текст; «-»: стандартный ввод', 'the text; “-”: standard input'],
  ['выравнивание', 'alignment'],
  ['перенос', 'wrapping'],
  ['двойная ширина', 'double width'],
  ['двойная высота', 'double height'],
  ['номер шрифта, 0 — как настроено в ККТ', 'number of the font, 0: as the register is set'],
  ['закончить нефискальный документ: клише и отрезка', 'end the document: heading and cut'],
  ['напечатать QR-код или другой штрихкод', 'print a QR code or another barcode'],
  ['Виды: {}.', 'Kinds: {}.'],
  [
    'Линейные коды рисует пакет jsbarcode: npm install jsbarcode@3.',
    'Linear codes are drawn by the package jsbarcode: npm install jsbarcode@3.',
  ],
  ['что закодировать', 'what to encode'],
  ['вид кода', 'kind of code'],
  ['размер модуля, 1..10', 'size of a module, 1..10'],
  ['высота линейного кода в точках', 'height of a linear code, dots'],
  ['открыть денежный ящик', 'open the drawer'],
  ['отрезать чековую ленту', 'cut the paper'],
  ['полностью; без параметра частично', 'off; by default a bridge is left'],

  // register, fn, setting, table, raw
  ['прочитать регистр ККТ по имени или номеру', 'read a register (counter) by name or number'],
  ['Регистры:', 'Registers:'],
  [
    'имя или номер: две шестнадцатеричные цифры, 10 — это 16',
    'name or number: two hexadecimal digits, 10 is sixteen',
  ],
  ['первый параметр, число 0..255', 'first parameter, a decimal number 0..255'],
  ['второй параметр', 'second parameter'],
  ['спросить фискальный накопитель', 'ask the fiscal storage (FN)'],
  ['Вопросы:', 'Questions:'],
  ['один из названных выше', 'one of those above'],
  ['номер документа или отчёта', 'number of a document or report'],
  ['фаза жизни, предупреждения, последний документ', 'phase of life, warnings, last document'],
  ['номер ФН', 'number of the FN'],
  ['версия ФН', 'version of the FN'],
  ['срок действия и сколько осталось регистраций', 'validity, and how many registrations are left'],
  ['смена, как её считает ФН', 'the shift as the FN counts it'],
  [
    'обмен с ОФД: что ждёт отправки и последние ошибки',
    'exchange with the OFD: what waits, and the last errors',
  ],
  [
    'параметры регистрации; N — номер отчёта, без него последний',
    'the registration; N: number of the report, by default the last',
  ],
  ['документ N со всеми реквизитами', 'document N with all its requisites'],
  ['квитанция ОФД на документ N', "the OFD's ticket for document N"],
  ['прочитать или записать настройку ККТ по имени', 'read or write a setting by name'],
  [
    'Без имени — все настройки этой модели, вместе с паролями; это около 200 команд.',
    'Without a name all settings of this model, passwords included; that takes some 200 commands.',
  ],
  [
    'имя настройки, например ofdAddress, или её номер в драйвере АТОЛ',
    "name of a setting, such as ofdAddress, or its number in ATOL's driver",
  ],
  ['новое значение: число, строка, true или false', 'new value: a number, a string, true or false'],
  ['прочитать или записать поле таблицы байтами', 'read or write a field of a table by bytes'],
  [
    'Пишется поле целиком, ширина та же, что при чтении. Настройки по именам: atol setting.',
    'The whole field is written, as wide as it is read. Settings by name: atol setting.',
  ],
  ['номер таблицы', 'number of the table'],
  ['номер ряда', 'number of the row'],
  ['номер поля', 'number of the field'],
  ['новые байты поля', 'new bytes of the field'],
  ['послать команду байтами и расшифровать ответ', 'send a command by bytes and explain the answer'],
  [
    'Пароль доступа ставится перед командой сам. Режимы ККТ не переключаются.',
    'The access password is put in front by itself. Modes are not switched.',
  ],
  [
    'Ответ разбирается по описанию команды; команда без описания уходит как есть.',
    'The answer is read by the declaration of the command; one without a declaration goes out as it is.',
  ],
  [
    'код команды и параметры, например "91 0A 00 00"',
    'code of the command and its parameters, such as "91 0A 00 00"',
  ],
  [
    'С --text команда второго протокола (p5): код и поля, за каждым ;',
    'With --text a command of the second protocol (p5): code and fields, each with ; behind it,',
  ],
  [
    'или имя команды и поля после пробела. Байты: \\x00, сама черта: \\\\.',
    'or the name of the command, a blank and the fields. Bytes are \\x00, the backslash itself \\\\.',
  ],
  ['команда второго протокола, например "b11;0;1;"', 'a command of the second protocol, such as "b11;0;1;"'],
  [
    'кому в ККТ команда --text; известной команде канал не нужен',
    'who in the register gets --text; a known command needs no channel',
  ],
];
