import { isAtolError } from '../../errors.js';
import type {
  AgentType,
  RegistrationChange,
  RegistrationDetails,
  RegistrationInput,
  Taxation,
} from '../../fiscal/index.js';
import type { CashRegister, RegistrationOptions, RegistrationReport, SettingValues } from '../../index.js';
import { deviceStatus } from '../../protocol/index.js';
import { documentWarnings, fiscalParams } from '../answers.js';
import { driverError } from '../errors/driver-errors.js';
import { JsonTaskError } from '../errors/error.js';
import { type Fields, wrongValue } from '../reading/fields.js';
import { agentNames, taxationNames } from '../receipts/names.js';
import { readOperator } from '../receipts/receipt.js';
import { fnsUrl, type TaskContext, type TaskHandlers } from './context.js';

const INVALID_FFD_VERSION = 190;

export const registrationTasks: TaskHandlers = {
  registration: (task, context) =>
    register(task, context, (details, options) =>
      context.kkt.registration.register(details as RegistrationInput, options),
    ),
  fnChange: (task, context) =>
    register(task, context, (details, options) => context.kkt.registration.replaceFn(details, options)),
  changeRegistrationParameters(task, context) {
    task.optionalValues('changeInfoReasons', 'number');
    const reason = task.choice('reason', reasons);
    return register(task, context, ({ registrationNumber: _, owner, ...details }, options) =>
      context.kkt.registration.change(
        reason,
        { ...details, ...(owner && { owner: { name: owner.name } }) },
        options,
      ),
    );
  },
  async closeArchive(task, context) {
    const { kkt, signal } = context;
    const operator = readOperator(task);
    task.optional('electronically', 'boolean');
    const address = task.optional('address', 'string');
    const place = task.optional('paymentAddress', 'string');
    const report = await context.deed.once(
      (notes) => kkt.registration.closeArchive({ operator, address, place, notes, signal }),
      signal,
    );
    return answer(report, context);
  },
  getRegistrationInfo: (_, context) => registrationInfo(context),
};

const reasons: Readonly<Record<string, RegistrationChange>> = {
  ofdChange: 'operator',
  attributesChange: 'owner',
  settingsChange: 'settings',
};

type Details = Omit<RegistrationDetails, 'owner'> & {
  owner?: { name: string; inn: string };
  registrationNumber?: string;
};

/** The FN signs the requisites; where the operator is found and what is charged by default is the register's business. */
async function register(
  task: Fields,
  context: TaskContext,
  sign: (details: Details, options: RegistrationOptions) => Promise<RegistrationReport>,
): Promise<object> {
  const { signal } = context;
  const operator = readOperator(task);
  task.optional('electronically', 'boolean');
  const organization = task.object('organization');
  const device = task.object('device');
  const ofd = task.object('ofd');
  const details = { ...ofOrganization(organization), ...ofDevice(device), ...ofOperator(ofd) };
  const address = organization.optional('address', 'string');
  if (address) details.address = address;
  const settings = ofSettings(device, ofd);
  const report = await context.deed.once((notes) => sign(details, { operator, notes, signal }), signal);
  await keep(settings, context);
  return answer(report, context);
}

/** Behind the document: what the register has no setting for is left, as the driver leaves it. */
async function keep(settings: SettingValues, { kkt, signal }: TaskContext): Promise<void> {
  const names = Object.keys(settings) as Array<keyof SettingValues>;
  const absent: Array<keyof SettingValues> = [];
  for (const name of names) if ((await settingOf(kkt, name, signal)) === undefined) absent.push(name);
  const present = Object.entries(settings).filter(([name]) => !absent.includes(name as keyof SettingValues));
  if (present.length > 0) await kkt.settings.update(Object.fromEntries(present), { signal });
}

async function answer(report: RegistrationReport, context: TaskContext): Promise<object> {
  const { kkt, signal } = context;
  const { number } = await kkt.fn.shift({ signal });
  return {
    fiscalParams: fiscalParams({ ...report, shiftNumber: number }, await fnsUrl(context)),
    warnings: documentWarnings(report),
  };
}

function ofOrganization(organization: Fields): Details {
  const name = organization.optional('name', 'string') ?? '';
  const inn = organization.optional('vatin', 'string') ?? '';
  const senderEmail = organization.optional('email', 'string');
  const taxations = organization.optionalValues('taxationTypes', 'string');
  const agents = organization.optionalValues('agents', 'string');
  return {
    owner: { name, inn },
    ...(senderEmail && { senderEmail }),
    ...(taxations && { taxations: named(organization, 'taxationTypes', taxations, taxationNames) }),
    ...(agents && { agents: named(organization, 'agents', agents, agentNames) }),
  };
}

function named<T extends Taxation | AgentType>(
  fields: Fields,
  name: string,
  values: readonly string[],
  names: Readonly<Record<string, T>>,
): T[] {
  return values.map((value, index) => fields.named(`${name}[${index}]`, value, names));
}

const modes = {
  offlineMode: 'offline',
  machineInstallation: 'printerInMachine',
  bso: 'bso',
  encryption: 'encryption',
  autoMode: 'automatic',
  internet: 'internetOnly',
  service: 'servicesOnly',
  excise: 'excise',
  gambling: 'gambling',
  lottery: 'lottery',
} as const;

function ofDevice(device: Fields): Details {
  const version = device.optional('ffdVersion', 'string');
  if (version !== undefined && version !== '1.05') {
    const { code, description } = driverError(INVALID_FFD_VERSION);
    throw new JsonTaskError(
      code,
      `${description} (${device.at('ffdVersion')}: поддерживается только ФФД 1.05)`,
    );
  }
  const registrationNumber = device.optional('registrationNumber', 'string');
  const fnsSite = device.optional('fnsUrl', 'string');
  const place = device.optional('paymentsAddress', 'string');
  const machineNumber = device.optional('machineNumber', 'string');
  const flags = Object.entries(modes).flatMap(([name, mode]) => {
    const value = device.optional(name, 'boolean');
    return value === undefined ? [] : [[mode, value] as const];
  });
  return {
    ...(registrationNumber && { registrationNumber }),
    ...(fnsSite && { fnsSite }),
    ...(place && { place }),
    ...(machineNumber && { machineNumber }),
    modes: Object.fromEntries(flags),
  };
}

function ofOperator(ofd: Fields): Details {
  const name = ofd.optional('name', 'string');
  const inn = ofd.optional('vatin', 'string');
  return { ofd: { ...(name && { name }), ...(inn && { inn }) } };
}

/** Numbers of the register's settings. */
const channels = { usb: 1, ethernet: 2, wifi: 3, gsm: 4, proto: 5, tcpipOsStack: 5 } as const;
const taxationBits: Readonly<Record<string, number>> = {
  osn: 1,
  usnIncome: 2,
  usnIncomeOutcome: 4,
  envd: 8,
  esn: 16,
  patent: 32,
};

function ofSettings(device: Fields, ofd: Fields): SettingValues {
  const taxation = device.optionalChoice('defaultTaxationType', taxationBits);
  const channel = device.optionalChoice('ofdChannel', channels);
  const host = ofd.optional('host', 'string');
  const port = ofd.optional('port', 'number');
  const dns = ofd.optional('dns', 'string');
  if (port !== undefined && !(Number.isInteger(port) && port >= 0 && port <= 0xffff))
    throw wrongValue(ofd.at('port'), port);
  // Settings are written behind the document, which cannot be taken back: what they cannot hold is refused before.
  if (dns && !isIpv4(dns)) throw wrongValue(ofd.at('dns'), dns, 'нужен адрес вида 8.8.8.8');
  if (host !== undefined && !isHost(host)) throw wrongValue(ofd.at('host'), host);
  return {
    ...(taxation !== undefined && { defaultTaxationType: taxation }),
    ...(channel !== undefined && { ofdChannel: channel }),
    ...(host !== undefined && { ofdAddress: host }),
    ...(port !== undefined && { ofdPort: port }),
    ...(dns && { ofdDns: dns }),
  };
}

function isIpv4(text: string): boolean {
  return /^\d{1,3}(\.\d{1,3}){3}$/.test(text) && text.split('.').every((part) => Number(part) <= 255);
}

/** A name or an address, as the field of the register holds it. */
function isHost(text: string): boolean {
  return /^[\x21-\x7e]{0,64}$/.test(text);
}

/** What the register is registered with, and where its operator is. */
async function registrationInfo({ kkt, signal }: TaskContext): Promise<object> {
  const found = await kkt.fn.registration(undefined, { signal });
  const { modes: flags } = found ?? {};
  const channel = await settingOf(kkt, 'ofdChannel', signal);
  const taxation = await settingOf(kkt, 'defaultTaxationType', signal);
  const channelName = nameOf(channels, channel);
  const taxationName = nameOf(taxationBits, taxation);
  return {
    device: {
      ...Object.fromEntries(Object.entries(modes).map(([name, mode]) => [name, flags?.[mode] ?? false])),
      ...(taxationName && { defaultTaxationType: taxationName }),
      ffdVersion: found?.ffd.document ?? '1.05',
      fnsUrl: found?.fnsSite ?? '',
      machineNumber: found?.machineNumber ?? '',
      ...(channelName && { ofdChannel: channelName }),
      paymentsAddress: found?.place ?? '',
      registrationNumber: found?.registrationNumber ?? '',
    },
    ofd: await operatorInfo(kkt, found?.ofd, signal),
    organization: {
      address: found?.address ?? '',
      agents: found?.agents ?? [],
      email: found?.senderEmail ?? '',
      name: found?.owner.name ?? '',
      taxationTypes: found?.taxations ?? [],
      vatin: found?.owner.inn ?? '',
    },
  };
}

async function operatorInfo(
  kkt: CashRegister,
  ofd: { name: string; inn: string } | undefined,
  signal: AbortSignal | undefined,
): Promise<object> {
  return {
    dns: (await settingOf(kkt, 'ofdDns', signal)) ?? '',
    host: (await settingOf(kkt, 'ofdAddress', signal)) ?? '',
    name: ofd?.name ?? '',
    port: (await settingOf(kkt, 'ofdPort', signal)) ?? 0,
    vatin: ofd?.inn ?? '',
  };
}

/** Undefined for a setting that registers of its protocol have not. */
async function settingOf<N extends keyof SettingValues>(
  kkt: CashRegister,
  name: N,
  signal: AbortSignal | undefined,
): Promise<SettingValues[N] | undefined> {
  try {
    return await kkt.settings.get(name, { signal });
  } catch (error) {
    if (isAtolError(error, 'DeviceError') && error.status === deviceStatus.invalidField) return undefined;
    throw error;
  }
}

function nameOf(names: Readonly<Record<string, number>>, value: unknown): string | undefined {
  return Object.entries(names).find(([, number]) => number === value)?.[0];
}
