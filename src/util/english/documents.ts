import type { Entry } from './catalogue.js';

/** Errors about receipts and other documents. */
export const documentTexts: readonly Entry[] = [
  [
    'ККТ не очищает ИНН кассира (тег 1203), и в документ попал бы ИНН предыдущего кассира: укажите ИНН в operator.inn',
    "the register does not clear the cashier's INN (tag 1203), so the previous cashier's INN would get into the document: set operator.inn",
  ],
  [
    'Чек не оформлен: документа в фискальном накопителе нет',
    'the receipt was not issued: the FN has no such document',
  ],
  [
    'Чек не оформлен: {}, а сменить смену не удалось: {}',
    'the receipt was not issued: {}, and a new shift could not be opened: {}',
  ],
  ['Неизвестно, {}: {}', 'nobody knows {}: {}'],
  ['Неизвестно, {}', 'nobody knows {}'],
  ['оформлен ли чек «{}»', 'whether the receipt “{}” was issued'],
  ['оформлен ли чек', 'whether the receipt was issued'],
  ['открыта ли смена', 'whether the shift was opened'],
  ['закрыта ли смена', 'whether the shift was closed'],
  ['сделан ли отчёт о состоянии расчётов', 'whether the report on settlements was made'],
  ['записан ли результат в журнал', 'whether the result is in the journal'],
  ['регистрация ККТ', 'the registration of the register'],
  ['изменение параметров регистрации', 'the change of the registration'],
  ['закрытие архива ФН', 'the closing of the FN'],
  ['выполнено ли {}', 'whether {} was done'],
  ['внесение', 'the cash in'],
  ['выплата', 'the cash out'],
  ['Смена не открыта', 'the shift was not opened'],
  ['Смена не закрыта', 'the shift was not closed'],
  ['ККТ не зарегистрирована', 'the register was not registered'],
  ['Регистрация не изменена', 'the registration was not changed'],
  ['ФН не закрыт', 'the FN was not closed'],
  ['Отчёт о состоянии расчётов не сделан', 'the report on settlements was not made'],
  ['{}: документа в фискальном накопителе нет', '{}: the FN has no such document'],
  ['операция закончилась без документа', 'the operation ended without a document'],
  [
    'Не начато: исход предыдущей операции ещё неизвестен, касса не отвечает',
    'not started: the outcome of an earlier operation is still unknown, and the register does not answer',
  ],
  ['Не выполнено: {} {}', 'not done: {} {}'],
  [
    '{}: кассой пользовался кто-то ещё, счётчики смены ничего не доказывают; сверьте наличность',
    '{}: somebody else used the register, so the counters of the shift prove nothing; count the cash',
  ],
  [
    '{}: счётчиков смены {} больше нет; сверьте наличность',
    '{}: the counters of shift {} are gone; count the cash',
  ],
  [
    'Запись о том, что было до операции, не от неё: исход неизвестен',
    'what was noted before the operation is not of this one: the outcome is unknown',
  ],
  [
    'начато раньше, исход не записан: спрашиваем ККТ',
    'begun earlier, its outcome was not noted: the register is asked',
  ],
  [
    'пока связи не было, чек на ККТ отменён или закрыт',
    'while the line was down, the receipt was cancelled or closed',
  ],
  [
    'после оплаты остаток {} и сдача {} коп., ожидались 0 и {}',
    'after the payment {} kopecks are left to pay and the change is {}; 0 and {} were expected',
  ],
  [
    'последний чек ККТ (документ {}) — не наш: кассой пользовался кто-то ещё',
    'the last receipt of the register (document {}) is not ours: somebody else used the register',
  ],
  [
    'чек оформлялся с ФН {}, сейчас в ККТ ФН {}',
    'the receipt was begun with FN {}, but the register now has FN {}',
  ],
  ['начато с ФН {}, сейчас в ККТ ФН {}', 'begun with FN {}, but the register now has FN {}'],
  [
    'последний документ ФН {}, а до чека был {}: ФН обнуляли',
    'the last document of the FN is {}, but before the receipt it was {}: the FN was reset',
  ],
  [
    'документ {} похож на наш чек, но ФН не отдаёт его содержания',
    'document {} looks like our receipt, but the FN does not give its contents',
  ],
  [
    'документ {} такой же, как наш чек, но за это время на ККТ отменён чек на ту же сумму: чей это документ, ККТ не знает',
    'document {} is the same as our receipt, but meanwhile a receipt for the same sum was cancelled: the register cannot tell whose document it is',
  ],
  [
    'ККТ не закончила записывать документ (последний: {})',
    'the register has not finished writing the document (the last one: {})',
  ],
  ['Неизвестный тип чека {}', 'unknown type of receipt {}'],
  [
    'Для линейных штрихкодов нужен пакет jsbarcode версии 3. Установите его: npm install jsbarcode@3',
    'linear barcodes need the package jsbarcode, version 3. Install it: npm install jsbarcode@3',
  ],
  ['{}: {}, ставка НДС {} (номер {})', '{}: {}, VAT rate {} (number {})'],
  [
    'Узнайте, есть ли эта ставка в прошивке ККТ (версию скажет identify()). Если есть, но под другим номером, задайте номер в connect(…, { capabilities: { vatRates } }); если нет, оформите чек на ККТ, где она есть',
    'Find out whether the firmware has this rate (identify() tells its version). If it has it under another number, give that number in connect(…, { capabilities: { vatRates } }); if not, issue the receipt on a register that has it',
  ],
];
