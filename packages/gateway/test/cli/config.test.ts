import { expect, test } from 'vitest';
import { parseConfig } from '../../src/cli/config.js';
import { planJson, planOf, planText } from '../../src/cli/plan-command.js';

const good = `
store: gateway.db
groups:
  - name: shop
    inn: "7707083893"
    policy: { queueLimitMs: 60000 }
registers:
  - name: till-1
    group: shop
    address: tcp://10.0.0.7:5555
    location: { site: msk, rack: A1, box: "3" }
`;

test('a configuration is read, also as JSON', () => {
  const config = parseConfig(good, 'gateway.yaml');
  expect(config.registers?.[0]).toMatchObject({ name: 'till-1', location: { rack: 'A1' } });
  expect(parseConfig(JSON.stringify(config), 'gateway.json')).toEqual(config);
});

test.each([
  [
    'an unknown option',
    good.replace('inn:', 'ihh:'),
    'gateway.yaml:5:',
    'groups[0].ihh: неизвестный параметр',
  ],
  ['a wrong value', good.replace('60000', '60'), 'gateway.yaml:6:', 'groups[0].policy.queueLimitMs'],
  ['a wrong address', good.replace('tcp://', 'http://'), 'gateway.yaml:10:', 'registers[0].address'],
  [
    'a group that is not there',
    good.replace('group: shop', 'group: shup'),
    'gateway.yaml:9:',
    'registers[0].group: такой группы нет',
  ],
  ['no YAML at all', `${good}\n  - : [`, 'gateway.yaml:', 'Неверный файл'],
  ['a key twice', `${good}store: again.db\n`, 'gateway.yaml:12:', 'unique'],
  ['nothing', '', 'gateway.yaml:', 'Неверный файл'],
])('%s is refused with its place', (_, text, place, rule) => {
  expect(() => parseConfig(text, 'gateway.yaml')).toThrow(
    expect.objectContaining({ name: 'UsageError', message: expect.stringContaining(place) }),
  );
  expect(() => parseConfig(text, 'gateway.yaml')).toThrow(rule);
});

test('a plan is a table for people and JSON for programs', () => {
  const made = planOf({ peak: '50', 'per-day': '400000', burst: '100', rent: '1500' });
  expect(planText(made)).toMatch(/ИТОГО касс +\d+/);
  expect(JSON.parse(planJson(made))).toMatchObject({ registers: made.registers, needs: { throughput: 53 } });
  expect(() => planOf({ peak: 'many' })).toThrow('--peak');
  expect(() => planOf({})).toThrow('--peak');
});
