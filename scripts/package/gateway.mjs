// The packed gateway beside the packed driver: the first line of its README, in an empty project.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { npm, root } from '../lib.mjs';

const source = join(root, 'packages', 'gateway');

export async function gateway({ folder, tarball, step, install }) {
  const { name, version } = JSON.parse(readFileSync(join(source, 'package.json'), 'utf8'));
  const project = join(folder, 'gateway project');
  mkdirSync(project);
  writeFileSync(
    join(project, 'package.json'),
    '{ "name": "user", "version": "1.0.0", "private": true, "type": "module" }',
  );
  await step(`npm pack of ${name}`, () => npm(['pack', '--pack-destination', folder], { cwd: source }));
  await step(`npm install of ${name} and the driver`, () =>
    install(project, tarball, join(folder, `${name}-${version}.tgz`)),
  );
  await step(`npx ${name} dev`, async () => {
    const args = ['--json', '--port', '0', '--rate', '10', '--latency', '0', '--for', '5'];
    const result = await npm(['exec', '--offline', '--', name, 'dev', ...args], { cwd: project });
    assert.match(result.output, /^\{"ready":true,"url":"http:\/\/127\.0\.0\.1:\d+"/m, result.output);
    // On a computer that is busy with other things, too, it has no more to do than two seconds allow.
    const { processor_ms: used } = JSON.parse(result.output.match(/^\{"ready":true.*$/m)[0]);
    assert.ok(used < 2000, `ready after ${used} ms of a processor`);
    assert.match(result.output, /"done":[1-9]/, `receipts are issued\n${result.output}`);
    return result;
  });
}
