import {
  AtolError,
  type CashRegister,
  connect,
  type FiscalResult,
  knownRegisters,
  OutcomeUnknownError,
  type ReceiptInput,
  requestRegister,
  webSerial,
} from 'atol-kkt/browser';
import type { EmulatorOptions } from '../../../src/emulator/options.js';
import { yardstick } from '../../support/receipts.js';
import type { Cut } from './cable.js';
import { type Over, Register, play as setNavigator } from './register.js';

type Link = NonNullable<EmulatorOptions['link']>;

const sale = (contact: string): ReceiptInput => ({ ...yardstick, customer: { contact } });

/** A day of a till. */
export async function shift(over: Over, link: Link) {
  const register = new Register(over, { link });
  const kkt = await register.connect();
  await kkt.openShift({ operator: { name: 'Кассир Иванова' } });
  await kkt.cashIn(500);
  const sold = await kkt.issue(sale('a@example.com'));
  const returned = await kkt.issue({ ...sale('a@example.com'), type: 'sellReturn' });
  await kkt.reportX();
  const { shift: open } = await kkt.status();
  await kkt.cashOut(100);
  const closed = await kkt.closeShift();
  const { forms, serial, usb } = register;
  const { linkVersion } = kkt;
  await kkt.close();
  return {
    linkVersion,
    forms,
    open: open.state,
    numbers: [sold.documentNumber, returned.documentNumber, closed.documentNumber],
    asked: over === 'serial' ? serial.asked : usb.asked,
  };
}

/** Printing, settings, counters, questions to the FN and the clock: what is loaded late. */
export async function rooms() {
  const register = new Register('serial', { model: '30F', latency: 0 });
  const kkt = await register.connect();
  await kkt.openShift();
  await kkt.print.document((page) => page.text('Привет').qr('https://example.com'));
  const { phase } = await kkt.fn.state();
  const { cashKopecks } = await kkt.counters.shift();
  const time = await kkt.clock.get();
  const [first] = await kkt.settings.all();
  const printed = register.emulator.paper.lines.some((line) => line.includes('Привет'));
  await kkt.close();
  return {
    phase,
    cashKopecks,
    clock: Math.abs(Date.parse(time) - Date.parse(register.emulator.now)) < 60_000,
    setting: typeof first?.name,
    printed,
  };
}

/** A sale before the shift is open; `ready` ends when the page may ask for it. */
export async function refusal(ready: string | undefined) {
  const register = new Register('serial', { latency: 0 });
  const kkt = await register.connect();
  if (ready !== undefined) await import(/* @vite-ignore */ ready);
  const refused = await kkt.issue(sale('a@example.com')).catch((error: AtolError) => error.toJSON());
  await kkt.openShift();
  const { documentNumber } = await kkt.issue(sale('a@example.com'));
  await kkt.close();
  return { refused, documentNumber };
}

let begun: { register: Register; kkt: CashRegister } | undefined;

/** A page that is connected; `carryOn` has the rest of its day. */
export async function begin(over: Over) {
  const register = new Register(over);
  begun = { register, kkt: await register.connect() };
}

/** All of a till's day with the cable pulled in a receipt, and one question that no till needs, twice. */
export async function carryOn() {
  if (begun === undefined) throw new Error('begin() comes first');
  const { register, kkt } = begun;
  const refused = await outcomeOf(kkt.issue(sale('early@example.com')));
  await kkt.openShift();
  await kkt.cashIn(500);
  register.cable.onCut = () => {
    register.unplug();
    register.plug();
  };
  register.cable.arm({ dir: 'out', at: 300 });
  await kkt.issue(sale('during@example.com'), { key: 'during' });
  const { struck } = register.cable;
  register.cable.arm();
  await kkt.print.text('Спасибо');
  await kkt.reportX();
  const asked = await kkt.fn.state().then(({ phase }) => phase, codeOf);
  await kkt.closeShift();
  await kkt.close();
  return { refused, struck, asked, forms: register.forms };
}

const codeOf = (error: AtolError): string => error.code;

/** Pulled out in the middle of a receipt, plugged in again, while another register of the same kind is there all the time. */
export async function unplugging(over: Over, link: Link) {
  const register = new Register(over, { link });
  const neighbour = new Register(over, { link, serialNumber: '00106700000077' });
  register.play();
  register.serial.ports.push(...neighbour.serial.ports);
  register.usb.devices.push(...neighbour.usb.devices);
  const kkt = await register.connect();
  await kkt.openShift();
  const states: string[] = [];
  kkt.connection.onState((state) => states.push(state));
  register.cable.onCut = () => {
    register.unplug();
    setTimeout(() => register.plug(), 300);
  };
  register.cable.arm({ dir: 'out', at: 200 });
  const during = await kkt.issue(sale('during@example.com'), { key: 'during' });
  const { struck } = register.cable;
  register.cable.arm();
  register.unplug();
  const lost = await outcomeOf(
    kkt.issue(sale('gone@example.com'), { key: 'gone', signal: AbortSignal.timeout(500) }),
  );
  register.plug();
  const after = await kkt.issue(sale('after@example.com'), { key: 'after' });
  await kkt.close();
  return {
    struck,
    states,
    lost,
    forms: register.forms,
    neighbour: neighbour.emulator.fn.documents().length,
    numbers: [during.documentNumber, after.documentNumber],
  };
}

/** A sample of the positions at which the cable can be pulled in a receipt; it is plugged in again at once. */
export async function cuts(over: Over, link: Link, step: number) {
  const register = new Register(over, { link });
  const { cable } = register;
  const kkt = await register.connect();
  await kkt.openShift();
  await kkt.issue(sale('first@example.com'), { key: 'first' });
  cable.onCut = () => {
    register.unplug();
    register.plug();
  };
  cable.arm();
  await kkt.issue(sale('clean@example.com'), { key: 'clean' });
  const { passed } = cable;
  const positions = (['out', 'in'] as const).flatMap((dir) =>
    Array.from({ length: passed[dir] }, (_, at): Cut => ({ dir, at })),
  );
  const sample = positions.filter((_, index) => index % step === 0);
  const wrong: string[] = [];
  const outcomes: Record<string, number> = {};
  let struck = 0;
  for (const [index, cut] of sample.entries()) {
    const before = register.emulator.receipts.length;
    cable.arm(cut);
    const { outcome, documentNumber } = await judge(kkt, `cut-${index}`);
    if (cable.struck) struck++;
    const made = register.emulator.receipts.length - before;
    outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
    const last = register.emulator.fn.documents().at(-1)?.number;
    if (outcome === 'done' ? made !== 1 || documentNumber !== last : made !== 0)
      wrong.push(`${JSON.stringify(cut)}: ${outcome} ${documentNumber}, ${made} made, the last is ${last}`);
  }
  cable.arm();
  await kkt.closeShift();
  await kkt.close();
  return { positions: positions.length, cases: sample.length, struck, outcomes, wrong };
}

async function judge(kkt: CashRegister, key: string): Promise<{ outcome: string; documentNumber?: number }> {
  try {
    const { documentNumber } = await kkt.issue(sale(`${key}@example.com`), { key });
    return { outcome: 'done', documentNumber };
  } catch (error) {
    if (!(error instanceof OutcomeUnknownError)) return { outcome: String((error as AtolError).outcome) };
    const found = await error.resolve().catch((refused: AtolError) => refused);
    if (found instanceof AtolError) return { outcome: String(found.outcome) };
    return { outcome: 'done', documentNumber: (found as FiscalResult).documentNumber };
  }
}

async function outcomeOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'done',
    (error: AtolError) => `${error.code} ${error.outcome}`,
  );
}

/** A register at another speed than usual, and noise on its line. */
export async function speeds() {
  const register = new Register('serial');
  const [port] = register.serial.ports;
  if (!port) throw new Error('no port');
  port.onlySpeed = 57_600;
  const kkt = await connect(webSerial(port, { baudRate: 'auto' }));
  await kkt.openShift();
  const stop = register.emulator.onCommand(() => {
    stop();
    port.disturb();
  });
  const { documentNumber } = await kkt.issue(sale('noise@example.com'), { key: 'noise' });
  const { lines } = kkt.connection;
  await kkt.close();
  return { speeds: port.speeds, documentNumber, forms: register.forms, lines };
}

/** What is said when nothing was chosen, or nothing can be. */
export async function choosing() {
  const register = new Register('serial');
  const known = (await knownRegisters()).map(({ name }) => name);
  register.unplug();
  const nothing = await outcomeOf(requestRegister());
  const none = (await knownRegisters()).length;
  setNavigator('serial', undefined);
  const unable = await outcomeOf(requestRegister({ over: 'serial' }));
  const wrong = await outcomeOf(requestRegister({ over: 'tcp' } as never));
  return { known, nothing, none, unable, wrong };
}

/** This page has a register from here on. */
export function play(over: Over): void {
  new Register(over);
}
