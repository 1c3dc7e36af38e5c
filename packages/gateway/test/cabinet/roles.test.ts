import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cabinetRoutes } from '../../src/cabinet/index.js';
import { CabinetStand, type Person } from '../support/cabinet.js';

type Least = 'viewer' | 'operator' | 'administrator' | 'everywhere';

/** Who may do what; `everywhere`: an administrator who sees all groups. */
const table: readonly (readonly [method: 'GET' | 'POST', path: string, least: Least])[] = [
  ['GET', '/', 'viewer'],
  ['GET', '/inbox', 'everywhere'],
  ['GET', '/registers', 'viewer'],
  ['GET', '/registers/:register', 'viewer'],
  ['POST', '/registers/:register/drain', 'operator'],
  ['POST', '/registers/:register/resume', 'operator'],
  ['POST', '/registers/:register/look', 'operator'],
  ['POST', '/registers/:register/report-x', 'operator'],
  ['POST', '/registers/:register/open-shift', 'operator'],
  ['POST', '/registers/:register/close-shift', 'operator'],
  ['POST', '/registers/:register/reserve', 'administrator'],
  ['POST', '/registers/:register/remove', 'administrator'],
  ['GET', '/receipts', 'viewer'],
  ['GET', '/receipts/:uuid', 'viewer'],
  ['POST', '/receipts/:uuid/cancel', 'operator'],
  ['POST', '/receipts/:uuid/callback', 'operator'],
  ['GET', '/groups', 'administrator'],
  ['POST', '/groups', 'everywhere'],
  ['GET', '/groups/:group', 'administrator'],
  ['POST', '/groups/:group', 'administrator'],
  ['POST', '/groups/:group/remove', 'everywhere'],
  ['POST', '/groups/:group/access', 'administrator'],
  ['POST', '/groups/:group/access/remove', 'administrator'],
  ['POST', '/settings/second-person', 'everywhere'],
  ['GET', '/start', 'everywhere'],
  ['GET', '/people', 'everywhere'],
  ['POST', '/people', 'everywhere'],
  ['GET', '/people/:login', 'everywhere'],
  ['POST', '/people/:login', 'everywhere'],
  ['POST', '/people/:login/password', 'everywhere'],
  ['POST', '/people/:login/remove', 'everywhere'],
  ['GET', '/account', 'viewer'],
  ['POST', '/account', 'viewer'],
  ['GET', '/audit', 'everywhere'],
  ['GET', '/registers/new', 'administrator'],
  ['POST', '/registers/discover', 'administrator'],
  ['POST', '/registers', 'administrator'],
  ['GET', '/registers/:register/registration', 'administrator'],
  ['POST', '/registers/:register/registration/check', 'administrator'],
  ['POST', '/registers/:register/registration', 'administrator'],
  ['GET', '/receipts/:uuid/return', 'operator'],
  ['POST', '/receipts/:uuid/return/check', 'operator'],
  ['POST', '/receipts/:uuid/return', 'operator'],
  ['GET', '/corrections/new', 'operator'],
  ['POST', '/corrections/check', 'operator'],
  ['POST', '/corrections/preview', 'operator'],
  ['POST', '/corrections/edit', 'operator'],
  ['POST', '/corrections', 'operator'],
  ['GET', '/unknown', 'viewer'],
  ['GET', '/unknown/:uuid', 'viewer'],
  ['POST', '/unknown/:uuid', 'operator'],
  ['POST', '/unknown/:uuid/confirm', 'operator'],
  ['POST', '/unknown/:uuid/withdraw', 'operator'],
  ['GET', '/statistics', 'viewer'],
  ['GET', '/export/receipts.csv', 'viewer'],
  ['GET', '/export/statistics.csv', 'viewer'],
  ['GET', '/replacement', 'viewer'],
  ['POST', '/replacement', 'administrator'],
  ['GET', '/replacement/:register', 'administrator'],
  ['POST', '/replacement/:register/begin', 'administrator'],
  ['POST', '/replacement/:register/check', 'administrator'],
  ['POST', '/replacement/:register/drain', 'administrator'],
  ['POST', '/replacement/:register/close', 'administrator'],
  ['POST', '/replacement/:register/change', 'administrator'],
  ['POST', '/replacement/:register/register', 'administrator'],
  ['POST', '/replacement/:register/back', 'administrator'],
  ['POST', '/replacement/:register/leave', 'administrator'],
  ['GET', '/plan', 'viewer'],
  ['GET', '/plan/result', 'viewer'],
];

/** POSTs that only look at a form. */
const looking = [
  '/registers/:register/registration/check',
  '/receipts/:uuid/return/check',
  '/corrections/check',
  '/corrections/preview',
  '/corrections/edit',
  '/replacement/:register/check',
];

const ranks: readonly Least[] = ['viewer', 'operator', 'administrator', 'everywhere'];

describe('role × route × method', () => {
  let stand: CabinetStand;
  const people = new Map<Least | 'nobody', Person>();
  beforeAll(async () => {
    stand = await CabinetStand.start({ registers: 1 });
    await stand.stand.gateway.groups.save({ name: 'other' });
    await stand.stand.store.people.saveUser({
      login: 'x',
      name: 'x',
      role: 'viewer',
      groups: [],
      passwordHash: '',
      disabled: false,
      createdAt: 0,
    });
    const nobody = await stand.person('shop', ['shop']);
    expect(nobody.cookie).toBe('');
    people.set('nobody', nobody);
    people.set('viewer', await stand.person('viewer'));
    people.set('operator', await stand.person('operator'));
    people.set('administrator', await stand.person('administrator', ['shop']));
    people.set('everywhere', await stand.person('administrator'));
  });
  afterAll(() => stand?.[Symbol.asyncDispose]());

  test('the table names every route of the cabinet', () => {
    const named = (method: string, path: string): string => `${method} ${path}`;
    expect(cabinetRoutes.map(({ method, path }) => named(method, path)).toSorted()).toEqual(
      table.map(([method, path]) => named(method, path)).toSorted(),
    );
  });

  /** Names of things that do not exist, so that whoever may does nothing but find that out. */
  const made = (path: string): string =>
    path
      .replace(':register', 'none')
      .replace(':uuid', 'none')
      .replace(':group', 'none')
      .replace(':login', 'none');

  test.each(table)('%s %s is for %s', async (method, path, least) => {
    for (const [role, person] of people) {
      const reply = method === 'GET' ? await person.get(made(path)) : await person.post(made(path));
      const allowed = role !== 'nobody' && ranks.indexOf(role) >= ranks.indexOf(least);
      if (allowed) expect([200, 303, 400, 404, 409], `${role}: ${reply.status}`).toContain(reply.status);
      else if (role !== 'nobody') expect(reply.status, role).toBe(403);
      else if (method === 'GET') expect(reply.location, role).toMatch(/^\/sign-in/);
      else expect(reply.status, role).toBe(401);
      if (allowed) expect(reply.location).not.toMatch(/^\/sign-in/);
    }
  });

  test('a form without the token of the session, or from another site, does nothing', async () => {
    const person = people.get('everywhere') as Person;
    const posts = table.filter(([method]) => method === 'POST');
    const before = await stand.audit();
    for (const [, path] of posts) {
      expect((await person.post(made(path), { _csrf: '' })).status, path).toBe(403);
      expect((await person.post(made(path), { _csrf: 'x'.repeat(43) })).status, path).toBe(403);
      expect((await person.post(made(path), {}, { origin: 'https://evil.example' })).status, path).toBe(403);
      expect((await person.post(made(path), {}, { 'sec-fetch-site': 'cross-site' })).status, path).toBe(403);
    }
    expect(await stand.audit()).toEqual(before);
  });

  test('no other method does anything, and no other address exists', async () => {
    const { cookie, csrf } = people.get('everywhere') as Person;
    const before = await stand.audit();
    for (const path of new Set(table.map(([, one]) => one))) {
      for (const method of ['PUT', 'DELETE', 'PATCH']) {
        const body = new URLSearchParams({ _csrf: csrf });
        const { status } = await fetch(stand.server.url + made(path), { method, body, headers: { cookie } });
        expect(status, `${method} ${path}`).toBe(404);
      }
    }
    expect(await stand.audit()).toEqual(before);
    const owner = people.get('everywhere') as Person;
    expect((await owner.get('/nowhere')).text).toContain('Такой страницы нет');
    expect((await owner.get('/nowhere', { accept: 'application/json' })).text).toContain('not found');
    expect((await people.get('nobody')?.get('/nowhere'))?.location).toMatch(/^\/sign-in/);
  });

  test('every POST that does something has a name in the audit log', () => {
    for (const { method, path, action } of cabinetRoutes) {
      const names = method === 'POST' && !looking.includes(path);
      if (names) expect(action, path).toMatch(/^[a-z]+\.[a-zA-Z]+$/);
      else expect(action, path).toBeUndefined();
    }
  });
});

test('a group that is not theirs does not exist for people', async () => {
  await using cabinet = await CabinetStand.start({ registers: 1 });
  const { gateway } = cabinet.stand;
  await gateway.groups.save({ name: 'other' });
  const { uuid } = await gateway.submit('shop', 'secret-order', {
    type: 'sell',
    electronic: true,
    taxation: 'osn',
    customer: { contact: 'buyer@example.com' },
    items: [{ name: 'Хлеб', price: 45, vat: 'vat10' }],
    payments: [{ type: 'electronic', sum: 45 }],
  });
  await gateway.finished(uuid);
  const stranger = await cabinet.person('administrator', ['other']);
  const own = await cabinet.person('administrator', ['shop'], 'own');
  for (const path of [
    '/registers/r0',
    `/receipts/${uuid}`,
    '/groups/shop',
    '/registers?group=shop',
    '/receipts?group=shop',
  ]) {
    expect((await stranger.get(path)).status, path).toBe(404);
    expect((await own.get(path)).status, path).toBe(200);
  }
  for (const path of [
    '/registers/r0/drain',
    '/groups/shop',
    '/groups/shop/access',
    `/receipts/${uuid}/callback`,
  ])
    expect((await stranger.post(path)).status, path).toBe(404);
  for (const path of ['/', '/receipts', '/receipts?id=secret-order', `/receipts?id=${uuid}`, '/registers'])
    expect((await stranger.get(path)).text, path).not.toMatch(/buyer@example\.com|>r0</);
  expect((await own.get('/receipts')).text).toContain('secret-order');
});

test('a page waits for nothing before it is painted: its style is in it, its script comes after it', async () => {
  await using cabinet = await CabinetStand.start();
  const { text, headers } = await (await cabinet.person('viewer')).get('/');
  const [, style = ''] = /<style>([\s\S]*)<\/style>/.exec(text) ?? [];
  const hash = createHash('sha256').update(style).digest('base64');
  expect(headers.get('content-security-policy')).toContain(`style-src 'sha256-${hash}';`);
  expect(text).not.toContain('rel="stylesheet"');
  expect(text.match(/<script[^>]*>/g)).toEqual([
    expect.stringMatching(/^<script src="\/assets\/[\w.-]+" defer>$/),
  ]);
  // What goes over the line for the first picture.
  expect(Buffer.byteLength(text)).toBeLessThan(20_000);
});

test('guessing a password is stopped, sessions end', async () => {
  await using cabinet = await CabinetStand.start({ registers: 0 });
  const person = await cabinet.person('viewer');
  expect((await person.get('/')).status).toBe(200);
  expect((await person.get('/')).headers.get('content-security-policy')).not.toMatch(/unsafe|\*/);
  const guesser = new (person.constructor as new (url: string, login: string) => Person)(
    cabinet.server.url,
    'viewer',
  );
  for (let time = 0; time < 10; time++) expect((await guesser.signIn('wrong')).status).toBe(403);
  expect((await guesser.signIn('wrong')).status).toBe(429);
  await cabinet.stand.store.people.endSessionsOf('viewer');
  expect((await person.get('/')).location).toBe('/sign-in?back=%2F');
  for (const back of ['//evil.example', 'https://evil.example', '/\\evil.example', 'javascript:alert(1)'])
    expect((await person.post('/language', { to: 'en', back })).location, back).toBe('/');
});
