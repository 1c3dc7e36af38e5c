import type { Job, JobQuery } from '../../store/index.js';
import type { Answer } from '../answer.js';
import { BOM, csvLine, roubles } from '../csv.js';
import { dayRange, isDay } from '../days.js';
import { CabinetError } from '../errors.js';
import { jobState, typeName, vatName } from '../html/names.js';
import type { Route } from '../route.js';
import type { Visit } from '../visit.js';
import { statisticsOf } from './statistics-data.js';

const PAGE = 500;
const TYPE = 'text/csv; charset=utf-8';

/** Receipts of a day and a group. */
function receipts(visit: Visit): Answer {
  const { query, cabinet } = visit;
  const group = visit.group(query.text('group'));
  const day = query.text('day') ?? '';
  if (!isDay(day)) throw new CabinetError(400, 'Назовите день: ГГГГ-ММ-ДД', 'Name the day: YYYY-MM-DD');
  const [from, to] = dayRange(day, group.timeZone);
  const { jobs } = cabinet.gateway.store;
  async function* lines(): AsyncGenerator<string> {
    yield BOM + csvLine(titles(visit));
    let after: string | undefined;
    do {
      const asked: JobQuery = { group: group.name, from, to, limit: PAGE, after };
      const found = await jobs.find(asked);
      yield found.jobs.map((job) => csvLine(cellsOf(visit, job))).join('');
      after = found.next;
    } while (after !== undefined && !visit.gone.aborted);
  }
  return { kind: 'file', name: `receipts-${group.name}-${day}.csv`, type: TYPE, body: lines() };
}

function titles({ t }: Visit): string[] {
  return [
    t('Принят', 'Accepted'),
    'external_id',
    'uuid',
    t('Вид', 'Kind'),
    t('Сумма', 'Sum'),
    t('Состояние', 'State'),
    t('Ошибка', 'Error'),
    t('Касса', 'Register'),
    t('ФН', 'FN'),
    t('ФД', 'FD'),
    t('ФП', 'Fiscal sign'),
    t('Время кассы', 'Register time'),
    t('Покупатель', 'Buyer'),
    t('НДС', 'VAT'),
  ];
}

function cellsOf(visit: Visit, job: Job): (string | number | undefined)[] {
  const { t } = visit;
  const { result } = job;
  return [
    visit.formatOf(job.group).exact(job.acceptedAt).replace(',', ''),
    job.externalId,
    job.uuid,
    typeName(job.type, t),
    roubles(job.totalKopecks),
    jobState(job, t)[0],
    job.failure?.[visit.language],
    job.register,
    // Longer than a number of Excel: kept as a text.
    result && `№ ${result.fnNumber}`,
    result?.documentNumber,
    result?.fiscalSign,
    result?.dateTime.replace('T', ' '),
    job.contact,
    job.vats.map(({ vat, sum }) => `${vatName(vat, t)} ${roubles(sum)}`).join(', '),
  ];
}

/** The table of the page, with the same choice. */
async function statistics(visit: Visit): Promise<Answer> {
  const { rows, columns, from, to } = await statisticsOf(visit);
  const body =
    BOM +
    [columns.map(({ title }) => title), ...rows.map((row) => columns.map(({ cell }) => cell(row)))]
      .map(csvLine)
      .join('');
  return { kind: 'file', name: `statistics-${from}-${to}.csv`, type: TYPE, body };
}

export const exportRoutes: readonly Route[] = [
  { method: 'GET', path: '/export/receipts.csv', role: 'viewer', handle: receipts },
  { method: 'GET', path: '/export/statistics.csv', role: 'viewer', handle: statistics },
];
