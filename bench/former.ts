import { execFile, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { rolldown } from 'rolldown';
import type { ExchangeMode } from '../src/index.js';
import { DeviceProcess } from './device-process.js';
import { type Exchange, exchangesOf } from './exchanges.js';
import type { LineSpeed } from './slow-line.js';
import { table } from './table.js';

/** Before the house was built anew: what its costs are compared with. */
const FORMER = '0d209e7';

const root = fileURLToPath(new URL('..', import.meta.url));
/** Beneath our packages, so that both find them. */
const place = join(root, 'node_modules', '.bench-former');
const FAR: LineSpeed = { name: '5 ms', delayMs: 5 };
/** Receipts before those that count, over a line without a delay. */
const WARM_UP = 1000;
const FAR_RECEIPTS = 20;
const RECORDINGS = 3;

/** What `receipt-process.mjs` tells. */
interface Told {
  readonly cpuMs: number;
  readonly allocatedKb: number;
  readonly ms: number;
}

/** What `codec-process.mjs` tells. */
interface CodecTold {
  readonly encodeNs: number;
  readonly decodeNs: number;
  readonly megabytes: number;
}

type Row = readonly [
  what: string,
  aim: number | undefined,
  of: (told: All) => number | undefined,
  decimals: number,
];

interface All {
  /** How often a receipt waits for the register. */
  readonly waits?: { readonly serial: number; readonly buffered: number };
  readonly serial: Told;
  readonly buffered: Told;
  /** Undefined where the recording was never followed. */
  readonly farSerial: Told | undefined;
  readonly farBuffered: Told | undefined;
  /** Of a driver only. */
  readonly codec?: CodecTold;
}

const rows: readonly Row[] = [
  ['a receipt, serial: ms of processor', 1, ({ serial }) => serial.cpuMs, 2],
  ['a receipt, serial: KB of garbage', 80, ({ serial }) => serial.allocatedKb, 0],
  ['a receipt, buffered: ms of processor', 1, ({ buffered }) => buffered.cpuMs, 2],
  ['a receipt, buffered: KB of garbage', 80, ({ buffered }) => buffered.allocatedKb, 0],
  ['waits for the register, serial', undefined, ({ waits }) => waits?.serial, 0],
  ['waits for the register, buffered', 3, ({ waits }) => waits?.buffered, 0],
  ['at 5 ms a wait, serial: ms', 66, ({ farSerial }) => farSerial?.ms, 1],
  ['at 5 ms a wait, buffered: ms', 17, ({ farBuffered }) => farBuffered?.ms, 1],
  ['an item (EB): ns to encode', 2000, ({ codec }) => codec?.encodeNs, 0],
  ['an item (EB): ns to decode', 2000, ({ codec }) => codec?.decodeNs, 0],
  ['decoder of link v3: MB/s', 150, ({ codec }) => codec?.megabytes, 0],
];

const MEASURED =
  'Processor and garbage are those of the process of the till, without the emulator. At 5 ms a wait a recording answers at once: what the\n' +
  'emulator had answered the same driver to the same bytes; a driver that sends anything else is not shown.';

/**
 * What this commit costs beside the former one: both are bundled from their sources alike, and measured in processes of their own
 * against the same register, in turns. Beside them what the same bytes cost over a bare socket, which no driver can be below.
 * All of it is the host's: processor and garbage of its process, and milliseconds at a register that takes none.
 */
export async function besideFormer(receipts: number): Promise<string> {
  const missing = await whyNotHere();
  try {
    const now = await bundle('now', join(root, 'src'));
    const former = missing === undefined ? await bundle('former', await checkOut()) : undefined;
    const serial = await recorded('serial');
    const buffered = await recorded('buffered');
    const waits = { serial: serial.length, buffered: buffered.length };
    const ours = { ...(await measure(now, receipts)), waits };
    const theirs = former === undefined ? undefined : await measure(former, receipts);
    const bare = await measureBare(serial, buffered, receipts);
    const shown = rows.map(([what, aim, of, decimals]) => [
      what,
      ...[ours, theirs, bare].map((told) => (told && of(told)?.toFixed(decimals)) ?? ''),
      aim === undefined ? '' : String(aim),
    ]);
    const note = missing === undefined ? '' : `\nSKIPPED the former commit: ${missing}`;
    return `${table([['', 'now', FORMER, 'bare bytes', 'aim'], ...shown])}\n${MEASURED}${note}`;
  } finally {
    await rm(place, { recursive: true, force: true });
  }
}

async function whyNotHere(): Promise<string | undefined> {
  try {
    await git('cat-file', '-e', `${FORMER}^{commit}`);
    return undefined;
  } catch {
    return `${FORMER} is not in the history of this clone`;
  }
}

async function checkOut(): Promise<string> {
  const folder = join(place, 'sources');
  await mkdir(folder, { recursive: true });
  const archive = join(place, 'sources.tar');
  await git('archive', '--format=tar', `--output=${archive}`, FORMER, 'src');
  await promisify(execFile)('tar', ['-xf', archive, '-C', folder]);
  return join(folder, 'src');
}

function git(...args: string[]): Promise<unknown> {
  return promisify(execFile)('git', args, { cwd: root });
}

/** @returns the folder with `index.mjs` and `protocol.mjs`. */
async function bundle(name: string, sources: string): Promise<string> {
  const folder = join(place, name);
  const build = await rolldown({
    input: { index: join(sources, 'index.ts'), protocol: join(sources, 'protocol', 'index.ts') },
    external: (id) => !/^[./\0]|^[A-Z]:/i.test(id),
    platform: 'node',
    tsconfig: false,
    resolve: { extensionAlias: { '.js': ['.ts', '.js'] } },
    logLevel: 'silent',
  });
  try {
    await build.write({
      dir: folder,
      format: 'esm',
      entryFileNames: '[name].mjs',
      chunkFileNames: '[name]-[hash].mjs',
    });
  } finally {
    await build.close();
  }
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
  return folder;
}

async function measure(folder: string, receipts: number): Promise<All> {
  const near = (exchange: ExchangeMode) => receiptCost(folder, exchange, receipts);
  const far = (exchange: ExchangeMode) => farCost(folder, exchange);
  return {
    serial: await near('serial'),
    buffered: await near('buffered'),
    farSerial: await far('serial'),
    farBuffered: await far('buffered'),
    codec: await told<CodecTold>('codec-process.mjs', [folder]),
  };
}

/** Against the emulator: what it does itself costs another process. */
async function receiptCost(folder: string, exchange: ExchangeMode, receipts: number): Promise<Told> {
  await using device = await DeviceProcess.start();
  const args = [folder, device.url, device.url, exchange, String(receipts), String(WARM_UP)];
  return await told<Told>('receipt-process.mjs', args);
}

/**
 * Over a line with delay the time of the register is part of the time of a receipt, and the emulator's is not that of any register:
 * it answers the same driver over a fast line first, and what it answered is then answered at once. Bytes that are not the recorded
 * ones end the device. A driver that is kept waiting acknowledges by itself, so that on a busy machine it is tried again.
 */
async function farCost(folder: string, exchange: ExchangeMode): Promise<Told | undefined> {
  for (let attempt = 1; attempt <= RECORDINGS; attempt++) {
    try {
      return await atRecording(folder, exchange);
    } catch (error) {
      console.error(`recording ${attempt} of ${RECORDINGS} was not followed (${exchange}):`, error);
    }
  }
  return undefined;
}

async function atRecording(folder: string, exchange: ExchangeMode): Promise<Told> {
  const args = (device: DeviceProcess) => [
    folder,
    device.url,
    device.fastUrl,
    exchange,
    String(FAR_RECEIPTS),
    String(WARM_UP),
  ];
  const file = join(place, 'recording.json');
  {
    await using device = await DeviceProcess.start({ record: true });
    await told<Told>('receipt-process.mjs', args(device));
    await writeFile(file, JSON.stringify(await device.recording()));
  }
  await using device = await DeviceProcess.start({ speed: FAR, replay: file });
  return await device.during(told<Told>('receipt-process.mjs', args(device)));
}

/** The same bytes in the same exchanges, with nobody on either side who understands them. */
async function measureBare(
  serial: readonly Exchange[],
  buffered: readonly Exchange[],
  receipts: number,
): Promise<All> {
  return {
    serial: await bareCost(serial, receipts),
    buffered: await bareCost(buffered, receipts),
    farSerial: await bareCost(serial, FAR_RECEIPTS, FAR),
    farBuffered: await bareCost(buffered, FAR_RECEIPTS, FAR),
  };
}

async function recorded(exchange: ExchangeMode): Promise<readonly Exchange[]> {
  await using device = await DeviceProcess.start();
  return await exchangesOf(device.url, exchange);
}

async function bareCost(exchanges: readonly Exchange[], receipts: number, speed?: LineSpeed): Promise<Told> {
  await using device = await DeviceProcess.start({ speed, bare: exchanges.map(({ answers }) => answers) });
  const ports = [device.port, speed ? device.fastPort : device.port].map(String);
  const args = [...ports, JSON.stringify(exchanges), String(receipts), String(WARM_UP)];
  return await told<Told>('bare-process.mjs', args);
}

/** Plain JavaScript, so that nothing compiles it on the way. */
async function told<T>(program: string, args: readonly string[]): Promise<T> {
  const child = fork(fileURLToPath(new URL(`./${program}`, import.meta.url)), args, { execArgv: [] });
  const message = once(child, 'message').then(([value]) => value as T);
  const exit = once(child, 'exit').then(([code]) => {
    throw new Error(`${program} ended with ${code}`);
  });
  exit.catch(() => undefined);
  return await Promise.race([message, exit]);
}
