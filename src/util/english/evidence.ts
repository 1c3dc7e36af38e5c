import type { Entry } from './catalogue.js';

/** What settles the outcome of a document, or does not. */
export const evidenceTexts: readonly Entry[] = [
  ['документ {}: ККТ каждый раз отвечает иначе', 'document {}: the register answers differently each time'],
  ['номер ФН: ККТ каждый раз отвечает иначе', 'number of the FN: the register answers differently each time'],
  [
    'сумма отмен: ККТ каждый раз отвечает иначе',
    'sum of cancellations: the register answers differently each time',
  ],
  [
    'последний чек: ККТ каждый раз отвечает иначе',
    'last receipt: the register answers differently each time',
  ],
  [
    'последний документ: ККТ каждый раз отвечает иначе',
    'last document: the register answers differently each time',
  ],
  ['{}: ККТ каждый раз отвечает иначе', '{}: the register answers differently each time'],
  [
    'последний документ по ККТ — {}, а по ФН — {}',
    'the last document is {} according to the register, and {} according to the FN',
  ],
  [
    'последний документ {} с ФП {}, а до чека был {} с ФП {}',
    'the last document is {} with sign {}, and before the receipt it was {} with sign {}',
  ],
  [
    'последним назван документ {}, а ФН знает и документ {}',
    'document {} is said to be the last, but the FN knows document {}, too',
  ],
  [
    'после документа {} появилось ещё {}: столько документов чек не ищут',
    'after document {} there are {} more: too many to look for a receipt',
  ],
  [
    'после документа {} последним назван {}: столько документов не ищут',
    'after document {} the last one is said to be {}: too many to look through',
  ],
  [
    'пока проверяем, на ККТ всё время появляются новые документы',
    'new documents keep appearing in the register while we look',
  ],
  [
    'ККТ отменяет чек, а он остаётся открытым',
    'the register cancels the receipt, and the receipt stays open',
  ],
  [
    'ФН не отдаёт документ {} целиком: его реквизиты не составляют объявленной длины',
    'the FN does not give the whole of document {}: its fields do not add up to the announced length',
  ],
  ['ФН отдаёт реквизиты без конца', 'the FN keeps sending fields without end'],
  ['документ {}: неизвестная форма {}', 'document {}: unknown form {}'],
  [
    'документ {} {}: чей это документ, ККТ не знает',
    'document {} {}: the register cannot tell whose document it is',
  ],
  [
    'такой же, как наш чек, но за это время на ККТ отменён чек на ту же сумму',
    'is the same as our receipt, but meanwhile a receipt for the same sum was cancelled',
  ],
  [
    'документ {} — наш по числам, но не по текстам, и не отменён ли наш, ККТ не говорит',
    'document {} is ours by its numbers, but not by its texts, and the register does not say whether ours was cancelled',
  ],
  [
    'документы {} — наши по числам, но не по текстам: чей какой, ККТ не знает',
    'documents {} are ours by their numbers, but not by their texts: the register cannot tell which is whose',
  ],
  [
    '{}. Что нашего чека нет, это не доказывает; решает человек: decide()',
    '{}. That does not prove that our receipt does not exist; a person has to decide: decide()',
  ],
  ['документ {} — неизвестная форма {}', 'document {}: unknown form {}'],
  [
    'документ {} — не похож на наш чек: другие вид или сумма',
    'document {} is not like our receipt: its kind or sum is different',
  ],
  [
    'документ {} — ФН не отдаёт его содержания, сравнить его с нашим чеком нельзя',
    'document {}: the FN does not give its contents, so it cannot be compared with our receipt',
  ],
  [
    'документ {} — форма {} по указателю ФН, а по содержанию {}',
    "document {}: form {} according to the FN's index, but {} according to its contents",
  ],
  [
    'документ {} — форма отчёта, а содержание чека',
    'document {}: the form of a report, but the contents of a receipt',
  ],
  [
    'документ {} — номер или ФП в содержании не те, что в указателе ФН',
    "document {}: the number or sign in its contents is not the one in the FN's index",
  ],
  ['документ {} — не такой, как наш чек: {}', 'document {} is not like our receipt: {}'],
  [
    'документ {} — содержание наше, а вид или сумма в указателе ФН другие',
    "document {}: the contents are ours, but the kind or sum in the FN's index is different",
  ],
  ['{}: у нас {}, в документе {}', '{}: {} in our receipt, {} in the document'],
  ['ничего', 'nothing'],
];
