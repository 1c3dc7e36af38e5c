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
    'Кассовая программа может делать то же сама: connect(url, { ofd: "host" }).',
    'A till program can do the same itself: connect(url, { ofd: "host" }).',
  ],
  [
    'задать кассе безобидные вопросы во всех протоколах и составить отчёт без личных данных',
    'ask a register harmless questions in every protocol and write a report without personal data',
  ],
  [
    'Только читает: ничего не печатает, не открывает и не меняет. В отчёте нет номеров, адресов, ИНН, сумм и документов.',
    'It only reads: nothing is printed, opened or changed. The report has no serial numbers, addresses, INNs, sums or documents.',
  ],
  [
    'Его можно прислать нам: так мы узнаём, с какими кассами и прошивками работает пакет.',
    'You can send it to us: that is how we learn which registers and firmware the package works with.',
  ],
  ['предел на один протокол, мс', 'time limit for one protocol, ms'],
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
  ['результат одним объектом JSON', 'print the result as one JSON object'],
  ['эта справка', 'this help'],
  [
    'язык: ru или en; без параметра по LC_ALL, LANG',
    'language: ru or en; by default taken from LC_ALL, LANG',
  ],
  ['адрес ККТ, например tcp://192.168.1.10:5555', 'address of the register, such as tcp://192.168.1.10:5555'],
  ['пароль доступа ККТ, 4 цифры', 'access password of the register, 4 digits'],
  ['пароль пользователя для входа в режимы', 'password of the user who enters the modes'],
  ['протокол обмена', 'protocol of the line'],
  [
    'сколько восстанавливать пропавшую связь с ККТ, мс',
    'how long to try to reach a register that was lost, ms',
  ],

  // status, shift, receipt, cash, report
  ['модель, смена, чек, ФН, наличные', 'show the model, shift, receipt, FN and cash'],
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
    'succeeds: one key, one document. Without them, check the last document first: atol status.',
  ],
  ['ключ чека, например номер заказа', 'key of the receipt, such as the number of the order'],
  [
    'каталог для ключей и результатов, у каждой ККТ свой',
    'where keys and results are kept, one for each register',
  ],
  [
    'открыть смену, если закрыта; истёкшую закрыть и открыть новую',
    'open the shift when it is closed; close one that has expired and open a new one',
  ],
  ['сокращать наименования длиннее 128 символов', 'cut names above 128 characters'],
  [
    'что умеет ККТ, если сама она сообщает неверно: {"vatRates":{"vat22":11},"taxations":["osn"]}',
    'what the register can do, if it reports it wrongly: {"vatRates":{"vat22":11},"taxations":["osn"]}',
  ],
  ['кодировка файла; UTF-8 и UTF-16 узнаются сами', 'encoding of the file; UTF-8 and UTF-16 are recognised'],
  ['файл с чеком в JSON; «-»: стандартный ввод', 'file with the receipt in JSON; “-”: standard input'],
  // json, convert
  ['выполнить JSON-задание АТОЛ', "carry out a JSON task of ATOL's driver"],
  [
    'Задания, ответы и ошибки — как у драйвера АТОЛ (processJson). Ответ печатается в JSON.',
    "Tasks, answers and errors are those of ATOL's driver (processJson). The answer is printed as JSON.",
  ],
  [
    'С --journal и --key (или uuid в задании) задание с одним ключом выполняется один раз.',
    'With --journal and --key (or a uuid in the task) the task of a key is carried out only once.',
  ],
  ['файл с заданием в JSON; «-»: стандартный ввод', 'file with the task in JSON; “-”: standard input'],
  ['ключ задания, например номер заказа', 'key of the task, such as the number of the order'],
  [
    'перевести JSON-задание АТОЛ в чек для atol receipt',
    "turn a JSON task of ATOL's driver into a receipt for atol receipt",
  ],
  [
    'Читает задания sell, sellReturn, buy, buyReturn, sellCorrection и buyCorrection; ничего не печатает и к ККТ не обращается.',
    'Reads the tasks sell, sellReturn, buy, buyReturn, sellCorrection and buyCorrection; it prints nothing and talks to no register.',
  ],
  [
    'Строки до и после чека (preItems, postItems) в чек не войдут: об этом будет предупреждение.',
    'What is printed before and after a receipt (preItems, postItems) is not part of it: a warning says so.',
  ],
  ['отменить чек, оставшийся открытым', 'cancel a receipt that was left open'],
  ['внести деньги в ящик или выплатить из него', 'put cash into the drawer, or take it out'],
  ['рубли, например 1500.00', 'roubles, such as 1500.00'],
  [
    'отчёт без гашения: X-отчёт и другие',
    'print a report that does not close the shift: the X report and others',
  ],
  ['Отчёты: {}.', 'Reports: {}.'],
  ['x — X-отчёт; остальные названы выше', 'x is the X report; the others are named above'],

  // print, barcode, drawer, cut
  ['напечатать текст', 'print text'],
  [
    'Строки длиннее ленты переносятся. Символы, которых в ККТ нет, отвергаются до печати.',
    'Long lines are wrapped. Characters that the register does not have are refused before anything is printed.',
  ],
  ['текст; «-»: стандартный ввод', 'the text; “-”: standard input'],
  ['выравнивание', 'alignment'],
  ['перенос', 'wrapping'],
  ['двойная ширина', 'double width'],
  ['двойная высота', 'double height'],
  ['номер шрифта, 0 — как настроено в ККТ', 'number of the font; 0: as set in the register'],
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
  ['полностью; без параметра частично', 'cut right through; by default a small strip is left'],

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
    'exchange with the OFD: what is waiting, and the last errors',
  ],
  [
    'параметры регистрации; N — номер отчёта, без него последний',
    'the registration; N: number of the report, by default the last',
  ],
  ['документ N со всеми реквизитами', 'document N with all its fields'],
  ['квитанция ОФД на документ N', "the OFD's ticket for document N"],
  ['прочитать или записать настройку ККТ по имени', 'read or write a setting by name'],
  [
    'Без имени — все настройки этой модели, вместе с паролями; это около 200 команд.',
    'Without a name: all settings of this model, passwords included; that takes some 200 commands.',
  ],
  [
    'имя настройки, например ofdAddress, или её номер в драйвере АТОЛ',
    "name of a setting, such as ofdAddress, or its number in ATOL's driver",
  ],
  ['новое значение: число, строка, true или false', 'new value: a number, a string, true or false'],
  ['прочитать или записать поле таблицы байтами', 'read or write a field of a table in bytes'],
  [
    'Пишется поле целиком, ширина та же, что при чтении. Настройки по именам: atol setting.',
    'The whole field is written, as wide as it is read. Settings by name: atol setting.',
  ],
  ['номер таблицы', 'number of the table'],
  ['номер ряда', 'number of the row'],
  ['номер поля', 'number of the field'],
  ['новые байты поля', 'new bytes of the field'],
  ['послать команду байтами и расшифровать ответ', 'send a command in bytes and explain the answer'],
  [
    'Пароль доступа подставляется перед командой сам. Режимы ККТ не переключаются.',
    'The access password is put in front automatically. Modes are not switched.',
  ],
  [
    'Ответ разбирается по описанию команды; команда без описания уходит как есть.',
    'The answer is read by the definition of the command; a command without one is sent as it is.',
  ],
  [
    'код команды и параметры, например "91 0A 00 00"',
    'code of the command and its parameters, such as "91 0A 00 00"',
  ],
  [
    'С --text — команда второго протокола (p5): код и поля, после каждого поля ;',
    'With --text a command of the second protocol (p5): its code and fields, each field followed by ;,',
  ],
  [
    'или имя команды и поля после пробела. Байты: \\x00, сама черта: \\\\.',
    'or the name of the command, a space and the fields. Bytes are \\x00, a backslash is \\\\.',
  ],
  ['команда второго протокола, например "b11;0;1;"', 'a command of the second protocol, such as "b11;0;1;"'],
  [
    'какой части ККТ адресована команда --text; известной команде канал не нужен',
    'which part of the register gets --text; a known command needs no channel',
  ],
];
