import { expect, it } from 'vitest';
import { perform, programs, type Scene, scene } from './programs.js';

/** What must be there after a program that has this line. */
const traces: Readonly<Record<string, (scene: Scene) => void>> = {
  'register.resolve(': ({ printed }) => expect(printed).toEqual(['order-1 is document 3']),
  documentNumber: ({ stand }) => expect(stand.documents).toBeGreaterThan(0),
  'Приходите ещё!': ({ stand }) =>
    expect(stand.emulator.paper.lastSheet.lines.join('\n')).toContain('Заказ 15'),
  onProgress: ({ printed }) => expect(printed.length).toBeGreaterThan(1),
  "'order-1017'": ({ stand }) => expect(stand.documents).toBe(2),
  finishInterruptedZ: ({ stand }) => expect(stand.emulator.fn.state.shift.open).toBe(false),
};

it('finds programs on every page', () => {
  expect(programs.length).toBeGreaterThan(11);
});

it.each(programs.map(({ page, line, snippet }) => [page, line, snippet] as const))(
  'docs/%s, line %i',
  async (_page, _line, snippet) => {
    await using around = await scene(snippet);
    await perform(snippet, around);
    for (const [text, seen] of Object.entries(traces)) if (snippet.code.includes(text)) seen(around);
  },
);
