import type { Fault } from './types.js';

interface Words {
  readonly en: string;
  readonly ru: string;
}

/** What the cashier reads of a fault that no plug-in told, by its code, some by whose it is, too. What to do stands in `ENDS`, where it depends on it. */
export const HOST_TEXTS: Readonly<Record<string, Words>> = {
  // The plug-in.
  threw: {
    en: 'The receipt program of this country made an error',
    ru: 'В программе чеков этой страны произошла ошибка',
  },
  crashed: {
    en: 'The receipt program of this country stopped and is being started again',
    ru: 'Программа чеков этой страны остановилась и запускается снова',
  },
  'out-of-memory': {
    en: 'The receipt program of this country ran out of memory and is being started again',
    ru: 'Программе чеков этой страны не хватило памяти, она запускается снова',
  },
  hung: {
    en: 'The receipt program of this country did not answer in time and is being started again',
    ru: 'Программа чеков этой страны не ответила вовремя и запускается снова',
  },
  loops: {
    en: 'The receipt program of this country did not answer in time and is being started again',
    ru: 'Программа чеков этой страны не ответила вовремя и запускается снова',
  },
  'bad-answer': {
    en: 'The receipt program of this country gave an answer that the till does not understand',
    ru: 'Касса не поняла ответ программы чеков этой страны',
  },
  'not-plain-data': {
    en: 'The till and the receipt program of this country did not understand each other',
    ru: 'Касса и программа чеков этой страны не поняли друг друга',
  },
  'load-failed': {
    en: 'The receipt program of this country cannot be started: call support',
    ru: 'Программа чеков этой страны не запускается: обратитесь в поддержку',
  },
  'start-timeout': {
    en: 'The receipt program of this country took too long to start',
    ru: 'Программа чеков этой страны запускалась слишком долго',
  },
  'falls-again': {
    en: 'The receipt program of this country stops again and again: wait a minute, then call support',
    ru: 'Программа чеков этой страны останавливается раз за разом: подождите минуту, затем обратитесь в поддержку',
  },
  'wrong-version': {
    en: 'The receipt program of this country does not fit this till: call support',
    ru: 'Программа чеков этой страны не подходит к этой кассе: обратитесь в поддержку',
  },
  'bad-description': {
    en: 'The receipt program of this country does not fit this till: call support',
    ru: 'Программа чеков этой страны не подходит к этой кассе: обратитесь в поддержку',
  },
  'not-allowed': {
    en: 'The receipt program of this country asked for something that this till does not allow: call support',
    ru: 'Программа чеков этой страны попросила то, что на этой кассе запрещено: обратитесь в поддержку',
  },
  // The request.
  'bad-request': {
    en: 'The till asked for something wrong: call support',
    ru: 'Касса отправила неверный запрос: обратитесь в поддержку',
  },
  'bad-settings': { en: 'The settings are wrong', ru: 'Неверные настройки' },
  'not-supported': {
    en: 'There is no such operation in this country',
    ru: 'В этой стране такой операции нет',
  },
  // The till.
  closed: { en: 'The till is being closed', ru: 'Касса закрывается' },
  cancelled: { en: 'The till stopped waiting for the answer', ru: 'Касса перестала ждать ответа' },
  'still-runs': { en: 'The operation still runs', ru: 'Операция ещё выполняется' },
  'too-many-calls': { en: 'The till is too busy', ru: 'Касса перегружена' },
  'not-kept': {
    en: 'The disk of this till takes no more data: call support',
    ru: 'Диск кассы не принимает данные: обратитесь в поддержку',
  },
  'not-noted': {
    en: 'The disk of this till takes no more data: call support',
    ru: 'Диск кассы не принимает данные: обратитесь в поддержку',
  },
  'damaged-state': {
    en: 'The till does not know any more which version of the receipt program it had: call support',
    ru: 'Касса больше не знает, какая версия программы чеков у неё была: обратитесь в поддержку',
  },
  'not-unpacked': {
    en: 'The disk of this till takes no more data: call support',
    ru: 'Диск кассы не принимает данные: обратитесь в поддержку',
  },
  'no-such-plugin': {
    en: 'This till is not set up for this country',
    ru: 'Касса не настроена для этой страны',
  },
  'no-such-method': {
    en: 'The page and the till have different versions: call support',
    ru: 'Страница и касса разных версий: обратитесь в поддержку',
  },
  'not-installed': {
    en: 'The receipt program of this country is not installed: call support',
    ru: 'Программа чеков этой страны не установлена: обратитесь в поддержку',
  },
  // The page's side of the bridge.
  'bridge/closed': {
    en: 'The page has lost the till: load it anew',
    ru: 'Страница потеряла связь с кассой: загрузите её заново',
  },
  'bridge/timeout': { en: 'The till does not answer', ru: 'Касса не отвечает' },
  // Versions and where they come from: the till goes on with the one that it has.
  'no-source': { en: 'No place for updates is set up', ru: 'Не указано, откуда брать обновления' },
  'source-unreachable': {
    en: 'The place for updates cannot be reached',
    ru: 'Нет связи с источником обновлений',
  },
  'bad-version': { en: 'The update was refused', ru: 'Обновление отклонено' },
  'old-version': { en: 'The update was refused: it is an old one', ru: 'Обновление отклонено: оно старое' },
  'bad-signature': {
    en: 'The update was refused: its signature is wrong',
    ru: 'Обновление отклонено: неверная подпись',
  },
  'bad-artefact': {
    en: 'The update was refused: it is damaged',
    ru: 'Обновление отклонено: оно повреждено',
  },
  'bad-pin': {
    en: 'The version that this till is set to cannot be used: call support',
    ru: 'Версия, заданная для этой кассы, не подходит: обратитесь в поддержку',
  },
  'bad-publisher': {
    en: 'The publisher of updates is set up wrongly: call support',
    ru: 'Издатель обновлений настроен неверно: обратитесь в поддержку',
  },
};

/** What to do, by how the operation of a key ended. */
const ENDS = {
  unknown: {
    en: 'It is not known yet whether the receipt was made: ask again, and do not sell it anew',
    ru: 'Пока неизвестно, есть ли чек: спросите ещё раз, не пробивайте заново',
  },
  refused: { en: 'No receipt was made', ru: 'Чека нет' },
} as const satisfies Readonly<Record<string, Words>>;

/**
 * A fault with words for the cashier. Those that somebody wrote stay; a fault whose text is only its technical message gets the
 * host's, where its code is the host's.
 *
 * @param language of the till; English where it is not Russian.
 * @param end how the operation that makes a document ended.
 */
export function worded(fault: Fault, language: string, end?: keyof typeof ENDS): Fault {
  const known = [`${fault.whose}/${fault.code}`, fault.code].find((code) => Object.hasOwn(HOST_TEXTS, code));
  if (fault.text !== fault.message || known === undefined) return fault;
  const of = (words: Words | undefined) => (language.split('-')[0] === 'ru' ? words?.ru : words?.en) ?? '';
  const fields =
    fault.code === 'bad-settings' ? (fault.fields ?? []).map((field) => field.replace('/settings/', '')) : [];
  const what = `${of(HOST_TEXTS[known])}${fields.length === 0 ? '' : `: ${fields.join(', ')}`}`;
  return { ...fault, text: end === undefined ? what : `${what}. ${of(ENDS[end])}` };
}
