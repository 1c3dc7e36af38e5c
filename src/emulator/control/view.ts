import { decodeDocument } from '../../fiscal/document.js';
import { fieldValue } from '../../fiscal/fields.js';
import { toHex } from '../../util/hex.js';
import { modelRows } from '../data/models.js';
import type { Emulator } from '../emulator.js';
import type { EmulatorEvent } from '../observe/events.js';
import { eventText } from '../observe/trace.js';
import type { PaperItem } from '../paper/items.js';

/** What `GET /state` tells. */
export function stateOf(emulator: Emulator): object {
  const { fn, ofd, power, state, now, serialNumber, registration, model, paper, faults } = emulator;
  const { receipt, mode, cash, interruptedZ, printed, lastError, operation } = state;
  const { title, printer, drawer } = modelRows[model];
  return {
    now,
    model,
    title,
    serialNumber,
    power: power.isOn ? 'on' : 'off',
    mode,
    shift: fn.state.shift,
    receipt: receipt && { type: receipt.type, items: receipt.items.length, payments: receipt.payments },
    display: receipt ? receipt.items.reduce((sum, { total }) => sum + total, 0) : state.shownSum,
    cash,
    drawer: drawer ? (state.drawerOpened ? 'open' : 'closed') : 'none',
    paper: printer
      ? { trouble: paper.trouble ?? null, nearEnd: paper.nearEnd, printedLines: paper.printedLines }
      : null,
    operation,
    interruptedZ,
    printed,
    lastError,
    registration,
    fn: {
      number: fn.number,
      present: fn.present,
      phase: fn.phase,
      last: fn.state.last,
      capacity: fn.capacity,
      keyDaysLeft: fn.keyDaysLeft(now),
      queue: fn.queue(),
    },
    ofd: ofd.errors,
    faults: faults.list,
  };
}

/** A document in a list. */
interface Head {
  readonly number: number;
  readonly form: number;
  readonly name: string;
  readonly dateTime: string;
  readonly fiscalSign: number;
  readonly totalKopecks: number | undefined;
  /** When the operator took it. */
  readonly ticket: string | undefined;
}

const DOCUMENTS = 40;
const SHEETS = 12;

/** What the page shows, asked for again and again by one reader. */
export class View {
  readonly #emulator: Emulator;
  #heads = new Map<string, Omit<Head, 'ticket'>>();

  constructor(emulator: Emulator) {
    this.#emulator = emulator;
  }

  read(): object {
    return { state: stateOf(this.#emulator), documents: this.#documents(), sheets: sheetsOf(this.#emulator) };
  }

  #documents(): Head[] {
    const { fn } = this.#emulator;
    const heads = new Map<string, Omit<Head, 'ticket'>>();
    const list = fn
      .documents()
      .slice(-DOCUMENTS)
      .map((stored): Head => {
        const { number, form, dateTime, fiscalSign } = stored;
        const key = `${fn.number} ${number} ${dateTime} ${fiscalSign}`;
        const head = this.#heads.get(key) ?? headOf(stored, form);
        heads.set(key, head);
        return { ...head, ticket: fn.ticket(number)?.dateTime };
      });
    this.#heads = heads;
    return list;
  }
}

function headOf(
  {
    number,
    dateTime,
    fiscalSign,
    bytes,
  }: Pick<Head, 'number' | 'dateTime' | 'fiscalSign'> & { bytes: Uint8Array },
  form: number,
): Omit<Head, 'ticket'> {
  const document = decodeDocument(bytes);
  const totalKopecks = fieldValue(document, 'totalSum');
  return { number, form, name: document.name, dateTime, fiscalSign, totalKopecks };
}

const ids = new WeakMap<PaperItem, number>();
let lastId = 0;

/** The last pieces of paper; the version of one changes with what is on it. */
function sheetsOf({ paper }: Emulator): { sheet: number; version: string }[] {
  const { sheets } = paper;
  return sheets
    .map(({ items }, index) => {
      const [first] = items;
      const id = (first && ids.get(first)) ?? ++lastId;
      if (first) ids.set(first, id);
      return { sheet: index + 1, version: `${id}.${items.length}` };
    })
    .slice(-SHEETS);
}

/** A command on the page: its name, what became of it, and the bytes of both directions. */
export function commandOf(event: EmulatorEvent): object | undefined {
  if (event.type === 'command' || event.type === 'printed') return undefined;
  const { sequence, dateTime, type } = event;
  const text = eventText(event);
  if (type !== 'answer') return { sequence, dateTime, text };
  const { message, bytes, name, error } = event;
  return {
    sequence,
    dateTime,
    text,
    name: name ?? '?',
    refused: error !== undefined,
    sent: toHex(message),
    answered: toHex(bytes),
  };
}
