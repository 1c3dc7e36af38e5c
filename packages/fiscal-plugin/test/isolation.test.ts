import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Isolation } from '../src/host/index.js';
import { built } from './support/built.js';
import { sale, tillOf } from './support/tills.js';

const { child, plugin } = await built();
const setup = { file: plugin('probe'), settings: {} };

describe('what a plug-in gets of its till', () => {
  beforeAll(() => {
    process.env['TILL_SECRET'] = 'of the till';
  });
  afterAll(() => {
    delete process.env['TILL_SECRET'];
  });

  it.each<Isolation>(['process', 'worker'])('no variables but those it needs: %s', async (isolation) => {
    const { till } = await tillOf(child, { 'xx-probe': { ...setup, isolation } });
    expect(await till.call('xx-probe', 'health', {})).toMatchObject({
      extra: { secret: 'none', path: true },
    });
  });

  it.each(['path', 'http', 'program'])('what is not its own is refused and logged: %s', async (what) => {
    const { till, events } = await tillOf(child, { 'xx-probe': setup });
    expect(await till.call('xx-probe', 'sale', sale(what))).toMatchObject({
      outcome: 'refused',
      fault: { whose: 'plugin', code: 'not-allowed' },
    });
    const logged = { kind: 'fault', fault: expect.objectContaining({ code: 'not-allowed' }) };
    expect(events).toContainEqual(expect.objectContaining(logged));
    expect(await till.call('xx-probe', 'sale', sale('next'))).toMatchObject({ outcome: 'done' });
  });
});

describe('a plug-in that falls', () => {
  it.each<Isolation>(['process', 'worker'])('is started again: %s', async (isolation) => {
    const limits = { documentMs: 300 };
    const { till, events } = await tillOf(child, { 'xx-probe': { ...setup, isolation, limits } });
    expect(await till.call('xx-probe', 'sale', sale('exit'))).toMatchObject({
      outcome: 'refused',
      fault: { whose: 'plugin', code: 'crashed' },
    });
    expect(await till.call('xx-probe', 'drawer', {})).toEqual({ outcome: 'done' });
    expect(events.filter(({ kind }) => kind === 'started')).toHaveLength(2);
  });

  it('runs in the till itself where its makers say so', async () => {
    const { till, events } = await tillOf(child, { 'xx-probe': { ...setup, isolation: 'none' } });
    expect(await till.call('xx-probe', 'sale', sale('k'))).toMatchObject({ document: { id: 'k' } });
    expect(events).toContainEqual(expect.not.objectContaining({ pid: expect.anything() }));
  });

  it('is left alone when it falls again and again, and the till says so', async () => {
    const limits = { startsPerMinute: 2 };
    const { till } = await tillOf(child, { 'xx-probe': { ...setup, limits } });
    await till.call('xx-probe', 'sale', sale('exit'));
    await till.call('xx-probe', 'sale', sale('exit'));
    expect(await till.call('xx-probe', 'drawer', {})).toMatchObject({
      outcome: 'refused',
      fault: { whose: 'plugin', code: 'falls-again' },
    });
  });
});
