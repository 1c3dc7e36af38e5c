#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { createGateway } from '../fleet/index.js';
import { saveShops, startFront, startTills } from '../front.js';
import { hashPassword, newPassword } from '../people/index.js';
import { PortError } from '../server.js';
import { type Config, readConfig } from './config.js';
import { configSchema } from './config-schema.js';
import { playCustomers } from './customers.js';
import { curlLine, DEV_GROUP, DEV_LOGIN, DEV_PASSWORD, DEV_PERSON, startDev } from './dev.js';
import { help } from './help.js';
import { LiveTable } from './live.js';
import { planJson, planOf, planOptions, planText } from './plan-command.js';
import { UsageError } from './usage-error.js';
import { hasPeople, user } from './user-command.js';

const FAILED = 1;
const WRONG_USE = 2;

async function main([command, ...rest]: readonly string[]): Promise<void> {
  switch (command) {
    case 'serve':
      return serve(rest);
    case 'dev':
      return dev(rest);
    case 'plan':
      return plan(rest);
    case 'user':
      return user(rest, print);
    case 'password':
      return password();
    case 'schema':
      return print(JSON.stringify(configSchema, null, 2));
    case 'version':
    case '--version':
      return print(version());
    case undefined:
    case 'help':
    case '--help':
    case '-h':
      return print(help);
    default:
      throw new UsageError(`Нет такой команды: ${command}\n\n${help}`);
  }
}

async function serve(args: readonly string[]): Promise<void> {
  const { values } = parse(args, { config: { type: 'string' } });
  if (values['config'] === undefined) throw new UsageError('Укажите файл настроек: --config FILE');
  const { http, shops, webRequests: till, ...options } = await readConfig(values['config']);
  const gateway = await createGateway({ log: 'info', ...options });
  await saveShops(gateway, shops ?? []);
  const { searchHosts } = options;
  const front =
    http &&
    (await ending(gateway, async () =>
      startFront({ gateway, searchHosts, ...http, tls: await tlsOf(http.tls) }),
    ));
  const tills = till && (await ending(gateway, () => startTills(gateway, till)));
  if (front && http?.cabinet !== false && !(await hasPeople(gateway.store))) {
    gateway.log.warn('nobody can enter the cabinet yet: atol-gateway user add LOGIN --config FILE');
  }
  const { store, registers } = gateway;
  gateway.log.info(
    {
      process: gateway.process,
      store: store.name,
      url: front?.url,
      registers: (await registers.list()).length,
    },
    'started',
  );
  await untilStopped();
  await front?.close();
  await tills?.close();
  await gateway.close();
  gateway.log.info('stopped');
}

/** What was begun before ends when this cannot begin. */
async function ending<T>(before: { close(): Promise<void> }, begin: () => Promise<T>): Promise<T> {
  try {
    return await begin();
  } catch (error) {
    await before.close();
    throw error;
  }
}

/** The files of a certificate and its key. */
async function tlsOf(files: NonNullable<Config['http']>['tls']) {
  if (!files) return undefined;
  return { cert: await readFile(files.certFile, 'utf8'), key: await readFile(files.keyFile, 'utf8') };
}

/** A password for a login of the API, and what the configuration keeps of it. */
async function password(): Promise<void> {
  const made = newPassword();
  print(`${made}\npasswordHash: ${await hashPassword(made)}`);
}

async function dev(args: readonly string[]): Promise<void> {
  const { values } = parse(args, {
    registers: { type: 'string', default: '5' },
    rate: { type: 'string', default: '2' },
    latency: { type: 'string', default: '900' },
    db: { type: 'string' },
    log: { type: 'string', default: 'silent' },
    json: { type: 'boolean', default: false },
    for: { type: 'string' },
    port: { type: 'string' },
    https: { type: 'boolean', default: false },
    'web-requests': { type: 'string' },
  });
  const json = values['json'] === true;
  const rate = number(values, 'rate', 0, 10_000);
  const running = await startDev({
    registers: whole(values, 'registers', 1, 10_000),
    latencyMs: number(values, 'latency', 0, 60_000),
    db: values['db'],
    port: values['port'] === undefined ? undefined : whole(values, 'port', 0, 65_535),
    https: values.https === true,
    log: level(values['log']),
  });
  const { gateway, front } = running;
  const tills = await ending(running, async () =>
    values['web-requests'] === undefined
      ? undefined
      : startTills(gateway, { port: whole(values, 'web-requests', 0, 65_535) }),
  );
  if (json) {
    const access = { group_code: DEV_GROUP, login: DEV_LOGIN, password: DEV_PASSWORD };
    const person = { cabinet_login: DEV_PERSON, cabinet_password: running.personPassword };
    const { user, system } = process.cpuUsage();
    const since = {
      ready_ms: Math.round(process.uptime() * 1000),
      processor_ms: Math.round((user + system) / 1000),
    };
    print(JSON.stringify({ ready: true, url: front.url, api: front.api, ...access, ...person, ...since }));
  } else {
    print(`Кабинет:             ${front.url}/   ${DEV_PERSON} / ${running.personPassword}`);
    print(`API ATOL Online v4:  ${front.api}`);
    print(`Код группы:          ${DEV_GROUP}`);
    print(`Логин и пароль:      ${DEV_LOGIN} / ${DEV_PASSWORD}`);
    print(`Описание API:        ${front.url}/openapi.json`);
    print(`Неисправности касс:  ${front.url}/_dev`);
    if (tills) print(`Web Requests:        ${tills.url}/api/v2`);
    if (running.certificate !== undefined) print(`Сертификат:          ${running.certificate}`);
    print(`\nЧек одной строкой:\n${await curlLine(running)}\n`);
    print(
      `Группа ${DEV_GROUP}: эмулированных касс ${running.registers.emulators.length}, чеков в секунду ${rate}.`,
    );
    print(`Хранилище: ${gateway.store.name}.`);
    print(`Готово за ${process.uptime().toFixed(1).replace('.', ',')} с. Остановить: Ctrl+C.\n`);
  }
  const leave = rate > 0 ? playCustomers(gateway, DEV_GROUP, rate) : () => undefined;
  const table = new LiveTable(gateway, DEV_GROUP, json);
  await untilStopped(values['for'] === undefined ? undefined : number(values, 'for', 0, 1e6) * 1000);
  leave();
  table.close();
  await tills?.close();
  await running.close();
}

function plan(args: readonly string[]): void {
  const names = [...Object.keys(planOptions), 'burst', 'burst-seconds', 'rent', 'fn-price', 'ofd-price'];
  const text = Object.fromEntries(names.map((name) => [name, { type: 'string' } as const]));
  const { values } = parse(args, { ...text, json: { type: 'boolean', default: false } });
  const { json, ...given } = values;
  const made = planOf(given as Parameters<typeof planOf>[0]);
  print(json ? planJson(made) : planText(made));
}

type Values = Readonly<Record<Exclude<string, 'json' | 'https'>, string | undefined>> & {
  readonly json?: boolean;
  readonly https?: boolean;
};

function parse(
  args: readonly string[],
  options: Record<string, { type: 'string' | 'boolean'; default?: string | boolean }>,
): { values: Values } {
  try {
    return parseArgs({ args: [...args], options, strict: true, allowPositionals: false }) as unknown as {
      values: Values;
    };
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function number(values: Values, name: string, min: number, max: number): number {
  const value = Number(values[name]);
  if (values[name]?.trim() && value >= min && value <= max) return value;
  throw new UsageError(`--${name}: число ${min}..${max}, а не «${values[name]}»`);
}

function whole(values: Values, name: string, min: number, max: number): number {
  const value = number(values, name, min, max);
  if (Number.isInteger(value)) return value;
  throw new UsageError(`--${name}: целое число, а не «${values[name]}»`);
}

const levels = ['debug', 'info', 'warn', 'error', 'silent'] as const;

function level(text: string | undefined): (typeof levels)[number] {
  const found = levels.find((one) => one === text);
  if (!found) throw new UsageError(`--log: одно из ${levels.join(', ')}`);
  return found;
}

/** Ctrl+C or a polite kill; the second one ends at once. */
function untilStopped(ms?: number): Promise<void> {
  return new Promise((resolve) => {
    const stop = (): void => {
      clearTimeout(timer);
      resolve();
    };
    const timer = setTimeout(stop, ms ?? 2 ** 31 - 1);
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.once(signal, () => {
        process.once(signal, () => process.exit(FAILED));
        stop();
      });
    }
  });
}

function version(): string {
  // Beside dist/cli.js, and two folders above src/cli/main.ts.
  for (const path of ['../package.json', '../../package.json']) {
    try {
      const { name, version: found } = JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8')) as {
        name: string;
        version: string;
      };
      if (name === 'atol-kkt-gateway') return found;
    } catch {
      // The other place.
    }
  }
  return '';
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  const usage = error instanceof UsageError || error instanceof PortError;
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`${message}\n`);
  process.exitCode = usage ? WRONG_USE : FAILED;
});
