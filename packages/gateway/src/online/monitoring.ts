import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { RegisterView } from '../fleet/index.js';
import type { User } from '../store/index.js';
import { moscowTime, Refusal } from './errors.js';
import { jsonOf } from './read-body.js';
import { acceptAnyBody, answerErrors, type Shared, sees, tokenOf } from './shared.js';

const MOST = 1000;

/** The monitoring API of devices: `/api/auth/v1/gettoken`, `/api/kkt/v1/cash-registers`. */
export function monitoring(app: FastifyInstance, { gateway, gate, tokens }: Shared): void {
  acceptAnyBody(app);
  answerErrors(app, gateway);

  app.post('/auth/v1/gettoken', async (request) => {
    const { login, pass, password = pass } = (jsonOf(request) ?? {}) as Record<string, unknown>;
    if (typeof login !== 'string' || typeof password !== 'string') throw new Refusal(13);
    const entry = await gate.enter(login, password, request.ip);
    if ('refused' in entry) throw new Refusal(entry.refused === 'blocked' ? 14 : 12);
    if (entry.user.role !== 'shop') throw new Refusal(12);
    return { error: null, token: await tokens.issue(entry.user), timestamp: moscowTime(gateway.clock.now()) };
  });

  const registersOf = async (user: User): Promise<RegisterView[]> =>
    (await gateway.registers.list()).filter(({ options }) => sees(user, options.group));

  app.get<{ Querystring: { limit?: string; offset?: string } }>('/kkt/v1/cash-registers', async (request) => {
    const all = await registersOf(await tokens.userOf(tokenOf(request)));
    const offset = count(request.query.offset, 0, Number.MAX_SAFE_INTEGER);
    const limit = count(request.query.limit, MOST, MOST);
    const now = gateway.clock.now();
    const data = all.slice(offset, offset + limit).map((view) => deviceOf(view, now));
    return wantsHal(request) ? { data, total: all.length } : data;
  });
  app.get<{ Params: { serial: string } }>('/kkt/v1/cash-registers/:serial', async (request) => {
    const all = await registersOf(await tokens.userOf(tokenOf(request)));
    const found = all.find(({ health }) => health?.serialNumber === request.params.serial);
    if (!found) throw new Refusal(40, { text: 'Касса с таким заводским номером не найдена' });
    return { data: deviceOf(found, gateway.clock.now()) };
  });
  app.setNotFoundHandler(async () => {
    throw new Refusal(40, { text: 'Такого метода в API нет' });
  });
}

function wantsHal({ headers }: FastifyRequest): boolean {
  return headers.accept?.includes('hal+json') ?? false;
}

function count(text: string | undefined, otherwise: number, most: number): number {
  if (text === undefined) return otherwise;
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 0) throw new Refusal(40);
  return Math.min(value, most);
}

/** What is not known yet is null. */
function deviceOf({ name, options, health }: RegisterView, now: number): Record<string, unknown> {
  const { fn, registration, shift, unsent } = health ?? {};
  return {
    serialNumber: health?.serialNumber ?? options.serialNumber ?? null,
    registrationNumber: registration?.registrationNumber ?? null,
    deviceNumber: name,
    fiscalizationDate: null,
    fiscalStorageExpiration: fn?.validUntil ?? null,
    signedDocuments: fn?.documents ?? null,
    fiscalStoragePercentageUse: fn ? Math.floor((100 * fn.documents) / fn.capacity) : null,
    fiscalStorageINN: registration?.owner.inn ?? null,
    fiscalStorageSerialNumber: fn?.number ?? null,
    fiscalStoragePaymentAddress: registration?.place ?? null,
    groupCode: options.group,
    timestamp: new Date(health?.at ?? now).toISOString(),
    isShiftOpened: shift ? shift.state !== 'closed' : null,
    shiftNumber: shift?.number ?? null,
    shiftReceipt: null,
    ...(unsent && { unsentDocs: unsent.count }),
    ...(unsent?.oldest !== undefined && { firstUnsetDocTimestamp: unsent.oldest }),
    networkErrorCode: health?.problems.some(({ code }) => /^unsent/.test(code)) ? NO_OFD : 0,
  };
}

/** Documents do not reach the operator. */
const NO_OFD = 2;
