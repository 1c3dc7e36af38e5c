import { restated } from '../../errors/restated.js';
import { type AtolError, ConnectionError } from '../../errors.js';
import { attachTask, type LinkTask, TaskError } from '../../link/link.js';

/** The error of asking for a task says nothing of the task itself. */
export function asUnknown(error: AtolError, task: LinkTask): AtolError {
  return attachTask(restated(error, { outcome: 'unknown' }), task);
}

export function forgotten(task: LinkTask): TaskError {
  const message = 'ККТ не помнит задания: выполнено оно или нет, скажут её регистры';
  return attachTask(new TaskError('TASK_FORGOTTEN', message, 'unknown'), task);
}

export function stopped(task: LinkTask): TaskError {
  return attachTask(
    new TaskError('TASK_STOPPED', 'Задание не выполнялось: предыдущее завершилось ошибкой', 'refused'),
    task,
  );
}

export function closed(): ConnectionError {
  return new ConnectionError('CLOSED', 'Соединение с ККТ закрыто', { outcome: 'not-sent' });
}
