/** A country where a vendor's program prints: it takes a JSON file and answers by its exit code and another file. */
import {
  decimal,
  definePlugin,
  idempotent,
  jsonLines,
  type Outcome,
  refused,
  type Sale,
  unknown,
} from 'fiscal-plugin';

/** What the vendor's manual says of exit codes. */
const EXIT_CODES: Readonly<Record<number, { code: string; text: string }>> = {
  3: { code: 'no-paper', text: 'Put paper into the printer and try again' },
  4: { code: 'cover-open', text: 'Close the cover of the printer and try again' },
};

const STATES = ['ok', 'no-paper', 'slow'];
const PRINT_MS = 10_000;

export const plugin = definePlugin({
  id: 'xv-program',
  version: '1.0.0',
  name: { en: 'Vendorland', ru: 'Страна программы' },
  country: 'XV',
  currency: { code: 'EUR', exponent: 2 },
  taxes: [{ id: 'vat', name: { en: 'VAT 21 %' }, percent: '21' }],
  payments: [{ id: 'cash', name: { en: 'Cash' }, cash: true }],
  settings: {
    type: 'object',
    required: ['state'],
    properties: { state: { enum: STATES, title: 'State of the printer that the stand-in plays' } },
  },
  capabilities: ['sale'],
  create(services) {
    const keys = idempotent(services.storage);
    let state = 'ok';

    /** Tasks in the order of their numbers, on the disk before the program sees them. */
    async function tasks(): Promise<{ key: string; at: string }[]> {
      return jsonLines(await services.storage.read('tasks.log'));
    }

    /** The number of a key's task; it is taken once. */
    async function numberOf(key: string): Promise<number> {
      const all = await tasks();
      const known = all.findIndex((task) => task.key === key);
      if (known !== -1) return known + 1;
      await services.storage.append('tasks.log', JSON.stringify({ key, at: await services.time.now() }));
      return all.length + 1;
    }

    async function print({ key, items, total }: Sale): Promise<Outcome> {
      const number = await numberOf(key);
      const task = {
        number,
        total: decimal(total),
        lines: items.map(({ name, quantity, sum }) => ({ name, quantity, sum: decimal(sum) })),
      };
      await services.storage.write(`tasks/task-${number}.json`, JSON.stringify(task));
      const { exitCode, timedOut, stderr } = await services.program({
        program: 'vendor',
        args: [`task-${number}.json`, '--state', state],
        folder: 'tasks',
        timeoutMs: PRINT_MS,
      });
      if (timedOut || exitCode === undefined) {
        return unknown('device', 'no-end', 'the program did not end', 'Look whether the receipt was printed');
      }
      if (exitCode === 0) return await printed(number);
      const known = EXIT_CODES[exitCode];
      return refused(
        'device',
        known?.code ?? 'program-failed',
        `exit code ${exitCode}: ${stderr.slice(0, 500)}`,
        known?.text ?? `The program of the printer ended with ${exitCode}`,
      );
    }

    /** The program's own file is the proof that the receipt exists. */
    async function printed(number: number): Promise<Outcome> {
      const text = await services.storage.read(`tasks/printed-${number}.json`);
      if (text === undefined)
        return refused('device', 'not-made', `task ${number} was not printed`, 'Not printed');
      const { receipt } = JSON.parse(text) as { receipt: string };
      // Told later, it is the same document: with the time at which it was made.
      const at = (await tasks())[number - 1]?.at ?? '';
      return { outcome: 'done', document: { id: receipt, at, marks: { receipt }, authority: 'local' } };
    }

    return {
      init({ settings }) {
        if (!STATES.includes(String(settings['state']))) {
          return refused('request', 'bad-settings', `state must be one of ${STATES}`, 'Choose a state');
        }
        state = String(settings['state']);
        return { outcome: 'done' };
      },
      health: () => {
        const trouble = state === 'no-paper' ? EXIT_CODES[3] : undefined;
        return trouble === undefined
          ? { state: 'ready', problems: [] }
          : { state: 'down', problems: [{ whose: 'device', message: trouble.code, ...trouble }] };
      },
      resolve: ({ key }) =>
        keys.resolve(key, async () => {
          // Beside a sale that runs: it looks, and takes no number.
          const number = (await tasks()).findIndex((task) => task.key === key) + 1;
          return await printed(number);
        }),
      sale: (sale) => keys.once(sale.key, () => print(sale)),
    };
  },
});
