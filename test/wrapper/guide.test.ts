import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { Emulator } from '../../src/emulator/index.js';
import * as driver from '../../src/index.js';
import * as json from '../../src/json/index.js';

const guide = 'docs/migrating-from-node-atol-wrapper.md';

const snippets = (file: string): string[] =>
  [...readFileSync(file, 'utf8').matchAll(/```js\n([\s\S]*?)```/g)].map(([, code = '']) => code);

it('shows a task and a program that work', async () => {
  const [old = '', , next = ''] = snippets(guide);
  const emulator = new Emulator({ latency: 0 });
  try {
    const kkt = await driver.connect(emulator.transport());
    const [, task = ''] = /processJson\((\{[\s\S]*?\})\);/.exec(old) ?? [];
    const sale: unknown = new Function(`return (${task});`)();
    expect(await json.jsonTasks(kkt).process(sale)).toHaveProperty('fiscalParams.total', 300);
    await kkt.close();
    const said: unknown[] = [];
    const body = next.replace(
      /import (\{.*?\}) from '(.*?)';/g,
      (_, names: string, name: string) => `const ${names} = modules['${name}'];`,
    );
    const run = new Function('modules', 'console', `return (async () => { ${body} })();`) as (
      modules: object,
      console: object,
    ) => Promise<void>;
    const connect = () => driver.connect(emulator.transport());
    await run(
      { 'atol-kkt': { connect }, 'atol-kkt/json': json },
      { log: (value: unknown) => void said.push(value) },
    );
    expect(said).toMatchObject([{ shiftStatus: { state: 'opened', number: 1 } }]);
  } finally {
    await emulator.close();
  }
});
