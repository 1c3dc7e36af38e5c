import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromiumPath, openChromium } from '../../../../scripts/chromium.mjs';
import { cabinet } from '../../src/cabinet/index.js';
import { textTable } from '../../src/cli/table.js';
import { createGateway } from '../../src/fleet/index.js';
import { hashPassword } from '../../src/people/index.js';
import { startServer } from '../../src/server.js';
import { openSqlite } from '../../src/store/index.js';
import { Person } from '../../test/support/cabinet.js';
import { seed } from './stores.js';

const ROUNDS = 9;
const PAINT_MS = 300;
const PAGE_MS = 100;
const PASSWORD = 'a password of the bench';

/** First paint with 100 000 jobs in the store, pages of receipts with a million. */
export async function cabinetSpeed(): Promise<boolean> {
  const paint: Row[] = [];
  // The small one tells what the browser and the machine take by themselves.
  for (const jobs of chromiumPath === undefined ? [] : [10, 100_000]) {
    paint.push(...(await over(jobs, (url, login) => firstPaint(url, login, jobs))));
  }
  const pages = await over(Number(process.env['JOBS'] ?? 1_000_000), receiptPages);
  const rows = [...paint, ...pages];
  console.log(textTable(['page', 'median ms', 'longest ms', 'bound ms'], rows));
  return rows.every(([, median, , bound]) => Number(median) <= Number(bound));
}

type Row = [name: string, median: string, longest: string, bound: number];

/** A cabinet over so many finished jobs of ten groups. */
async function over(jobs: number, measure: (url: string, login: string) => Promise<Row[]>): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'gateway-cabinet-'));
  const path = join(folder, 'gateway.db');
  const made = await openSqlite(path);
  for (let g = 0; g < 10; g++) await made.settings.saveGroup({ name: `g${g}`, origin: 'hand', data: {} });
  await made.people.saveUser({
    login: 'bench',
    name: 'bench',
    role: 'administrator',
    groups: undefined,
    passwordHash: await hashPassword(PASSWORD),
    disabled: false,
    createdAt: 0,
  });
  await made.close();
  await seed(path, jobs);
  const gateway = await createGateway({ store: path });
  const face = cabinet({ gateway });
  const server = await startServer({ gateway, port: 0, faces: [face] });
  try {
    return await measure(server.url, 'bench');
  } finally {
    face.close();
    await server.close();
    await gateway.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function signedIn(url: string, login: string): Promise<Person> {
  const person = new Person(url, login);
  await person.signIn(PASSWORD);
  return person;
}

/** As the browser tells it, of a window that has nothing yet. */
async function firstPaint(url: string, login: string, jobs: number): Promise<Row[]> {
  const { cookie } = await signedIn(url, login);
  const [name = '', value = ''] = cookie.split('=');
  const browser = await openChromium();
  const times: number[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    const context = await browser.newContext();
    await context.addCookies([{ name, value, url }]);
    const page = await context.newPage();
    await page.goto(url);
    const paint = await page.evaluate<number>(
      "new Promise((done) => new PerformanceObserver((list) => done(list.getEntries()[0].startTime)).observe({ type: 'paint', buffered: true }))",
    );
    // The first one warms everything up.
    if (round > 0) times.push(paint);
    await context.close();
  }
  await browser.close();
  return [rowOf(`first paint, jobs: ${jobs}`, times, PAINT_MS)];
}

const pages: readonly (readonly [name: string, path: string])[] = [
  ['newest', '/receipts'],
  ['of a group', '/receipts?group=g3'],
  ['by contact', '/receipts?contact=buyer77%40example.com'],
  ['by contact in a group', '/receipts?contact=buyer77%40example.com&group=g7'],
  ['by external id', '/receipts?id=old-777777'],
  ['by sum', '/receipts?total=77.77'],
  ['by sum in a group', '/receipts?total=77.77&group=g7'],
  ['by FD number', '/receipts?document=777777'],
  ['that failed (none)', '/receipts?state=fail'],
  ['of a day', '/receipts?from=2026-09-21&to=2026-09-21'],
  ['deep', '/receipts?after=1790000500000.500000'],
];

async function receiptPages(url: string, login: string): Promise<Row[]> {
  const person = await signedIn(url, login);
  const rows: Row[] = [];
  for (const [name, path] of pages) {
    const times: number[] = [];
    for (let round = 0; round <= ROUNDS; round++) {
      const began = performance.now();
      const { status } = await person.get(path);
      if (status !== 200) throw new Error(`${path}: ${status}`);
      if (round > 0) times.push(performance.now() - began);
    }
    rows.push(rowOf(`receipts, ${name}`, times, PAGE_MS));
  }
  return rows;
}

function rowOf(name: string, times: readonly number[], bound: number): Row {
  const sorted = times.toSorted((a, b) => a - b);
  return [
    name,
    (sorted[Math.floor(sorted.length / 2)] ?? 0).toFixed(0),
    (sorted.at(-1) ?? 0).toFixed(0),
    bound,
  ];
}
