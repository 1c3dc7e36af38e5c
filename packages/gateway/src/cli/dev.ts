import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Emulator } from 'atol-kkt/emulator';
import { createGateway, type Gateway, type RegisterHealth, type RegisterOptions } from '../fleet/index.js';
import { type Front, type FrontOptions, saveShops, startFront } from '../front.js';
import { hashPassword, newPassword } from '../people/index.js';
import { PortError } from '../server.js';
import { openStore, type Store } from '../store/index.js';
import { type OwnCertificate, ownCertificate } from './certificate.js';
import { devFace } from './dev-face.js';
import { DevInbox } from './dev-inbox.js';
import { DEV_INN, type DevRegisters, startDevRegisters } from './dev-registers.js';
import { addPerson } from './people.js';

export const DEV_GROUP = 'dev';
export const DEV_LOGIN = 'dev';
export const DEV_PASSWORD = 'dev';
/** Who may do everything in the cabinet of `dev`. */
export const DEV_PERSON = 'admin';

export interface DevOptions {
  /** Emulated registers. */
  readonly registers: number;
  /** Time that they take to sign a receipt, ms. */
  readonly latencyMs: number;
  /** Path of an SQLite file or postgres://…; without it all is forgotten with the process. */
  readonly db?: string | undefined;
  /** 0: any that is free. Default 8080 or, when another program has it, any that is free. */
  readonly port?: number | undefined;
  /** With a certificate of its own. */
  readonly https?: boolean | undefined;
  readonly log?: 'debug' | 'info' | 'warn' | 'error' | 'silent' | undefined;
}

export interface Dev {
  readonly gateway: Gateway;
  readonly registers: DevRegisters;
  readonly front: Front;
  /** Of the person `admin`, made anew at every start. */
  readonly personPassword: string;
  /** Of `--https`: the file that clients have to trust. */
  readonly certificate: string | undefined;
  close(): Promise<void>;
}

/** A gateway over emulated registers that needs nothing else. */
export async function startDev({
  registers: count,
  latencyMs,
  db,
  port,
  https,
  log,
}: DevOptions): Promise<Dev> {
  const temporary = db === undefined || https ? await mkdtemp(join(tmpdir(), 'atol-gateway-')) : undefined;
  const store = db ?? join(temporary ?? '', 'gateway.db');
  // Registers of a store that is kept are kept, too: their documents belong to its jobs.
  const folder = db === undefined || db.includes('://') ? undefined : join(dirname(db), `${db}.registers`);
  /** In the order in which things are begun; they end in the other one. */
  const ends: (() => Promise<void>)[] = [];
  const close = async (): Promise<void> => {
    for (const end of ends.splice(0).reverse()) await end();
  };
  try {
    if (temporary !== undefined) ends.push(() => rm(temporary, { recursive: true, force: true }));
    const registers = await startDevRegisters({ count, group: DEV_GROUP, latencyMs, folder });
    ends.push(() => registers.close());
    const kept = await openStore(store);
    ends.push(() => kept.close());
    await findAgain(kept, registers);
    const gateway = await createGateway({
      store: kept,
      groups: [{ name: DEV_GROUP, title: 'Проба', inn: DEV_INN, policy: { privateCallbacks: true } }],
      registers: registers.registers,
      log,
    });
    ends.push(() => gateway.close());
    await saveShops(gateway, [
      { login: DEV_LOGIN, passwordHash: await hashPassword(DEV_PASSWORD), groups: [DEV_GROUP] },
    ]);
    const personPassword = newPassword().slice(0, 12);
    await addPerson(
      gateway.store,
      { login: DEV_PERSON, name: 'Администратор', role: 'administrator' },
      personPassword,
    );
    const tls = https && temporary !== undefined ? await ownCertificate(temporary) : undefined;
    const front = await openFront(gateway, registers, port, tls);
    ends.push(() => front.close());
    return { gateway, registers, front, personPassword, certificate: tls?.file, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Registers that were added by hand in an earlier run listen on other ports now: they are known by their serial numbers. */
async function findAgain({ settings, lanes }: Store, { unregistered }: DevRegisters): Promise<void> {
  for (const register of await settings.registers<Pick<RegisterOptions, 'serialNumber'>>()) {
    const { name, data, origin } = register;
    const { serialNumber: seen } = ((await lanes.get(name))?.health ?? {}) as Partial<RegisterHealth>;
    const here = unregistered.find(({ serialNumber }) => serialNumber === (data.serialNumber ?? seen));
    if (origin === 'hand' && here) {
      await settings.saveRegisters([{ ...register, data: { ...data, address: here.url } }]);
    }
  }
}

/** Whoever names no port wants to see it run, also when another program has the usual one. */
async function openFront(
  gateway: Gateway,
  registers: DevRegisters,
  port: number | undefined,
  tls: OwnCertificate | undefined,
): Promise<Front> {
  const named = new Map(
    registers.registers.map(({ name }, index) => [name, registers.emulators[index] as Emulator]),
  );
  const inbox = new DevInbox();
  const options: FrontOptions = {
    gateway,
    tls,
    searchHosts: registers.unregistered.map(({ url }) => url.replace('tcp://', '')),
    dev: {
      changeFn: async (name) => registers.changeFn(await emulatorOf(gateway, registers, name)),
      inbox: () => inbox.list(),
    },
    faces: [{ prefix: '/_dev', plugin: devFace(named, inbox) }],
  };
  try {
    return await startFront({ ...options, port });
  } catch (error) {
    if (port !== undefined || !(error instanceof PortError)) throw error;
    return startFront({ ...options, port: 0 });
  }
}

/** A line for a terminal that makes a receipt: the token in it is good for a day. */
export async function curlLine({ front, certificate }: Dev): Promise<string> {
  const body = JSON.stringify({ login: DEV_LOGIN, pass: DEV_PASSWORD });
  const headers = { 'content-type': 'application/json' };
  const answer =
    certificate === undefined
      ? await fetch(`${front.api}getToken`, { method: 'POST', body, headers })
      : undefined;
  const token = answer ? ((await answer.json()) as { token: string }).token : '$TOKEN';
  const trust = certificate === undefined ? '' : ` --cacert ${certificate}`;
  const receipt = JSON.stringify({
    timestamp: '01.01.2026 12:00:00',
    external_id: 'ID',
    receipt: {
      client: { email: 'buyer@example.com' },
      company: { sno: 'osn', inn: DEV_INN, payment_address: 'https://shop.example.com' },
      items: [
        {
          name: 'Хлеб',
          price: 45.5,
          quantity: 1,
          sum: 45.5,
          payment_method: 'full_payment',
          payment_object: 'commodity',
          vat: { type: 'vat10' },
        },
      ],
      payments: [{ type: 1, sum: 45.5 }],
      total: 45.5,
    },
  }).replace('"ID"', `"'$(date +%s%N)'"`);
  const login =
    certificate === undefined
      ? ''
      : `TOKEN=$(curl -s${trust} '${front.api}getToken?login=${DEV_LOGIN}&pass=${DEV_PASSWORD}' | sed 's/.*"token":"\\([^"]*\\).*/\\1/'); `;
  return `${login}curl -s${trust} ${front.api}${DEV_GROUP}/sell -H 'Content-Type: application/json' -H "Token: ${token}" -d '${receipt}'`;
}

/** The emulator behind a register of the fleet, also behind one that was added by hand. */
async function emulatorOf(
  gateway: Gateway,
  { registers, emulators, unregistered }: DevRegisters,
  name: string,
) {
  const index = registers.findIndex((register) => register.name === name);
  const { options } = await gateway.registers.get(name);
  const found = emulators[index] ?? unregistered.find(({ url }) => url === options.address);
  if (!found) throw new Error(`Касса ${name} не эмулированная`);
  return found;
}
