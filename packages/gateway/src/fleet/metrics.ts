import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { type Store, waitBounds } from '../store/index.js';
import type { Groups, GroupView } from './groups.js';
import type { GatewayEvents } from './terms/index.js';

const ISSUE_SECONDS = [0.25, 0.5, 1, 1.5, 2, 3, 5, 10, 30];

/** Numbers for Prometheus, of this process; what waits is of the whole store. */
export function gatewayMetrics(store: Store, events: GatewayEvents, groups: Groups): Registry {
  const registry = new Registry();
  const registers = [registry];
  const labelNames = ['group'] as const;
  const name = (text: string) => `atol_gateway_${text}`;
  const counter = (text: string, help: string, more: readonly string[] = []) =>
    new Counter({ name: name(text), help, labelNames: [...labelNames, ...more], registers });
  const accepted = counter('accepted_total', 'Receipts taken into the queue');
  const done = counter('done_total', 'Receipts issued');
  const failed = counter('failed_total', 'Receipts that were not issued', ['kind']);
  const released = counter('released_total', 'Receipts given back to the queue by a register');
  const unknown = counter('unknown_total', 'Receipts whose outcome was not known at first');
  const problems = counter('register_problems_total', 'Problems of registers', ['code']);
  const waits = new Histogram({
    name: name('wait_seconds'),
    help: 'Time in the queue before a register takes a receipt',
    labelNames,
    buckets: waitBounds.map((ms) => ms / 1000),
    registers,
  });
  const issues = new Histogram({
    name: name('issue_seconds'),
    help: 'Time from the register taking a receipt to its result',
    labelNames,
    buckets: ISSUE_SECONDS,
    registers,
  });
  events.on((event) => {
    switch (event.type) {
      case 'job.accepted':
        return accepted.inc({ group: event.group });
      case 'job.pinned':
        return waits.observe({ group: event.group }, event.waitMs / 1000);
      case 'job.done':
        issues.observe(
          { group: event.group },
          Math.max(0, event.at - (event.job.pinnedAt ?? event.at)) / 1000,
        );
        return done.inc({ group: event.group });
      case 'job.failed':
        return failed.inc({ group: event.group, kind: event.failure.kind });
      case 'job.released':
        return released.inc({ group: event.group });
      case 'job.unknown':
        return unknown.inc({ group: event.group });
      case 'register.problem':
        return problems.inc({ group: event.group, code: event.problem.code });
      default:
        return undefined;
    }
  });
  gauges(registry, store, groups);
  return registry;
}

/** Asked for when somebody reads the metrics. */
function gauges(registry: Registry, store: Store, groups: Groups): void {
  const registers = [registry];
  // All gauges of one reading are of one look.
  let look: Promise<GroupView[]> | undefined;
  const views = (): Promise<GroupView[]> => {
    look ??= groups.overview().finally(() => {
      look = undefined;
    });
    return look;
  };
  const gauge = (
    text: string,
    help: string,
    labelNames: readonly string[],
    set: (gauge: Gauge, view: GroupView) => void,
  ) =>
    new Gauge({
      name: `atol_gateway_${text}`,
      help,
      labelNames: [...labelNames],
      registers,
      async collect() {
        this.reset();
        for (const view of await views()) set(this, view);
      },
    });
  gauge(
    'waiting',
    'Receipts that wait for a register, counted up to 10 000',
    ['group'],
    (one, { group, waiting }) => one.set({ group }, waiting),
  );
  gauge(
    'oldest_wait_seconds',
    'How long the oldest receipt has waited',
    ['group'],
    (one, { group, oldestAt }) =>
      one.set({ group }, oldestAt === undefined ? 0 : Math.max(0, Date.now() - oldestAt) / 1000),
  );
  gauge('unknown', 'Receipts whose outcome is not known', ['group'], (one, { group, unknown }) =>
    one.set({ group }, unknown),
  );
  gauge('registers', 'Registers by state', ['group', 'state'], (one, { group, registers: states }) => {
    for (const [state, count] of Object.entries(states)) one.set({ group, state }, count);
  });
  new Gauge({
    name: 'atol_gateway_commits',
    help: 'Transactions of the store and changes in them since the start',
    labelNames: ['what'],
    registers,
    collect() {
      this.set({ what: 'transactions' }, store.commits.transactions);
      this.set({ what: 'changes' }, store.commits.changes);
    },
  });
}
