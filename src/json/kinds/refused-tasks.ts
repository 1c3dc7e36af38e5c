import { driverError } from '../errors/driver-errors.js';
import { JsonTaskError } from '../errors/error.js';
import { PARSE_ERROR } from '../reading/fields.js';
import type { TaskHandler, TaskHandlers } from './context.js';

const marking = 'коды маркировки проверяют ККТ с ФФД 1.2, а эта работает по ФФД 1.05';

/** A driver that works with FFD 1.05 does not know these tasks at all, and its error says only that. */
const unknownToDriver = (name: string, why: string): TaskHandler => {
  return async () => {
    const { description } = driverError(PARSE_ERROR);
    throw new JsonTaskError(
      PARSE_ERROR,
      `${description} (некорректное значение поля "type" (${name})): ${why}`,
    );
  };
};

const markingTasks = [
  'validateMarks',
  'addMarksToBuffer',
  'beginMarkingCodeValidation',
  'getMarkingCodeValidationStatus',
  'acceptMarkingCode',
  'declineMarkingCode',
  'cancelMarkingCodeValidation',
  'clearMarkingCodeValidationResult',
  'checkMarkingCodeValidationsReady',
  'checkImcWorkState',
  'checkImcTime',
  'pingIsm',
  'ismExchangeStatus',
];

/** Tasks of newer drivers that this package does otherwise or not at all. */
const elsewhere = {
  getMcu: 'микросхемы узнаёт только драйвер АТОЛ',
  getDepartmentSum: 'сумм по секциям эта ККТ не сообщает: их печатает reportDepartments',
  uploadPictureCliche: 'картинку в память ККТ загружает kkt.pictures.upload()',
};

/** Tasks that are known and cannot be done, each with its reason. */
export const refusedTasks: TaskHandlers = {
  ...Object.fromEntries(markingTasks.map((name) => [name, unknownToDriver(name, marking)])),
  ...Object.fromEntries(Object.entries(elsewhere).map(([name, why]) => [name, unknownToDriver(name, why)])),
};
