import type { Texts } from '../contract/types.js';

/** Languages that a report of the kit is written in. */
export const REPORT_LANGUAGES = ['en', 'ru'] as const;
export type ReportLanguage = (typeof REPORT_LANGUAGES)[number];

type Words = Texts & Readonly<Record<ReportLanguage, string>>;

/** What a finding means to the author of the plug-in, and what he does about it; the detail stands below it. */
export const FINDINGS = {
  threw: {
    en: 'The plug-in threw an exception instead of answering. Catch what can go wrong, and answer refused or unknown with whose fault it is.',
    ru: 'Плагин выбросил исключение вместо ответа. Перехватите то, что может сломаться, и ответьте refused или unknown с указанием, чья вина.',
  },
  hung: {
    en: 'The plug-in hangs: it never answered, though it still runs. Give everything that it waits for a limit of its own.',
    ru: 'Плагин завис: он работает, но так и не ответил. Задайте свой предел времени всему, чего он ждёт.',
  },
  loops: {
    en: 'The plug-in loops: its process is busy and answers nothing at all. Look for a loop without an end, or for work that never lets go of the processor.',
    ru: 'Плагин зациклился: процесс занят и не отвечает вовсе. Ищите цикл без конца или работу, которая не отпускает процессор.',
  },
  leaks: {
    en: 'The plug-in leaks memory: it keeps more with every sale, until there is none left. Do not collect in variables what belongs on the disk.',
    ru: 'Утечка памяти: с каждой продажей плагин держит всё больше, пока память не кончится. Не копите в переменных то, чему место на диске.',
  },
  'out-of-memory': {
    en: 'The plug-in ran out of memory in the middle of an operation.',
    ru: 'Плагину не хватило памяти посреди операции.',
  },
  'answered-twice': {
    en: 'The plug-in answered the same call twice. One call has one answer: return it, and send nothing by yourself.',
    ru: 'Плагин ответил на один вызов дважды. У вызова один ответ: верните его и ничего не посылайте сами.',
  },
  'unknown-answer': {
    en: 'The plug-in answered a call that nobody made. Only the package itself writes to the channel of the process.',
    ru: 'Плагин ответил на вызов, которого не было. В канал процесса пишет только сам пакет.',
  },
  'unknown-message': {
    en: 'The plug-in sent something that is no message of the contract. Only the package itself writes to the channel of the process.',
    ru: 'Плагин прислал то, чего в контракте нет. В канал процесса пишет только сам пакет.',
  },
  'loses-keys': {
    en: 'The plug-in loses keys: after a restart it does not know what became of one. Keep keys on the disk: idempotent(services.storage).',
    ru: 'Плагин теряет ключи: после перезапуска он не знает, что стало с одним из них. Храните ключи на диске: idempotent(services.storage).',
  },
  doubles: {
    en: 'The same key made two documents. Wrap what makes a document into keys.once(key, …).',
    ru: 'Один ключ дал два документа. Оберните создание документа в keys.once(key, …).',
  },
  'not-allowed': {
    en: 'The plug-in asked for what this till does not allow. Put the host into httpHosts of fiscal-plugin.kit.json, the program into programs; names of the storage stay inside it.',
    ru: 'Плагин попросил то, чего эта касса не разрешает. Впишите хост в httpHosts файла fiscal-plugin.kit.json, программу — в programs; имена хранилища не выходят из него.',
  },
  'mixes-keys': {
    en: 'Different keys were given the same document. The host runs documents one after the other: take the number and write it down before you answer, and tell sales apart by nothing but the key.',
    ru: 'Разные ключи получили один документ. Касса проводит документы по одному: возьмите номер и запишите его до ответа, а продажи различайте только по ключу.',
  },
  'changes-document': {
    en: 'The document of a key is not told in the same words each time. Keep what you answered on the disk; only authority may go from queued to accepted, and marks may be added.',
    ru: 'Документ одного ключа каждый раз другой. Храните ответ на диске; меняться может только authority — с queued на accepted, — и могут добавиться marks.',
  },
  'prints-twice': {
    en: 'The same paper was printed with services.print and stands in document.paper, so that the till prints it once more. Choose one.',
    ru: 'Один и тот же чек и напечатан через services.print, и лежит в document.paper: касса напечатает его ещё раз. Выберите что-то одно.',
  },
  'float-in-answer': {
    en: 'A fractional number stands in an answer. Money is whole minor units ({ minor, currency, exponent }) or a decimal string, never a float.',
    ru: 'В ответе дробное число. Деньги — целые минимальные единицы ({ minor, currency, exponent }) или десятичная строка, но не float.',
  },
  'bad-answer': {
    en: 'An answer breaks the contract: the fields below have another type or are missing. All identifiers are strings; import the types and let the compiler look.',
    ru: 'Ответ не по контракту: у полей ниже не тот тип, или их нет. Все идентификаторы — строки; возьмите типы пакета, и проверит компилятор.',
  },
  'not-plain-data': {
    en: 'Something that is no plain data was sent: a function, a class, a promise. Only what JSON could hold crosses.',
    ru: 'Отправлено не простое значение: функция, класс, промис. Проходит только то, что поместилось бы в JSON.',
  },
  'wrong-version': {
    en: 'The plug-in speaks a version of the contract that this host does not serve. Build it with the fiscal-plugin package that the tills have.',
    ru: 'Плагин говорит на версии контракта, которую эта касса не обслуживает. Соберите его с тем пакетом fiscal-plugin, что стоит на кассах.',
  },
  crashed: {
    en: 'The process of the plug-in ended by itself: process.exit(), an error that nobody caught, or native code that fell.',
    ru: 'Процесс плагина завершился сам: process.exit(), никем не перехваченная ошибка или падение нативного кода.',
  },
  'falls-again': {
    en: 'The plug-in fell so often within a minute that it is not started any more.',
    ru: 'За минуту плагин упал столько раз, что его больше не запускают.',
  },
  'load-failed': {
    en: 'The built file cannot be loaded. It must be one file with everything inside that exports `plugin`.',
    ru: 'Собранный файл не загружается. Нужен один файл со всем внутри, который экспортирует `plugin`.',
  },
  'start-timeout': {
    en: 'The plug-in was not ready in time. Nothing slow belongs at the top of the file: open the device at the first operation.',
    ru: 'Плагин не успел запуститься. На верхнем уровне файла не место медленному: открывайте устройство при первой операции.',
  },
  'bad-description': {
    en: 'What the plug-in says of itself (definePlugin) breaks the contract in the fields below, or its id is not that of fiscal-plugin.kit.json.',
    ru: 'Описание плагина (definePlugin) не по контракту в полях ниже, или id не тот, что в fiscal-plugin.kit.json.',
  },
  restless: {
    en: 'describe() answers differently the second time. It depends on nothing but the version.',
    ru: 'describe() во второй раз отвечает иначе. Он не зависит ни от чего, кроме версии.',
  },
  'no-sale': {
    en: 'The plug-in cannot sell. Add "sale" to its capabilities.',
    ru: 'Плагин не умеет продавать. Добавьте "sale" в capabilities.',
  },
  'not-started': {
    en: 'Not tried, since the plug-in does not start.',
    ru: 'Не проверялось: плагин не запускается.',
  },
  skipped: {
    en: 'Not tried: fiscal-plugin.kit.json lacks what this case needs.',
    ru: 'Не проверялось: в fiscal-plugin.kit.json нет нужного для этого испытания.',
  },
  'init-refused': {
    en: 'init() refused the settings of fiscal-plugin.kit.json, with which everything has to work.',
    ru: 'init() отклонил настройки из fiscal-plugin.kit.json, с которыми всё обязано работать.',
  },
  'takes-anything': {
    en: 'The plug-in took something that it had to refuse: wrong settings, a document that never was, an operation that it does not have.',
    ru: 'Плагин принял то, что обязан отклонить: неверные настройки, несуществующий документ, операцию, которой у него нет.',
  },
  'wrong-whose': {
    en: 'The blame is on the wrong one. request: the till asked for something wrong; device; authority: the tax office; plugin: a fault of your own.',
    ru: 'Вина не на том. request — касса попросила не то; device — устройство; authority — налоговая; plugin — ваша собственная ошибка.',
  },
  'lost-settings': {
    en: 'After refused settings the plug-in does not work any more. A refused init() leaves it as it was: check first, take over then.',
    ru: 'После отклонённых настроек плагин не работает. Отклонённый init() оставляет всё как было: сначала проверьте, потом примите.',
  },
  'not-done': {
    en: 'An operation did not end with done, though the settings are those with which everything works.',
    ru: 'Операция не закончилась ответом done, хотя настройки те, с которыми всё работает.',
  },
  'same-id': {
    en: 'Two documents have the same id. A refund names the id, so it must be of one document only.',
    ru: 'У двух документов один id. По нему делают возврат, поэтому он принадлежит только одному документу.',
  },
  guesses: {
    en: 'The plug-in claims what it cannot know: a document without a device, or something about a key that it never saw.',
    ru: 'Плагин утверждает то, чего знать не может: документ без устройства или судьбу ключа, которого не видел.',
  },
  'never-tells': {
    en: 'resolve() goes on saying unknown. Once the device answers again it has to find out whether the document exists.',
    ru: 'resolve() так и отвечает unknown. Когда устройство снова отвечает, он обязан выяснить, есть ли документ.',
  },
  blind: {
    en: 'health() is ready though the device is not there (settings noDevice).',
    ru: 'health() отвечает ready, хотя устройства нет (настройки noDevice).',
  },
  'no-words': {
    en: 'A fault has no text for the cashier. `text` says what happened and what to do.',
    ru: 'У ошибки нет текста для кассира. В `text` — что случилось и что делать.',
  },
  'same-words': {
    en: 'A fault is told in the same words in two languages of the kit file. init() tells the language of the cashier.',
    ru: 'Об ошибке сказано одними словами на двух языках из файла испытаний. Язык кассира приходит в init().',
  },
} as const satisfies Readonly<Record<string, Words>>;

/** A fault that the kit has words for. */
export type FindingCode = keyof typeof FINDINGS;

const OTHER: Words = {
  en: 'A fault of the plug-in that the host bridged over for the till.',
  ru: 'Ошибка плагина, которую касса сгладила.',
};

/** What a finding means, by its code; codes of a plug-in's own have one word for all. */
export function wordsOf(code: string, language: ReportLanguage): string {
  const words: Words = Object.hasOwn(FINDINGS, code) ? FINDINGS[code as FindingCode] : OTHER;
  return words[language];
}

/** Words of the report itself. */
export const REPORT = {
  passed: { en: 'ok', ru: 'да' },
  failed: { en: 'FAILED', ru: 'НЕТ' },
  skipped: { en: 'skipped', ru: 'пропуск' },
  contract: { en: 'contract', ru: 'контракт' },
  doesNotStart: { en: '(does not start)', ru: '(не запускается)' },
} as const satisfies Readonly<Record<string, Words>>;

/** The last line. */
export function counted(passed: number, failed: number, skipped: number, language: ReportLanguage): string {
  return language === 'ru'
    ? `пройдено ${passed}, не пройдено ${failed}, пропущено ${skipped}`
    : `${passed} passed, ${failed} failed, ${skipped} skipped`;
}
