import type { Entry } from './catalogue.js';

/** What is wrong with a JSON task. */
export const taskTexts: readonly Entry[] = [
  ['Способ связи с ККТ не поддерживается', 'this way to the register is not supported'],
  // As the vendor's driver writes it; what stands in it is ours.
  ['Error {} [ {} ]', 'Error {} [ {} ]'],
  [
    'Некорректное значение поля "type" ({}): чеки — {}',
    'wrong value of the field "type" ({1}): receipts are {2}',
  ],
  ['Некорректное значение поля "{}" ({}){}', 'wrong value of the field "{1}" ({2}){3}'],
  ['поле "type" отсутствует', 'the field "type" is missing'],
  ['некорректное значение поля "type" ({})', 'wrong value of the field "type" ({})'],
  ['нужен объект JSON', 'a JSON object is needed'],
  ['задание не читается: {}', 'the task cannot be read: {}'],
  [
    '{}: проверенные коды маркировки передаёт ФФД 1.2, а ККТ работает по ФФД 1.05',
    '{}: checked marking codes are passed on by FFD 1.2, and the register works in FFD 1.05',
  ],
  ['Поле "{}" отсутствует', 'the field "{}" is missing'],
  ['Поле "{}" имеет неверный тип (ожидается "{}")', 'the field "{1}" has a wrong type ("{2}" is expected)'],
  [
    '{} (исход задания «{}» известен: решать нечего)',
    '{1} (the outcome of the task "{2}" is known: there is nothing to decide)',
  ],
  ['Отсутствует обязательная настройка [{}]', 'the required setting [{}] is missing'],
  ['Не удалось получить значение настройки [{}]', 'the value of the setting [{}] cannot be read'],
  ['Ошибка программирования реквизита {} ({})', 'the tag {1} cannot be written ({2})'],
  ['{} ({}: пустой текст)', '{1} ({2}: an empty text)'],
  ['Длина КиЗ не равна 20 символам', 'the control identification mark is not 20 characters long'],
  ['GTIN не число', 'the GTIN is not a number'],
  [
    'Реквизит уже был записан в чеке, повтор запрещен',
    'it already is in the receipt and may not be there twice',
  ],
  [
    '{} (с ключом «{}» уже выполнялось другое задание)',
    '{1} (another task was carried out with the key "{2}")',
  ],
  [
    '{} (задание было начато раньше, исход ещё не узнан; то же задание с тем же ключом спросит снова)',
    '{} (the task was begun earlier, its outcome is not known yet; the same task with the same key asks again)',
  ],
  [
    '{} (не начато: исход предыдущего задания ещё неизвестен)',
    '{} (not begun: the outcome of an earlier task is still unknown)',
  ],
  [
    '{} (эта программа уже открыла ККТ с другой настройкой {})',
    '{1} (this program has already opened the register with another value of the setting {2})',
  ],
  ['{} (задание не выполнено)', '{} (the task was not carried out)'],
  ['БД документов не настроена ({}: {})', 'there is no database of documents ({1}: {2})'],
  ['{} (некорректное значение поля "type" ({})): {}', '{1} (wrong value of the field "type" ({2})): {3}'],
  ['{} ({}: поддерживается только ФФД 1.05)', '{1} ({2}: only FFD 1.05 is supported)'],
  ['{} (поле "{}", тег {})', '{1} (field "{2}", tag {3})'],
  ['Отсутствует обязательная настройка [Model]', 'the setting [Model] is missing'],
];
