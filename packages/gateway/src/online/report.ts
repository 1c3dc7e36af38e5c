import type { FiscalResult } from 'atol-kkt';
import { deviceErrorInfo } from 'atol-kkt/protocol';
import type { Gateway, RegisterHealth } from '../fleet/index.js';
import type { Job, JobFailure } from '../store/index.js';
import { type ApiError, errorIdOf, moscowTime, serviceErrors } from './errors.js';

/** What the API keeps with a job. */
export interface OnlineMeta {
  /** As the client has sent it. */
  readonly callbackUrl?: string | undefined;
  /** The address does not suit the mask: nobody is called. */
  readonly callbackRefused?: boolean | undefined;
  /** SHA-256 of the body without its time: whether a repeat is the same receipt. */
  readonly hash: string;
}

/** Answer to `report`, and body of the callback. */
export interface Report {
  readonly uuid: string;
  readonly error: ApiError | null;
  readonly status: 'wait' | 'done' | 'fail';
  readonly payload: Payload | null;
  readonly timestamp: string;
  readonly group_code: string;
  readonly daemon_code: string;
  readonly device_code: string;
  readonly external_id: string;
  readonly callback_url: string;
  readonly warnings?: { readonly callback_url: string };
}

interface Payload {
  readonly total: number;
  readonly fns_site: string;
  readonly fn_number: string;
  readonly shift_number: number;
  readonly receipt_datetime: string;
  readonly fiscal_receipt_number: number;
  readonly fiscal_document_number: number;
  readonly ecr_registration_number: string;
  readonly fiscal_document_attribute: number;
  readonly ofd_inn?: string;
}

/** Name of this service in reports: the same for all processes, because a callback equals the report. */
const DAEMON = 'atol-gateway';
/** Where the register does not tell it. */
const FNS_SITE = 'www.nalog.gov.ru';

export async function reportOf(gateway: Gateway, job: Job): Promise<Report> {
  const { state, result, failure } = job;
  const meta = (job.origin === 'online' ? job.meta : undefined) as OnlineMeta | undefined;
  const status = state === 'done' || state === 'fail' ? state : 'wait';
  return {
    uuid: job.uuid,
    error: errorOf(job.uuid, status, failure),
    status,
    payload: status === 'done' && result ? await payloadOf(gateway, job, result) : null,
    timestamp: moscowTime(job.finishedAt ?? job.acceptedAt),
    group_code: job.group,
    daemon_code: DAEMON,
    device_code: job.register ?? '',
    external_id: job.externalId,
    callback_url: meta?.callbackUrl ?? job.callbackUrl ?? '',
    ...(meta?.callbackRefused && {
      warnings: { callback_url: 'Адрес не соответствует маске: уведомление отправлено не будет' },
    }),
  };
}

async function payloadOf(gateway: Gateway, job: Job, result: FiscalResult): Promise<Payload> {
  const ofdInn = await ofdInnOf(gateway, job.register, result.fnNumber);
  const [day = '', time = ''] = result.dateTime.split('T');
  return {
    total: result.totalKopecks / 100,
    fns_site: result.fnsSite ?? FNS_SITE,
    fn_number: result.fnNumber,
    shift_number: result.shiftNumber,
    receipt_datetime: `${day.split('-').reverse().join('.')} ${time.padEnd(8, ':00')}`,
    fiscal_receipt_number: result.receiptNumber,
    fiscal_document_number: result.documentNumber,
    ecr_registration_number: result.registrationNumber,
    fiscal_document_attribute: result.fiscalSign,
    ...(ofdInn !== undefined && { ofd_inn: ofdInn }),
  };
}

/** As long as the register has the FN that has signed the document. */
async function ofdInnOf(gateway: Gateway, register: string | undefined, fnNumber: string) {
  if (register === undefined) return undefined;
  const row = await gateway.store.lanes.get(register);
  const health = row?.health as RegisterHealth | undefined;
  return health?.fn?.number === fnNumber ? health.registration?.ofdInn : undefined;
}

function errorOf(uuid: string, status: Report['status'], failure: JobFailure | undefined): ApiError | null {
  if (status === 'done') return null;
  const error_id = errorIdOf(`${uuid} ${status}`);
  if (status === 'wait') return { error_id, code: 34, text: serviceErrors[34][1], type: 'system' };
  const text = failure?.ru ?? '';
  switch (failure?.kind) {
    case 'timeout':
      return { error_id, code: 1, text, type: 'timeout' };
    case 'device': {
      const { driverCode } = deviceErrorInfo(failure.code, failure.extended);
      return { error_id, code: driverCode ?? UNKNOWN, text, type: 'driver' };
    }
    case 'receipt':
      return { error_id, code: WRONG_VALUE, text, type: 'agent' };
    default:
      return { error_id, code: NOT_PROCESSED, text, type: 'system' };
  }
}

/** `UNKNOWN` of the vendor's driver. */
const UNKNOWN = 15;
/** A value of the JSON that the register cannot carry. */
const WRONG_VALUE = 2007;
const NOT_PROCESSED = 1;
