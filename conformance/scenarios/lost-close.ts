import assert from 'node:assert/strict';
import type { Group } from '../checks.js';
import type { AnswerStyle } from '../device/device.js';
import type { CutPoint } from '../line/tap.js';
import type { Stand } from '../stand.js';
import { assertFiscalParams, receiptParams, signedOnceDuring } from './expectations.js';
import { openShift, sell } from './tasks.js';

export interface LostCloseCase {
  readonly title: string;
  readonly at: CutPoint;
  /** Milliseconds of signing; the line is cut inside them in some of the cases. */
  readonly latency: number;
  /** How often the closing task reaches the register. */
  readonly deliveries: number;
  readonly styles: readonly AnswerStyle[];
}

export const LOST_CLOSE_CASES: readonly LostCloseCase[] = [
  { title: 'task lost', at: 'request', latency: 0, deliveries: 1, styles: ['async', 'sync'] },
  { title: 'answer lost', at: 'reply', latency: 0, deliveries: 1, styles: ['async', 'sync'] },
  { title: 'result lost', at: 'result', latency: 0, deliveries: 1, styles: ['async'] },
  {
    // The driver is back before the register has finished. It asks once (A2) and then waits for a result by itself, so with
    // a register that gives none it comes to the same end, but only after 45 s.
    title: 'signing outlasts the cut',
    at: { afterMs: 300 },
    latency: 7_000,
    deliveries: 1,
    styles: ['async', 'sync'],
  },
  {
    title: 'cut while signing',
    at: { afterMs: 300 },
    latency: 1_500,
    deliveries: 1,
    styles: ['async', 'sync'],
  },
];

const CLOSE_RECEIPT = 0x4a;
/** The driver waits so long before it connects again. */
const RECONNECT_MS = 5_000;

/** A sale whose close command (4A) loses its line: the driver must come to one document and report success. */
export async function runLostClose(
  group: Group,
  { device, driver, tap }: Stand,
  lost: LostCloseCase,
): Promise<void> {
  await group.check('open and openShift', async () => {
    await driver.call('open');
    await driver.task(openShift);
  });
  await group.check('sell, the line cut at its close', async () => {
    tap.cutOnce({ command: CLOSE_RECEIPT, at: lost.at });
    const started = performance.now();
    const { result, document } = await signedOnceDuring(device, () => driver.task(sell));
    assert.equal(tap.cuts, 1, 'the line was not cut');
    assert.equal(tap.connections, 2, 'the driver did not connect again');
    assert.ok(performance.now() - started >= RECONNECT_MS);
    const closing = tap.tasks.filter(({ command }) => command.startsWith('4A'));
    assert.equal(closing.filter(({ delivered }) => delivered).length, lost.deliveries);
    assert.equal(
      new Set(closing.map(({ tid }) => tid)).size,
      1,
      'the task was repeated under another number',
    );
    assertFiscalParams(result, document, device.registration, receiptParams(document));
  });
  await group.check('check_document_closed', async () => {
    const state = await driver.call(
      'check_document_closed',
      {},
      { DOCUMENT_CLOSED: 'bool', DOCUMENT_PRINTED: 'bool' },
    );
    assert.deepEqual(state, { DOCUMENT_CLOSED: true, DOCUMENT_PRINTED: true });
  });
  await group.check('the next sell', async () => {
    const previous = device.documents.at(-1)?.number ?? 0;
    const { result, document } = await signedOnceDuring(device, () => driver.task(sell));
    assert.equal(document.number, previous + 1);
    assertFiscalParams(result, document, device.registration, receiptParams(document));
  });
}
