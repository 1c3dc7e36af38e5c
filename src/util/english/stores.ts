import type { Entry } from './catalogue.js';

/** Errors of the journal, of the emulator and of its state. */
export const storeTexts: readonly Entry[] = [
  ['Журнал {} не открыт', 'the journal {} is not open'],
  [
    'Журнал уже открыт: у одного журнала один пользователь',
    'the journal is already open: one journal has one user',
  ],
  ['Журнал закрыт', 'the journal is closed'],
  ['Журнал не записан: {}', 'the journal was not written: {}'],
  ['Журнал не прочитан: {}', 'the journal was not read: {}'],
  ['Журнал вернул запись о другом ключе: «{}»', 'the journal returned the record of another key: “{}”'],
  ['Журнал не записан или не прочитан ({}): {}', 'the journal could not be written or read ({}): {}'],
  [
    'Журнал {} отнят: файл блокировки этого процесса удалён. Откройте журнал заново',
    'the journal {} was taken over: the lock file of this process is gone. Open the journal again',
  ],
  [
    'Журнал {} занят: {}. Если такого процесса точно нет, удалите файл {}',
    'the journal {} is in use: {}. If you are sure that there is no such process, delete the file {}',
  ],
  ['Журнал {} занят: {}', 'the journal {} is in use: {}'],
  ['браузер закрыл его базу данных', 'the browser has closed its database'],
  ['браузер не даёт сайту больше места', 'the browser gives the site no more room'],
  ['здесь нет IndexedDB', 'there is no IndexedDB here'],
  ['он открыт в другой вкладке', 'it is open in another tab'],
  ['Журнал {} повреждён: {}', 'the journal {} is damaged: {}'],
  ['этот же процесс {} на {} с {}', 'this very process, {} on {} since {}'],
  ['этот же процесс {} на {}', 'this very process, {} on {}'],
  ['этот же процесс {} с {}', 'this very process, {} since {}'],
  ['этот же процесс {}', 'this very process, {}'],
  ['процесс {} на {} с {}', 'process {} on {} since {}'],
  ['процесс {} на {}', 'process {} on {}'],
  ['процесс {} с {}', 'process {} since {}'],
  ['процесс {}', 'process {}'],
  ['{}. Освободите место на диске', '{}. Free some disk space'],
  [
    '{}. Дайте программе право записи в папку журнала',
    '{}. Give the program permission to write to the folder of the journal',
  ],
  ['{}. Диск доступен только для чтения', '{}. The disk is read-only'],
  [
    'Журнал повреждён: файл {}, байт {}: {}. Журнал не изменён. Сохраните копию его папки, сверьте последние продажи с ' +
      'документами в ФН, затем переименуйте папку: будет начат новый журнал. Ключи старого журнала он не помнит, поэтому ' +
      'незавершённые операции нельзя просто повторять',
    'the journal is damaged: file {}, byte {}: {}. It was not changed. Keep a copy of its folder, compare the last sales ' +
      'with the documents of the FN, then rename the folder: a new journal will begin. It does not know the keys of the ' +
      'old one, so unfinished operations must not simply be repeated',
  ],
  ['файла нет', 'the file is missing'],
  ['файл удалён во время работы', 'the file was deleted while in use'],
  ['длина {}, а должна быть {}', 'its length is {} and should be {}'],
  ['запись испорчена', 'a record is damaged'],
  ['вместо записи {} стоит запись {}', 'record {2} is where record {1} should be'],
  ['неизвестный вид записи', 'a record of unknown kind'],
  ['записей {}, а было {}', 'there are {} records, but there were {}'],
  ['нет заголовка', 'the header is missing'],
  ['версия формата {}, а нужна {}', 'the format version is {}, but {} is needed'],
  ['Обещание не выполнено за {} мс времени теста', 'the promise did not settle within {} ms of test time'],
  ['Эмулятор ничего не слушает: вызовите listen()', 'the emulator is not listening: call listen()'],
  ['Эмулятор уже закрыт', 'the emulator is closed'],
  ['ОФД ничего не слушает: вызовите listen()', 'the OFD is not listening: call listen()'],
  [
    'Эмулятор с папкой state нельзя вернуть назад: его документы на диске',
    'an emulator with a state folder cannot go back: its documents are on disk',
  ],
  ['Неверный снимок', 'invalid snapshot'],
  ['Неверные параметры dumpRegister()', 'invalid options of dumpRegister()'],
  ['Неверный дамп ККТ', 'invalid dump of a register'],
  ['ОФД не отвечает', 'the OFD does not answer'],
  ['Папка состояния {} занята: процесс {}, файл {}', 'the state folder {} is in use: process {}, file {}'],
  ['Папка состояния {} занята', 'the state folder {} is in use'],
  ['Папка состояния {} отнята другим процессом', 'another process has taken over the state folder {}'],
  [
    'Состояние эмулятора не записано или не прочитано ({}): {}',
    'the state of the emulator could not be written or read ({}): {}',
  ],
  [
    'Состояние эмулятора повреждено: {}, байт {}. {}',
    'the state of the emulator is damaged: {}, byte {}. {}',
  ],
  ['Переименуйте папку: будет создана новая ККТ', 'Rename the folder: a new register will be created'],
  ['В таблицах модели {} нет поля {} {}', 'the tables of model {} have no field {} {}'],
  ['У модели {} нет настройки {}', 'model {} has no setting {}'],
  ['Ответ ОФД: {}', 'the answer of the OFD: {}'],
];
