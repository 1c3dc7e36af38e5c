import { decodeFields, makeDocument, parseTlv, tagByNumber, toNamed } from '../../fiscal/index.js';
import { type Command, commands, decodeText, exchangeText, registers } from '../../protocol/index.js';
import { toHex } from '../../util/hex.js';
import type { FnDialect } from '../questions/dialect.js';
import type { CallOptions } from '../session/call-options.js';
import { unlessRefused } from '../session/refusals.js';
import type { Caller } from './caller.js';
import { fnDocument, fnState, ofdStatus } from './fn-answers.js';
import { ifAny, joinBlocks, readRequisites } from './fn-reading.js';

/** Commands A4 and E9, registers 2B, 32 and 40. */
export function classicFn(caller: Caller): FnDialect {
  const call = <Q, A>(command: Command<Q, A>, request: Q, options?: CallOptions): Promise<A> =>
    caller.callThrough(command, request, options);
  return {
    state: async (options) => fnState(await call(commands.fnGetStatus, undefined, options)),
    async version(options) {
      const { version, type } = await call(commands.fnGetVersion, undefined, options);
      return { version, debug: type === 0 };
    },
    async validity(options) {
      const { date, ...counts } = await call(commands.fnGetValidity, undefined, options);
      return { validUntil: date, ...counts };
    },
    async shift(options) {
      const { open, shiftNumber, receiptNumber } = await call(commands.fnGetShiftState, undefined, options);
      return { open: open === 1, number: shiftNumber, receipts: receiptNumber };
    },
    ofdStatus: async (options) => ofdStatus(await call(commands.fnGetOfdStatus, undefined, options)),
    async ofdErrors(options) {
      const last = await caller.readThrough(registers.ofdErrors, options);
      const of = (kind: 'network' | 'ofd' | 'fn') => ({
        code: last[kind],
        text: exchangeText(kind, last[kind]),
      });
      const { documentNumber, fnCommand } = last;
      return { network: of('network'), ofd: of('ofd'), fn: of('fn'), documentNumber, fnCommand };
    },
    async findDocument(documentNumber, options) {
      const found = await ifAny(call(commands.fnFindDocument, { documentNumber }, options));
      return found && fnDocument(found);
    },
    async ticket(number, options) {
      const found = await ifAny(call(commands.fnFindTicket, { documentNumber: number }, options));
      if (!found) return undefined;
      return {
        documentNumber: found.number ?? number,
        dateTime: found.dateTime,
        ofdSign: toHex(found.ofdSign, ''),
      };
    },
    async registration(report, options) {
      const number = report ?? (await call(commands.fnGetValidity, undefined, options)).registrationsDone;
      if (number === 0) return undefined;
      const whole = { first: number, second: WHOLE, third: Uint8Array.of(WHOLE) };
      const started = await ifAny(call(commands.fnGetRegistrationTag, whole, options));
      if (!started) return undefined;
      const fields = await readRequisites(caller, commands.fnReadRegistrationTlv, options);
      // The first report of an FN that took the place of another one is a change, too.
      const changed = fields.some(({ id }) => id === 'reregistrationReason');
      return { report: number, document: makeDocument(changed ? 11 : 1, fields) };
    },
    async registrationTag(number, report, options) {
      const bytes = await joinBlocks((block) =>
        report === undefined
          ? call(commands.readAttribute, { tag: number, block }, options)
          : call(
              commands.fnGetRegistrationTag,
              { first: block, second: report, third: Uint8Array.of(number & 0xff, number >> 8) },
              options,
            ),
      );
      const [field] = bytes ? decodeFields(bytes) : [];
      if (!bytes || !field) return undefined;
      const own = report === undefined ? ownText(bytes) : undefined;
      const value = own ?? toNamed(makeDocument(1, [field])).fields[field.id];
      return value === undefined ? undefined : { tag: field.tag, id: field.id, name: field.name, value };
    },
    async errorDetail(options) {
      const detail = await joinBlocks((block) => call(commands.fnGetErrorDetail, { block }, options));
      const info = await unlessRefused(caller.readThrough(registers.fnErrorInfo2, options));
      const more = await unlessRefused(caller.readThrough(registers.fnErrorInfo1, options));
      return {
        detail: toHex(detail ?? new Uint8Array(), ''),
        info: info && toHex(info.value, ''),
        moreInfo: more && toHex(more.value, ''),
      };
    },
  };
}

/** E9 answers texts in the register's own page, not in that of documents. */
function ownText(bytes: Uint8Array): string | undefined {
  const [tlv] = parseTlv(bytes);
  return tlv && tagByNumber(tlv.tag)?.type === 'string' ? decodeText(tlv.value).trimEnd() : undefined;
}

/** In the place of a tag: the whole report. */
const WHOLE = 0xff;
