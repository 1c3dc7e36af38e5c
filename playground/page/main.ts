import { type AtolError, receipt } from 'atol-kkt/browser';
import type { TraceEvent } from '../../src/link/link.js';
import { PacketNames } from './packets.js';
import { Register } from './register.js';
import { program, texts } from './texts.js';

const language = document.documentElement.lang === 'en' ? 'en' : 'ru';
const text = texts[language];

const PACKETS_SHOWN = 120;
const SHEETS_SHOWN = 8;

function element<T extends HTMLElement>(id: string): T {
  return document.getElementById(id) as T;
}

const code = element<HTMLTextAreaElement>('code');
const output = element('output');
const run = element<HTMLButtonElement>('run');
const packets = element('packets');
const paper = element('paper');
const status = element('status');
const link = element<HTMLSelectElement>('link');

let names = new PacketNames(text);
let register = made();

function made(): Register {
  names = new PacketNames(text);
  const made = new Register(link.value === 'p5' ? 'p5' : 'v3', showPacket);
  made.emulator.events.on('*', () => queueMicrotask(show));
  return made;
}

function showPacket({ layer, dir, bytes }: TraceEvent): void {
  if (layer !== 'link') return;
  const { name, parts } = names.name(dir, bytes);
  const row = document.createElement('li');
  row.className = dir;
  const title = document.createElement('b');
  title.textContent = `${dir === 'out' ? '→' : '←'} ${name}`;
  const hex = document.createElement('code');
  hex.className = 'hex';
  for (const part of parts) {
    if (part.hex === '') continue;
    const span = document.createElement('span');
    span.className = part.kind;
    span.title = text.parts[part.kind];
    span.textContent = part.hex;
    hex.append(span, ' ');
  }
  row.append(title, hex);
  packets.prepend(row);
  while (packets.children.length > PACKETS_SHOWN) packets.lastElementChild?.remove();
}

let shown = '';

function show(): void {
  const { emulator } = register;
  const { paper: roll, power, fn } = emulator;
  const facts = [
    !power.isOn ? text.off : register.isPluggedIn ? text.online : text.unplugged,
    ...(roll.trouble ? [text.noPaper] : []),
    fn.state.shift.open ? text.shiftOpen : text.shiftClosed,
    `${text.documents}: ${fn.documents().length}`,
  ];
  status.textContent = facts.join(' · ');
  status.className = power.isOn && register.isPluggedIn && !roll.trouble ? 'good' : 'bad';
  element('cut').textContent = register.isPluggedIn ? text.cut : text.plug;
  press('cut', !register.isPluggedIn);
  press('noPaper', roll.trouble !== undefined);
  press('power', !power.isOn);
  showPaper();
}

function showPaper(): void {
  const sheets = register.emulator.paper.sheets.filter(({ items }) => items.length > 0).slice(-SHEETS_SHOWN);
  const state = sheets.map(({ items }) => items.length).join();
  if (state === shown) return;
  shown = state;
  const pictures = sheets.reverse().map((sheet) => {
    const dots = sheet.toBitmap();
    const canvas = document.createElement('canvas');
    canvas.width = dots.width;
    canvas.height = dots.height;
    canvas.setAttribute('role', 'img');
    canvas.setAttribute('aria-label', sheet.lines.join(' '));
    const pixels = new Uint8ClampedArray(dots.toRgba());
    canvas.getContext('2d')?.putImageData(new ImageData(pixels, dots.width, dots.height), 0, 0);
    return canvas;
  });
  paper.replaceChildren(...pictures);
  if (pictures.length === 0) paper.textContent = text.nothing;
}

function press(id: string, pressed: boolean): void {
  element(id).setAttribute('aria-pressed', String(pressed));
}

function print(line: unknown, kind = ''): void {
  const row = document.createElement('div');
  row.className = kind;
  row.textContent = typeof line === 'string' ? line : JSON.stringify(line, undefined, 1);
  output.append(row);
  output.scrollTop = output.scrollHeight;
}

type Program = (kkt: unknown, make: typeof receipt, tell: typeof print) => Promise<unknown>;

/** The visitor's own program, in the visitor's own page. */
function compiled(source: string): Program {
  const AsyncFunction = Object.getPrototypeOf(async () => undefined).constructor as new (
    ...parts: string[]
  ) => Program;
  return new AsyncFunction('kkt', 'receipt', 'print', source);
}

async function execute(): Promise<void> {
  run.disabled = true;
  run.textContent = text.running;
  output.replaceChildren();
  try {
    const job = compiled(code.value);
    await job(await register.kkt(), receipt, print);
    print(text.ready, 'good');
  } catch (error) {
    const { name, message, code: kind, outcome } = error as AtolError;
    print(`${name}${kind ? ` ${kind}` : ''}${outcome ? ` (${outcome})` : ''}: ${message}`, 'bad');
    const { problems = [] } = error as { problems?: ReadonlyArray<{ path: string; ru: string; en: string }> };
    for (const problem of problems) print(`${problem.path}: ${problem[language]}`, 'bad');
  } finally {
    run.disabled = false;
    run.textContent = text.run;
    show();
  }
}

function onClick(id: string, action: () => void | Promise<void>): void {
  element(id).addEventListener('click', () => void Promise.resolve(action()).then(show));
}

onClick('run', execute);
onClick('cut', () => (register.isPluggedIn ? register.pull() : register.plug()));
onClick('noPaper', () => {
  const { paper: roll } = register.emulator;
  if (roll.trouble) roll.load();
  else roll.out();
});
onClick('power', async () => {
  const { power } = register.emulator;
  await (power.isOn ? power.off() : power.on());
});
onClick('lostAnswer', () => {
  register.emulator.faults.add({ line: 'lose', at: 'closeReceipt', when: 'after' });
});
onClick('cutInReceipt', () => register.pullAfter(500));
const renew = async (): Promise<void> => {
  await register.close();
  register = made();
  packets.replaceChildren();
  output.replaceChildren();
  shown = '-';
};
onClick('reset', renew);
link.addEventListener('change', () => void renew().then(show));
code.addEventListener('keydown', (event) => {
  if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && !run.disabled) void execute();
});

code.value = program[language];
show();
document.documentElement.dataset['ready'] = 'true';
