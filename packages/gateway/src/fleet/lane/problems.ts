import type { HealthProblem, ProblemCode } from '../terms/index.js';

type Text = readonly [blocking: boolean, ru: string, en: string];

/** Texts for a person: what is wrong and what to do. `{…}` is filled in. */
const texts: Record<ProblemCode, Text> = {
  offline: [
    true,
    'Касса не отвечает: {why}. Проверьте питание и сеть',
    'The register does not answer: {why}. Check its power and network',
  ],
  unknownOutcome: [
    true,
    'Неизвестно, оформлен ли чек {job}: касса ещё не ответила. Новых чеков она не получает',
    'Nobody knows yet whether receipt {job} was issued. The register gets no other ones',
  ],
  otherRegister: [
    true,
    'По этому адресу другая касса: заводской номер {found}, а ожидается {expected}',
    'Another register is at this address: serial number {found} instead of {expected}',
  ],
  otherOwner: [
    true,
    'Касса зарегистрирована на ИНН {found}, а у группы ИНН {expected}: чеки на ней оформлять нельзя',
    'The register belongs to INN {found}, the group to INN {expected}: no receipts here',
  ],
  otherTaxation: [
    true,
    'Касса не зарегистрирована на систему налогообложения {missing}, которая есть у группы',
    'The register is not registered for tax system {missing} of its group',
  ],
  notFiscal: [true, 'Касса не зарегистрирована: зарегистрируйте её', 'The register is not registered'],
  noFn: [true, 'Касса не видит фискальный накопитель', 'The register has no FN'],
  fnFull: [
    true,
    'ФН заполнен: документов {documents} из {capacity}. Закройте архив и замените ФН',
    'The FN is full: {documents} of {capacity} documents. Close its archive and replace it',
  ],
  fnNearlyFull: [
    false,
    'ФН заполнен на {percent} %: хватит на {days} дн. Подготовьте замену',
    'The FN is {percent} % full: {days} days are left. Prepare a new one',
  ],
  fnExpired: [
    true,
    'Срок ключей ФН истекает {until}: замените ФН',
    'The keys of the FN end on {until}: replace it',
  ],
  fnExpires: [
    false,
    'Ключи ФН действуют до {until}: подготовьте замену',
    'The keys of the FN end on {until}: prepare a new one',
  ],
  fnCritical: [true, 'ФН сообщает о неисправности: замените его', 'The FN reports a fault: replace it'],
  unsentTooOld: [
    true,
    'Документ от {oldest} не передан в ОФД больше {days} дней; после 30 дней касса остановится. Проверьте связь с ОФД',
    'A document of {oldest} has not reached the OFD for {days} days; after 30 the register stops. Check the way to the OFD',
  ],
  unsentOld: [
    false,
    'Документы не передаются в ОФД с {oldest}: {count}. Проверьте связь с ОФД',
    'Documents have not reached the OFD since {oldest}: {count}. Check the way to the OFD',
  ],
  noPaper: [true, 'В кассе нет бумаги', 'The register has no paper'],
  coverOpen: [true, 'Открыта крышка кассы', 'The cover of the register is open'],
  clockDrift: [
    false,
    'Часы кассы отличаются на {minutes} мин: при закрытой смене установите время',
    'The clock of the register differs by {minutes} min: set it while the shift is closed',
  ],
  shiftExpired: [
    false,
    'Смена длится больше 24 часов: будет закрыта перед следующим чеком',
    'The shift is older than 24 hours: it will be closed before the next receipt',
  ],
  refuses: [true, 'Касса отказывает: {why}', 'The register refuses: {why}'],
};

export function problem(
  code: ProblemCode,
  since: number,
  values: Readonly<Record<string, string | number>> = {},
): HealthProblem {
  const [blocking, ru, en] = texts[code];
  const fill = (text: string) => text.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''));
  return { code, blocking, ru: fill(ru), en: fill(en), since };
}
