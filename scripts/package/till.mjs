// examples/till against the tarball: register and till are killed at random, and there is one document for every order.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { root, run } from '../lib.mjs';

const ORDERS = 16;
const CUSTOMERS = 3;
const PAUSE_MS = 250;
/** Every fourth order comes back. */
const isReturned = (order) => order % 4 === 0;

export async function till({ project, step }) {
  for (const format of ['mjs', 'cjs'])
    await step(`examples/till/till.${format}, killed at random`, () => sell(project, format));
}

async function sell(project, format) {
  const work = join(project, `till-${format}`);
  mkdirSync(work);
  copyFileSync(join(root, 'examples', 'till', `till.${format}`), join(work, `till.${format}`));
  const cli = join(project, 'node_modules', 'atol-kkt', 'dist', 'cli.js');
  const state = join(work, 'kkt');
  const emulate = (listen) => [
    cli,
    'emulate',
    '--listen',
    listen,
    '--state',
    state,
    '--latency',
    '2',
    '--control',
    'http',
  ];
  const register = new Program(emulate('tcp://127.0.0.1:0'), work, /^listening (\S+)/);
  const address = await register.start();
  // From now on it comes back where it was.
  register.args = emulate(address);
  const backend = new Program([`till.${format}`, address, './journal', '0'], work, /^till (\S+)/);
  await backend.start();
  const done = new AbortController();
  const kills = { register: 0, till: 0 };
  const killing = kill({ register, till: backend }, kills, done.signal);
  try {
    const orders = Array.from({ length: ORDERS }, (_, index) => index + 1);
    const customers = Array.from({ length: CUSTOMERS }, async () => {
      for (let order = orders.shift(); order !== undefined; order = orders.shift())
        await serve(backend, order);
    });
    await Promise.all(customers);
    done.abort();
    await killing;
    await nightComes(register, backend);
  } finally {
    done.abort();
    await killing.catch(() => undefined);
    await Promise.all([register.stop(), backend.stop()]);
  }
  writeFileSync(join(work, 'count.mjs'), COUNT);
  const counted = await run(process.execPath, ['count.mjs', state, String(ORDERS)], { cwd: work });
  return {
    ...counted,
    note: `${ORDERS} orders, register killed ${kills.register} times, till ${kills.till} times`,
  };
}

/** A sale, and perhaps its return; asked for until it is done, as any client would. */
async function serve(backend, order) {
  const receipt = (type) => ({
    type,
    taxation: 'osn',
    items: [{ name: `Заказ ${order}`, price: 100 + order, vat: 'none' }],
    payments: [{ type: 'electronic', sum: 100 + order }],
  });
  await ask(backend, `order-${order}`, receipt('sell'));
  if (isReturned(order)) await ask(backend, `order-${order}-return`, receipt('sellReturn'));
}

async function ask(backend, key, receipt) {
  for (let attempt = 1; attempt <= 200; attempt++) {
    const response = await fetch(`${backend.says}/receipts`, {
      method: 'POST',
      headers: { 'idempotency-key': key, 'content-type': 'application/json' },
      body: JSON.stringify(receipt),
    }).catch(() => undefined);
    const answer = await response?.json().catch(() => undefined);
    if (response?.status === 200 && answer) return;
    // 503: ask again; no answer: the till is dead just now.
    if (response !== undefined && answer)
      assert.equal(response.status, 503, `${key}: ${JSON.stringify(answer)}`);
    await sleep(50);
  }
  throw new Error(`${key} was never answered`);
}

/** Both at least twice; then until everybody is served. */
async function kill(programs, kills, signal) {
  for (let turn = 0; !signal.aborted || turn < 4; turn++) {
    const name = turn % 2 === 0 ? 'register' : 'till';
    await sleep(PAUSE_MS + Math.random() * PAUSE_MS * 2);
    await programs[name].kill();
    kills[name]++;
    await programs[name].start();
  }
}

/** The register's clock is put before half past eleven; the till closes the shift by itself. */
async function nightComes(register, backend) {
  await backend.kill();
  const { now } = await control(register, 'state');
  const day = new Date(`${now.slice(0, 10)}T00:00:00Z`);
  if (now.slice(11, 16) >= '23:29') day.setUTCDate(day.getUTCDate() + 1);
  await control(register, 'clock', { now: `${day.toISOString().slice(0, 10)}T23:29:57` });
  await backend.start();
  for (let attempt = 0; attempt < 400; attempt++) {
    const { shift } = await control(register, 'state');
    if (!shift.open) return;
    await sleep(50);
  }
  throw new Error('the shift was not closed at night');
}

async function control(register, path, body) {
  const url = `${register.control}/${path}`;
  const response = await fetch(url, body && { method: 'POST', body: JSON.stringify(body) });
  return await response.json();
}

/** A program that is killed and started again. */
class Program {
  says;
  control;
  #child;
  #cwd;
  #pattern;

  constructor(args, cwd, pattern) {
    this.args = args;
    this.#cwd = cwd;
    this.#pattern = pattern;
  }

  start() {
    const child = spawn(process.execPath, this.args, { cwd: this.#cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    this.#child = child;
    let errors = '';
    child.stderr.setEncoding('utf8').on('data', (text) => (errors += text));
    return new Promise((resolve, reject) => {
      child.once('close', (code) =>
        reject(new Error(`${this.args.join(' ')} ended with ${code}\n${errors}`)),
      );
      createInterface(child.stdout).on('line', (line) => {
        const [, url] = this.#pattern.exec(line) ?? [];
        if (url) this.says = url;
        const [, control] = /^control (\S+)/.exec(line) ?? [];
        if (control) this.control = control;
        if (url) resolve(url);
      });
    });
  }

  kill() {
    return this.#end('SIGKILL');
  }

  stop() {
    return this.#end('SIGTERM');
  }

  #end(signal) {
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const closed = new Promise((resolve) => child.once('close', resolve));
    child.kill(signal);
    return closed;
  }
}

/** What the fiscal storage holds. */
const COUNT = `
import assert from 'node:assert/strict';
import { Emulator } from 'atol-kkt/emulator';
import { fieldValue, fieldValues } from 'atol-kkt/fiscal';
const [state, orders] = process.argv.slice(2);
const emulator = await Emulator.open({ state });
const found = {};
for (const receipt of emulator.receipts) {
  const [item] = fieldValues(receipt, 'item');
  const key = fieldValue(item, 'itemName') + ' ' + fieldValue(receipt, 'settlementType');
  found[key] = (found[key] ?? 0) + 1;
}
const expected = {};
for (let order = 1; order <= Number(orders); order++) {
  expected['Заказ ' + order + ' 1'] = 1;
  if (order % 4 === 0) expected['Заказ ' + order + ' 2'] = 1;
}
assert.deepEqual(found, expected);
await emulator.close();
`;
