import { loadEnglish } from 'atol-kkt/browser';
import type { TraceEvent } from '../../src/link/link.js';
import { KeptProgram } from './kept-program.js';
import { Output } from './output.js';
import { PacketNames } from './packets.js';
import { Register } from './register.js';
import { shown, troubles } from './shown.js';
import { program, texts } from './texts.js';
import { Till } from './till.js';

const language = document.documentElement.lang === 'en' ? 'en' : 'ru';
const text = texts[language];

const PACKETS_SHOWN = 120;
const SHEETS_SHOWN = 8;

function element<T extends HTMLElement>(id: string): T {
  return document.getElementById(id) as T;
}

const code = element<HTMLTextAreaElement>('code');
const output = new Output(element('output'));
const run = element<HTMLButtonElement>('run');
const packets = element('packets');
const paper = element('paper');
const status = element('status');
const link = element<HTMLSelectElement>('link');

const kept = new KeptProgram(language, program[language]);

let names = new PacketNames(text);
let register = made();

function made(): Register {
  names = new PacketNames(text);
  // What a former register still does is not shown.
  const trace = (event: TraceEvent): void => {
    if (one === register) showPacket(event);
  };
  const one = new Register(link.value === 'p5' ? 'p5' : 'v3', trace, () => queueMicrotask(show));
  return one;
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

/** Which paper is shown. */
let papers = '-';

function show(): void {
  const { emulator } = register;
  const { paper: roll, power, fn } = emulator;
  const facts = [
    !power.isOn ? text.off : register.isPluggedIn ? text.online : text.unplugged,
    ...(roll.trouble ? [text.noPaper] : []),
    fn.state.shift.open ? text.shiftOpen : text.shiftClosed,
    `${text.documents}: ${fn.documents().length}`,
  ];
  // Said aloud by screen readers: only when it is another one.
  if (status.textContent !== facts.join(' · ')) status.textContent = facts.join(' · ');
  status.className = power.isOn && register.isPluggedIn && !roll.trouble ? 'good' : 'bad';
  element('cut').textContent = register.isPluggedIn ? text.cut : text.plug;
  element('cut').classList.toggle('struck', !register.isPluggedIn);
  press('noPaper', roll.trouble !== undefined);
  press('power', !power.isOn);
  press('cutInReceipt', register.isToBeCut);
  press('lostAnswer', register.isToLoseAnswer);
  showPaper();
}

function showPaper(): void {
  const sheets = register.emulator.paper.sheets.filter(({ items }) => items.length > 0).slice(-SHEETS_SHOWN);
  const state = sheets.map(({ items }) => items.length).join();
  if (state === papers) return;
  papers = state;
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

const till = new Till({
  changed() {
    run.textContent = till.isRunning ? text.stop : text.run;
    run.classList.toggle('running', till.isRunning);
    show();
  },
  print: (line) => output.print(shown(line)),
  ended(how) {
    if (how === 'done') output.print(text.ready, 'good');
    else if (how === 'stopped') output.print(text.stopped);
    else for (const line of troubles(how.failed, language)) output.print(line, 'bad');
  },
});

async function execute(): Promise<void> {
  output.clear();
  kept.write(code.value);
  await till.run(code.value, async () => {
    if (language === 'en') await loadEnglish();
    return register.kkt();
  });
}

async function stop(): Promise<void> {
  till.stop();
  await register.disconnect();
}

function onClick(id: string, action: () => void | Promise<void>): void {
  element(id).addEventListener('click', () => void Promise.resolve(action()).then(show));
}

onClick('run', () => (till.isRunning ? stop() : execute()));
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
  register.isToLoseAnswer = !register.isToLoseAnswer;
});
onClick('cutInReceipt', () => {
  register.isToBeCut = !register.isToBeCut;
});

/** The new one is there at once, whatever the former still does. */
async function renew(): Promise<void> {
  const former = register;
  till.stop();
  register = made();
  packets.replaceChildren();
  output.clear();
  papers = '-';
  show();
  await former.close();
}
onClick('reset', renew);
link.addEventListener('change', () => void renew());

code.addEventListener('keydown', (event) => {
  if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && !till.isRunning) void execute();
});

code.addEventListener('input', () => kept.write(code.value));
// What the program left to itself, such as a promise that nobody waits for.
const uncaught = (thrown: unknown): void => {
  for (const line of troubles(thrown, language)) output.print(`${text.unhandled}: ${line}`, 'bad');
};
addEventListener('error', ({ error, message }) => uncaught(error ?? message));
addEventListener('unhandledrejection', ({ reason }) => uncaught(reason));

code.value = kept.read();
show();
document.documentElement.dataset['ready'] = 'true';
