import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { built } from './support/built.js';
import { sale, type TestTill, tillOf } from './support/tills.js';

const { child, plugin } = await built();
const documents = (folder: string) => {
  const file = join(folder, 'storage', 'xx-good', 'documents');
  return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
};

/** A till whose sales stand in the middle until the gate is opened. */
async function gated(limits: { resolveMs?: number } = {}): Promise<TestTill & { open(): void }> {
  let open = () => {};
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  const setup = { 'xx-good': { file: plugin('good'), settings: { device: 'slow' }, limits } };
  const opened = await tillOf(child, setup, { services: { sleep: () => gate } });
  return { ...opened, open };
}

/** Waits until the plug-in is in the middle of a sale. */
async function begun({ events }: TestTill): Promise<void> {
  while (!events.some((event) => event.kind === 'event' && event.name === 'progress')) {
    await new Promise((soon) => setTimeout(soon, 2));
  }
}

describe('documents are made one after the other', () => {
  it('whatever keys come at the same moment: numbers in the order of the calls', async () => {
    const { till, folder } = await tillOf(child, {
      'xx-good': { file: plugin('good'), settings: { device: 'ok' } },
    });
    const keys = ['a', 'b', 'c', 'd'];
    const outcomes = await Promise.all(keys.map((key) => till.call('xx-good', 'sale', sale(key))));
    const ids = outcomes.map((outcome) => (outcome.outcome === 'done' ? outcome.document.id : outcome));
    expect(ids).toEqual(['1', '2', '3', '4']);
    expect(documents(folder)).toEqual(['1 a', '2 b', '3 c', '4 d']);
  });

  it('and everything else is answered beside them', async () => {
    const opened = await gated();
    const { till, open } = opened;
    const selling = till.call('xx-good', 'sale', sale('a'));
    await begun(opened);
    expect(await till.call('xx-good', 'health', {})).toMatchObject({ state: 'ready' });
    expect(await till.call('xx-good', 'drawer', {})).toMatchObject({ outcome: 'done' });
    expect(await till.call('xx-good', 'resolve', { key: 'never' })).toMatchObject({ outcome: 'refused' });
    open();
    expect(await selling).toMatchObject({ document: { id: '1' } });
  });

  it('and who asks after a key waits for its limit at most, not for the queue', async () => {
    const opened = await gated({ resolveMs: 1 });
    const { till, open } = opened;
    const selling = ['a', 'b'].map((key) => till.call('xx-good', 'sale', sale(key)));
    await begun(opened);
    for (const key of ['a', 'b']) {
      expect(await till.call('xx-good', 'resolve', { key })).toMatchObject({
        outcome: 'unknown',
        fault: { whose: 'till', code: 'still-runs' },
      });
    }
    open();
    expect(await Promise.all(selling)).toMatchObject([{ document: { id: '1' } }, { document: { id: '2' } }]);
  });

  it('one that nobody waits for any more keeps its turn until it has ended', async () => {
    const opened = await gated();
    const { till, open } = opened;
    const leaving = new AbortController();
    const left = till.call('xx-good', 'sale', sale('a'), { signal: leaving.signal });
    await begun(opened);
    leaving.abort();
    expect(await left).toMatchObject({ outcome: 'unknown', fault: { whose: 'till', code: 'cancelled' } });
    const next = till.call('xx-good', 'sale', sale('b'));
    // Answered behind the sale, if that had been sent.
    for (let index = 0; index < 5; index += 1) await till.call('xx-good', 'health', {});
    const inTheMiddle = opened.events.filter((event) => event.kind === 'event' && event.name === 'progress');
    expect(inTheMiddle).toMatchObject([{ data: { key: 'a' } }]);
    expect(documents(opened.folder)).toEqual([]);
    open();
    expect(await next).toMatchObject({ document: { id: '2' } });
    expect(await till.call('xx-good', 'resolve', { key: 'a' })).toMatchObject({ document: { id: '1' } });
  });

  it('one that was called off before its turn makes nothing, and its key is as new', async () => {
    const opened = await gated();
    const { till, open } = opened;
    const selling = till.call('xx-good', 'sale', sale('a'));
    await begun(opened);
    const leaving = new AbortController();
    const left = till.call('xx-good', 'sale', sale('b'), { signal: leaving.signal });
    leaving.abort();
    expect(await left).toMatchObject({ outcome: 'refused', fault: { whose: 'till', code: 'cancelled' } });
    open();
    expect(await selling).toMatchObject({ document: { id: '1' } });
    expect(await till.call('xx-good', 'sale', sale('c'))).toMatchObject({ document: { id: '2' } });
    expect(await till.call('xx-good', 'sale', sale('b'))).toMatchObject({ document: { id: '3' } });
  });
});
