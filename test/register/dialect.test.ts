import { fileURLToPath } from 'node:url';
import { type OutputChunk, rolldown } from 'rolldown';
import { describe, expect, it } from 'vitest';
import { ConnectionError, DeviceError } from '../../src/errors.js';
import { type Receipt, receiptTypes, settlementTypes, toReceipt } from '../../src/fiscal/index.js';
import type { Dialect, LastDocument, ReceiptStep } from '../../src/register/dialect.js';
import { Cashier } from '../../src/register/documents/cashier.js';
import { Doubts } from '../../src/register/once/doubt.js';
import { IssuedDocuments } from '../../src/register/once/issued.js';
import { issueOnce } from '../../src/register/receipt/carry-out.js';
import { ReceiptIssue } from '../../src/register/receipt/issue.js';
import { Facts } from '../../src/register/session/facts.js';
import { History } from '../../src/register/session/history.js';
import { VirtualClock } from '../../src/util/clock.js';
import { yardstick } from '../support/receipts.js';

type Fault = 'none' | 'lost' | 'refused';

/** A register of no protocol at all: what a receipt needs of one, in a few lines. */
function plainRegister(clock: VirtualClock, receipt: Receipt) {
  let number = 7;
  let open = false;
  let paid = 0;
  let cancelled = 0;
  let closing: Fault = 'none';
  const sent: string[] = [];
  const last = (): LastDocument => {
    return { number, closed: true, dateTime: '2026-11-21T12:00', fiscalSign: 1000 + number };
  };
  const steps: ReceiptStep[] = (['open', 'fill', 'payment', 'close'] as const).map((kind) => ({
    kind,
    path: '',
  }));
  const send: Dialect['receipts']['send'] = async ({ kind }) => {
    sent.push(kind);
    if (kind === 'open') open = true;
    if (kind === 'payment') {
      paid = receipt.total;
      return { remainder: 0, change: receipt.change };
    }
    if (kind !== 'close') return undefined;
    if (closing === 'refused') {
      closing = 'none';
      throw new DeviceError({
        status: 0x67,
        statusName: 'noPaper',
        textRu: 'нет бумаги',
        textEn: 'no paper',
      });
    }
    number += paid > 0 ? 1 : 0;
    open = false;
    if (closing === 'lost') {
      closing = 'none';
      throw new ConnectionError('LOST', 'обрыв', { outcome: 'unknown' });
    }
    return undefined;
  };
  const { code } = settlementTypes.get(receiptTypes[receipt.type].settlement);
  const dialect = {
    clock,
    idleMs: 0,
    line: { lines: 1, online: true },
    evidence: {
      fnNumber: async () => '9999078900000001',
      registrationNumber: async () => '0000000001000000',
      isBso: async () => false,
      registered: async () => undefined,
      ffd: async () => '1.05',
      dateTime: async () => '2026-11-21T12:00:00',
      lastDocument: async () => last(),
      lastOfFn: async () => ({ number, forming: false }),
      lastReceipt: async () => {
        return { ...last(), documentNumber: number, type: receipt.type, sum: receipt.total };
      },
      shiftNumbers: async () => ({ shift: 1, receipt: number - 7 }),
      cancelledSum: async () => cancelled,
      openReceiptType: async () => (open ? receipt.type : undefined),
      openReceipt: async () =>
        open ? { type: receipt.type, sum: receipt.sum, remainder: 0, document: number } : undefined,
      index: async (of: number) => {
        if (of > number)
          throw new DeviceError({ status: 0xda, statusName: 'none', textRu: 'нет', textEn: 'none' });
        const settlement = { type: code, total: receipt.total };
        return { ...last(), form: 3, number: of, ticket: false, settlement, shiftNumber: undefined };
      },
      content: async () => undefined,
    },
    receipts: {
      check: () => undefined,
      explain: (error: unknown) => error,
      plan: async () => steps,
      send,
      queue: () => undefined,
      cancel: async () => {
        open = false;
        cancelled += receipt.sum;
        return 'cancelled';
      },
      reasonOf: () => undefined,
    },
    paper: { continuePrint: async () => false, isFault: () => false },
    distrust: () => undefined,
    forget: () => undefined,
  } as unknown as Dialect;
  return {
    dialect,
    sent,
    steps,
    get documents() {
      return number - 7;
    },
    fail: (how: Fault) => {
      closing = how;
    },
  };
}

describe('receipts above a dialect', () => {
  const clock = new VirtualClock({ now: Date.UTC(2026, 10, 21, 9, 0), autoAdvance: true });
  const receipt = toReceipt(yardstick);

  function issue(fault: Fault) {
    const register = plainRegister(clock, receipt);
    register.fail(fault);
    const { dialect } = register;
    const facts = new Facts(dialect);
    const session = {
      dialect,
      facts,
      cashier: new Cashier(dialect, facts),
      doubts: new Doubts((_options, job) => job()),
      issued: new IssuedDocuments(),
      paper: { incomplete: false },
    };
    const history = new History(() => clock.now());
    const steps = new ReceiptIssue(session, receipt, register.steps, { history });
    return { register, result: issueOnce(session, steps) };
  }

  it('are issued without knowing a command', async () => {
    const { register, result } = issue('none');
    expect(await result).toMatchObject({ documentNumber: 8, fiscalSign: 1008, totalKopecks: receipt.total });
    expect(register.sent).toEqual(['open', 'fill', 'payment', 'close']);
  });

  it('are refused when the register says no, and nothing is left open', async () => {
    const { register, result } = issue('refused');
    await expect(result).rejects.toMatchObject({ status: 0x67, outcome: 'refused' });
    expect(register.documents).toBe(0);
    expect(await register.dialect.evidence.openReceiptType({})).toBeUndefined();
  });

  it('stay unknown when the answer is lost and the FN does not show the document', async () => {
    const { register, result } = issue('lost');
    await expect(result).rejects.toMatchObject({
      name: 'OutcomeUnknownError',
      cause: { code: 'DOCUMENT_UNLIKE' },
    });
    expect(register.documents).toBe(1);
    expect(register.sent.filter((kind) => kind === 'open')).toHaveLength(1);
  });
});

/** The hall and all rooms, and what a program needs to put them on a dialect. */
const upperHalf = `
export { CashRegister } from '#src/register/register.js';
export * as rooms from '#src/register/rooms.js';
export { Turns } from '#src/register/session/turns.js';
export { KeyedReceipts } from '#src/register/once/keyed.js';
export { memoryJournal } from '#src/journal/memory-journal.js';
`;

async function bundled(): Promise<OutputChunk> {
  const src = fileURLToPath(new URL('../../src', import.meta.url));
  const bundle = await rolldown({
    input: 'upper-half',
    platform: 'browser',
    external: ['jsbarcode'],
    resolve: { extensionAlias: { '.js': ['.ts', '.js'] } },
    plugins: [
      {
        name: 'upper-half',
        resolveId: (id) => (id === 'upper-half' ? `${src}/upper-half.ts` : undefined),
        load: (id) => (id === `${src}/upper-half.ts` ? upperHalf.replaceAll('#src/', './') : undefined),
      },
    ],
  });
  const { output } = await bundle.generate({ format: 'esm', codeSplitting: false });
  await bundle.close();
  return output[0];
}

describe('the upper half by itself', () => {
  const clock = new VirtualClock({ now: Date.UTC(2026, 10, 21, 9, 0), autoAdvance: true });
  type Upper = typeof import('../../src/register/register.js') & {
    rooms: typeof import('../../src/register/rooms.js');
  } & typeof import('../../src/register/session/turns.js') &
    typeof import('../../src/register/once/keyed.js') &
    typeof import('../../src/journal/memory-journal.js');

  it('holds no command, no link and no frame, and sells by a key', async () => {
    const { code, modules } = await bundled();
    const inside = Object.entries(modules).flatMap(([path, { renderedLength }]) =>
      renderedLength > 0 ? [path.replaceAll('\\', '/').replace(/^.*\/src\//, '')] : [],
    );
    expect(inside).toContain('register/receipt/issue.ts');
    expect(inside).toContain('register/print/printing.ts');
    expect(inside.filter((path) => /(^|\/)(classic|p5|v2|v3|device|transport)\//.test(path))).toEqual([]);
    expect(inside.filter((path) => path.startsWith('protocol/'))).toEqual([
      'protocol/bytes.ts',
      'protocol/text.ts',
    ]);
    const url = `data:text/javascript;base64,${Buffer.from(code).toString('base64')}`;
    const upper = (await import(/* @vite-ignore */ url)) as Upper;
    const receipt = toReceipt(yardstick);
    const register = plainRegister(clock, receipt);
    const line = { view: () => ({}), close: async () => undefined, release: () => undefined };
    const ground = {
      connection: line,
      turns: new upper.Turns(line as never, clock),
      dialect: register.dialect,
    };
    const receipts = await upper.KeyedReceipts.open(upper.memoryJournal());
    const kkt = upper.CashRegister.over(upper.rooms, ground as never, {
      capabilities: {},
      receipts,
      durable: true,
    });
    const first = await kkt.issue(yardstick, { key: 'order-1' });
    expect(first).toMatchObject({ documentNumber: 8, totalKopecks: receipt.total });
    expect(await kkt.issue(yardstick, { key: 'order-1' })).toEqual(first);
    expect(register.sent).toEqual(['open', 'fill', 'payment', 'close']);
    await kkt.close();
  });
});
