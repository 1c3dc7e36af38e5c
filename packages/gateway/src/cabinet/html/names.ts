import type { ReceiptType, Taxation, VatRate } from 'atol-kkt/fiscal';
import { taxations, vatRates } from 'atol-kkt/fiscal';
import type { LaneState } from '../../fleet/index.js';
import type { Job, Role } from '../../store/index.js';
import type { Tell } from '../language.js';

type Pair = readonly [ru: string, en: string];

const roles: Readonly<Record<Role, Pair>> = {
  viewer: ['наблюдатель', 'viewer'],
  operator: ['оператор', 'operator'],
  administrator: ['администратор', 'administrator'],
  shop: ['магазин (API)', 'shop (API)'],
};

const lanes: Readonly<Record<LaneState, Pair>> = {
  unheld: ['никем не занята', 'not driven'],
  starting: ['запускается', 'starting'],
  online: ['свободна', 'free'],
  busy: ['оформляет чек', 'issuing'],
  service: ['работает человек', 'in service'],
  reserve: ['в резерве', 'reserve'],
  drained: ['выведена', 'drained'],
  offline: ['нет связи', 'offline'],
  unknown: ['исход неизвестен', 'outcome unknown'],
  blocked: ['остановлена', 'blocked'],
};

/** How a state looks: good, waiting, wrong or neither. */
export const laneTones: Readonly<Record<LaneState, Tone>> = {
  unheld: 'bad',
  starting: 'idle',
  online: 'good',
  busy: 'good',
  service: 'idle',
  reserve: 'idle',
  drained: 'idle',
  offline: 'bad',
  unknown: 'bad',
  blocked: 'bad',
};

export type Tone = 'good' | 'warn' | 'bad' | 'idle';

const types: Readonly<Record<ReceiptType, Pair>> = {
  sell: ['приход', 'sale'],
  sellReturn: ['возврат прихода', 'return of a sale'],
  buy: ['расход', 'purchase'],
  buyReturn: ['возврат расхода', 'return of a purchase'],
  sellCorrection: ['коррекция прихода', 'correction of sales'],
  buyCorrection: ['коррекция расхода', 'correction of purchases'],
};

const payments: Readonly<Record<string, Pair>> = {
  cash: ['наличными', 'cash'],
  electronic: ['безналичными', 'cashless'],
  prepaid: ['предоплатой (аванс)', 'prepaid (advance)'],
  credit: ['в кредит', 'credit'],
  other: ['иной формой', 'other'],
};

const origins: Readonly<Record<Job['origin'], Pair>> = {
  program: ['программа', 'program'],
  online: ['АТОЛ Онлайн', 'ATOL Online'],
  'web-requests': ['Web Requests', 'Web Requests'],
  cabinet: ['кабинет', 'cabinet'],
};

const say = (pair: Pair | undefined, t: Tell, otherwise: string): string =>
  pair ? t(pair[0], pair[1]) : otherwise;

export const roleName = (role: Role, t: Tell): string => say(roles[role], t, role);
export const laneName = (state: string, t: Tell): string => say(lanes[state as LaneState], t, state);
export const typeName = (type: ReceiptType, t: Tell): string => say(types[type], t, type);
export const paymentName = (form: string, t: Tell): string => say(payments[form], t, form);
export const originName = (origin: Job['origin'], t: Tell): string => say(origins[origin], t, origin);

const englishTaxations: Readonly<Record<Taxation, string>> = {
  osn: 'general',
  usnIncome: 'simplified, income',
  usnIncomeOutcome: 'simplified, income less expenses',
  envd: 'imputed income (ended in 2021)',
  esn: 'agricultural',
  patent: 'patent',
};

export function taxationName(name: Taxation, t: Tell): string {
  return t(taxations.find(name)?.ru ?? name, englishTaxations[name]);
}

export function vatName(rate: VatRate, t: Tell): string {
  return rate === 'none' ? t('без НДС', 'no VAT') : `${t('НДС', 'VAT')} ${vatRates[rate].title}`;
}

/** State of a job for a person. */
export function jobState(job: Job, t: Tell): readonly [text: string, tone: Tone] {
  if (job.state === 'done') return [t('оформлен', 'issued'), 'good'];
  if (job.state === 'wait') return [t('в очереди', 'in the queue'), 'warn'];
  if (job.state === 'fail') {
    return job.failure?.kind === 'timeout'
      ? [t('истёк срок', 'expired'), 'bad']
      : [t('не оформлен', 'not issued'), 'bad'];
  }
  return job.unknownSince === undefined
    ? [t('на кассе', 'at a register'), 'warn']
    : [t('исход неизвестен', 'outcome unknown'), 'bad'];
}
