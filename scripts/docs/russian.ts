import { catalogueEntries } from '../reference/catalogue.mjs';

/** Notes of the declarations, which are in English, for the pages in Russian. */
const notes: Readonly<Record<string, string>> = {
  // Registers: parameters.
  'receipt type 1, 2, 4, 5, 7, 8, 9, 10': 'тип чека 1, 2, 4, 5, 7, 8, 9, 10',
  'payment type 1..10': 'тип оплаты 1..10',
  '0 sell, 1 buy, 2 sell return, 3 buy return, 4 sell correction, 5 buy correction':
    '0 приход, 1 расход, 2 возврат прихода, 3 возврат расхода, 4 коррекция прихода, 5 коррекция расхода',
  '0 = 7 bytes, 1 = 9 bytes': '0 = 7 байт, 1 = 9 байт',
  '0, or 1 in status queries': '0 или 1 при запросе состояния',
  'tax number': 'номер налога',
  'discount number': 'номер скидки',
  '1 total, 2 resettable': '1 необнуляемая, 2 обнуляемая',
  '0 overall, 1 forward': '0 общий, 1 вперёд',
  'source number': 'номер источника',
  section: 'секция',
  // Registers: values.
  '0 closed, 1 open, 2 and more: over 24 h.': '0 закрыта, 1 открыта, 2 и больше: дольше 24 ч.',
  '01 on battery, 02 charging, 04 cannot print on battery.':
    '01 от батареи, 02 заряжается, 04 от батареи печатать нельзя.',
  '1 = 1.0, 2 = 1.05, 3 = 1.1, 4 = 1.2.': '1 = 1.0, 2 = 1.05, 3 = 1.1, 4 = 1.2.',
  '14 digits; 8 on registers before the FN.': '14 цифр; у техники до ФН 8.',
  'Characters per line.': 'Символов в строке.',
  'Degrees Celsius.': 'Градусы Цельсия.',
  'Dots per line.': 'Точек в строке.',
  'End of the shift: opening + 24 h; of a closed one, its closing.':
    'Конец смены: открытие + 24 ч; у закрытой — её закрытие.',
  'Error byte.': 'Код ошибки.',
  'High nibble . low nibble.': 'Старший полубайт . младший полубайт.',
  'High nibble not 0: the last document was not printed to its end.':
    'Старший полубайт не 0: последний документ не допечатан.',
  'Hundredths of a volt.': 'Сотые вольта.',
  'In force.': 'Действующая.',
  'In the shift.': 'За смену.',
  'Not 0 = negative.': 'Не 0 = отрицательная.',
  'Percent.': 'Проценты.',
  'Still to pay.': 'Осталось оплатить.',
  'Ten digits; the two top bits of the first byte say that the document is not closed: see `documentClosed`.':
    'Десять цифр; два старших бита первого байта говорят, что документ не закрыт: см. `documentClosed`.',
  'Type of the open receipt, 0 when none is open.': 'Тип открытого чека, 0 — открытого нет.',
  // Commands that the emulator refuses.
  'annulment of firmware before the FN': 'аннулирование прошивок до ФН',
  'reversal: a receipt with an FN is cancelled and begun again': 'сторно: чек с ФН отменяют и начинают снова',
  'position without a name; EA and EB took its place': 'позиция без названия; вместо неё EA и EB',
  'position of a return; EA and EB took its place': 'позиция возврата; вместо неё EA и EB',
  'position of FFD 1.0': 'позиция ФФД 1.0',
  'control tape of firmware before the FN': 'контрольная лента прошивок до ФН',
  'registration in the fiscal memory': 'регистрация в фискальной памяти',
  'there is no fiscal memory': 'фискальной памяти нет',
  'there is no ЭКЛЗ': 'ЭКЛЗ нет',
  'there is one station only': 'печатающее устройство одно',
  'deferred Z reports of kiosks before the FN': 'отложенные Z-отчёты киосков до ФН',
  'purpose unknown; hosts take a refusal well': 'назначение неизвестно; программы спокойно принимают отказ',
  'the exchange with the operator over the link has no known format':
    'формат обмена с ОФД через линию неизвестен',
  'licences are not emulated: no code is right': 'лицензий в эмуляторе нет: верного кода не бывает',
  // Commands: fields.
  'Commands of firmware before the FN. A register with an FN refuses them.':
    'Команды прошивок до ФН. ККТ с ФН в них отказывает.',
  'The whole field.': 'Поле целиком.',
  '1 = entered.': '1 = введён.',
  '0 full, 1 partial.': '0 полная, 1 частичная.',
  'Number of pictures.': 'Число картинок.',
  '0 = all.': '0 = все.',
  'One row of dots, MSB left, 1 black.': 'Один ряд точек, старший бит слева, 1 — чёрная.',
  '1 printer, 2 slip.': '1 принтер, 2 подкладной документ.',
  'In bytes, 8 dots each.': 'В байтах, по 8 точек.',
  'Rows.': 'Рядов.',
  'Number.': 'Номер.',
  'In the layout of the register.': 'Строение — как у регистра.',
  'Given to the picture.': 'Который получила картинка.',
  'Last day.': 'Последний день.',
  '1 = first registration.': '1 = первая регистрация.',
  'Code of the form.': 'Код формы.',
  'Of the TLVs, bytes.': 'Всех TLV, байт.',
  '7 status, 14h registration number.': '7 состояние, 14h регистрационный номер.',
  '1 receipt, 4 slip.': '1 чек, 4 подкладной документ.',
  '0 = none.': '0 = нет.',
  '80h = more follows.': '80h = есть продолжение.',
  'Of tag 1162.': 'Тега 1162.',
  "0A 08 00 00 00 72 and zeroes as the vendor's driver sends it.":
    '0A 08 00 00 00 72 и нули, как посылает драйвер АТОЛ.',
  // Settings.
  'old firmware': 'старые прошивки',
  'length; 10, 20, 30 are stored as 03, 05, 09': 'длина; 10, 20, 30 хранятся как 03, 05, 09',
  'kiosk devices; one value each in ejectReceipt, actionAfterCut, previousReceiptAction, receiptLoop':
    'киоски; по одному значению в ejectReceipt, actionAfterCut, previousReceiptAction, receiptLoop',
  'goes before every command; up to 4 digits': 'стоит перед каждой командой; до 4 цифр',
  '0 no, 1 and 2 (stored as 03) kinds of cut': '0 нет, 1 и 2 (хранится как 03) — виды отрезки',
  'the whole byte of autoCut, disableReceiptCut, disableReportCut, cutAfterCliche':
    'весь байт полей autoCut, disableReceiptCut, disableReportCut, cutAfterCliche',
  'the whole byte of resetReceiptCounter': 'весь байт поля resetReceiptCounter',
  'DD MM YY; empty = none': 'ДД ММ ГГ; пусто = нет',
  'one character': 'один символ',
  '1 is stored as 02': '1 хранится как 02',
  '8 digits': '8 цифр',
  '2 = Z report to the buffer (single)': '2 = Z-отчёт в буфер (из одного источника)',
  'minutes, in tens': 'минуты, десятками',
  'value of tag 1062': 'значение тега 1062',
  'values: single': 'значения — из одного источника',
  'kiosk devices; the same byte as printerModel': 'киоски; тот же байт, что у printerModel',
  'value of tag 1214, 0 = none': 'значение тега 1214, 0 = нет',
  'the driver reads and writes it but has no name for it': 'драйвер читает и пишет её, но названия не даёт',
  'stored as 00 = on, 01 = off': 'хранится как 00 = включено, 01 = выключено',
  'set while texts are printed around the items of a receipt: the host prints the cliche with 6C':
    'включают, когда вокруг позиций чека печатают тексты: клише печатает программа командой 6C',
  'value of tag 1212, 0 = none': 'значение тега 1212, 0 = нет',
  'the whole byte of ejectReports': 'весь байт поля ejectReports',
  'kbit/s': 'кбит/с',
  seconds: 'секунды',
  minutes: 'минуты',
  'hundredths of a percent; the number of rows is assumed': 'сотые процента; число строк — предположение',
  baud: 'бод',
  'the number of rows is assumed': 'число строк — предположение',
  'hundredths of a percent; width and number of rows are assumed':
    'сотые процента; ширина и число строк — предположение',
  '0 is stored as 01, 1 as 02': '0 хранится как 01, 1 как 02',
};

/** A comment of the public API by the catalogue of the reference. */
export function commentInRussian(comment: string): string | undefined {
  comments ??= new Map(catalogueEntries().map(({ english, russian }) => [english, russian]));
  return comments.get(comment);
}

let comments: ReadonlyMap<string, string> | undefined;

export function inRussian(note: string): string {
  const found = Object.hasOwn(notes, note) ? notes[note] : undefined;
  const [, name] = /^See (`\w+`)\.$/.exec(note) ?? [];
  if (name !== undefined) return `См. ${name}.`;
  if (found !== undefined || !/[a-z]{2}/.test(note)) return found ?? note;
  throw new Error(`scripts/docs/russian.ts has no Russian for "${note}"`);
}

const types: Readonly<Record<string, string>> = { number: 'число', boolean: 'да или нет', string: 'строка' };

export const typeInRussian = (type: string): string => types[type] ?? type;

const kinds: ReadonlyArray<readonly [RegExp, string]> = [
  [/packed decimal/, 'двоично-десятичное'],
  [/text padded with blanks, or a picture/, 'текст, дополненный пробелами, или картинка'],
  [/text padded with blanks/, 'текст, дополненный пробелами'],
  [/text padded with zeroes/, 'текст, дополненный нулями'],
  [/DD MM YY/, 'ДД ММ ГГ'],
  [/IPv4 address/, 'адрес IPv4'],
  [/MAC address/, 'адрес MAC'],
  [/, inverted/, ', инверсный'],
  [/, tens/, ', десятки'],
  [/, but /, ', но '],
  [/(\d) digits/, '$1 цифр'],
  [/(\d) bytes/, '$1 байта'],
  [/\bbits? /, 'биты '],
  [/ or /, ' или '],
];

/** How a setting lies in the bytes of its field. */
export function kindInRussian(kind: string): string {
  const single = kind.startsWith('bit ');
  const text = kinds.reduce((so, [english, russian]) => so.replace(english, russian), kind);
  return single ? text.replace('биты ', 'бит ') : text.replace(/^4 цифр$/, '4 цифры');
}
