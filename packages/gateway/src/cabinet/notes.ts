import type { Markup } from './html/html.js';
import { notice } from './html/parts.js';
import type { Visit } from './visit.js';

/** What has been done, by the word in the address that the person was sent to. */
const notes: Readonly<Record<string, readonly [ru: string, en: string]>> = {
  drained: [
    'Касса выводится из очереди: начатый чек она закончит',
    'The register leaves the queue after the receipt it has',
  ],
  resumed: ['Касса снова в очереди', 'The register is back in the queue'],
  looked: [
    'Касса будет опрошена, как только освободится',
    'The register will be asked as soon as it is free',
  ],
  shiftClosed: ['Смена закрыта', 'The shift is closed'],
  shiftOpened: ['Смена открыта', 'The shift is open'],
  reportX: ['X-отчёт снят', 'The X report is made'],
  saved: ['Сохранено', 'Saved'],
  removed: ['Удалено', 'Removed'],
  added: ['Добавлено', 'Added'],
  cancelled: ['Задание отменено', 'The job is cancelled'],
  tooLate: ['Отменить уже нельзя: чек взяла касса', 'Too late: a register has it'],
  calledAgain: ['Уведомление будет отправлено снова', 'The callback will be made again'],
  noCallback: ['У этого чека нет уведомления', 'This receipt has no callback'],
  decided: ['Решение принято', 'The decision is made'],
  proposed: [
    'Решение записано и ждёт подтверждения другого человека',
    'The decision is written down; another person has to confirm it',
  ],
  withdrawn: ['Предложенное решение снято', 'The proposed decision is withdrawn'],
  same: [
    'Этот документ уже в очереди: второго не будет',
    'This document is in the queue already: there will be no second one',
  ],
  queued: ['Документ принят в очередь', 'The document is in the queue'],
  replaced: [
    'Замена ФН закончена: касса снова в очереди',
    'The FN is replaced: the register is back in the queue',
  ],
  begun: ['Замена начата: начните с первой в списке', 'Begun: start with the first one of the list'],
  password: ['Пароль изменён', 'The password is changed'],
};

export function notesOf(visit: Visit): Markup | undefined {
  const word = visit.query.text('done') ?? '';
  const note = Object.hasOwn(notes, word) ? notes[word] : undefined;
  return note && notice('good', visit.t(note[0], note[1]));
}
