import type { ServerResponse } from 'node:http';
import { type Problem, ValidationError } from '../../errors.js';
import { decodeDocument } from '../../fiscal/document.js';
import { renderReceiptSvg } from '../../fiscal/render/svg.js';
import type { Emulator } from '../emulator.js';
import { checkChaos } from '../faults/chaos.js';
import { checkFault } from '../faults/check-fault.js';
import { checkScenario } from '../faults/scenario.js';
import type { StoredDocument } from '../fn/state.js';
import { eventText } from '../observe/trace.js';
import type { Sheet } from '../paper/sheet.js';
import { printerTroubles } from '../printer/trouble.js';
import type { EmulatorSnapshot } from '../snapshot.js';
import { stateOf } from './view.js';

export interface Call {
  /** Parsed JSON of a POST. */
  readonly body: unknown;
  /** What stands behind the second slash. */
  readonly key: string | undefined;
  readonly search: URLSearchParams;
}

export interface Reply {
  /** Default 200. */
  readonly status?: number | undefined;
  readonly body?: unknown;
  /** Instead of JSON. */
  readonly text?: string | Uint8Array | undefined;
  /** Media type of `text`. Default plain text. */
  readonly type?: string | undefined;
  /** Instead of all that: goes on answering. */
  readonly stream?: ((response: ServerResponse) => void) | undefined;
}

type Route = (emulator: Emulator, call: Call) => Reply | Promise<Reply>;

const SVG = 'image/svg+xml; charset=utf-8';
/** Of a picture of all the paper: a roll of it would be a picture of many megabytes. */
const ITEMS_SHOWN = 3000;

const OK: Reply = { body: { ok: true } };
/** The fault that POST /paper makes. */
const PAPER = 'paper';

/** What the endpoint knows: first part of the path, then the method. */
export const routes: Readonly<Record<string, Readonly<Record<string, Route>>>> = {
  '': {
    GET: () => ({
      body: {
        routes: Object.entries(routes).flatMap(([path, methods]) =>
          Object.keys(methods).map((method) => `${method} /${path}`),
        ),
      },
    }),
  },
  live: { GET: () => OK },
  state: { GET: (emulator) => ({ body: stateOf(emulator) }) },
  documents: {
    GET(emulator, { key, search }) {
      if (key === undefined) {
        const from = numberOf(search.get('from') ?? '1', 'from');
        const documents = emulator.fn.documents().filter(({ number }) => number >= from);
        return { body: { documents: documents.map(documentOf) } };
      }
      const [, number = '', picture] = /^(.*?)(\.svg)?$/s.exec(key) ?? [];
      const document = emulator.fn.document(numberOf(number, 'document'));
      if (document && picture) return { text: renderReceiptSvg(decodeDocument(document.bytes)), type: SVG };
      return document ? { body: documentOf(document) } : missing(`документа № ${key}`);
    },
  },
  tape: { GET: (emulator) => ({ body: { lines: emulator.tape } }) },
  trace: { GET: (emulator) => ({ text: emulator.trace() }) },
  events: {
    GET(emulator, { search }) {
      const since = numberOf(search.get('since') ?? '0', 'since');
      const events = emulator.events.recent.filter(({ sequence }) => sequence > since);
      return { body: { events: events.map((event) => ({ ...event, text: eventText(event) })) } };
    },
  },
  faults: {
    GET: ({ faults }) => ({ body: { faults: faults.list } }),
    POST({ faults }, { body }) {
      const given: unknown[] = Array.isArray(body) ? body : [body];
      // All of them or none.
      const checked = given.map((fault) => checkFault(fault));
      return { status: 201, body: { ids: checked.map((fault) => faults.put(fault)) } };
    },
    DELETE({ faults }, { key }) {
      if (key === undefined) faults.clear();
      else if (!faults.remove(key)) return missing(`сбоя ${key}`);
      return OK;
    },
  },
  scenario: {
    POST({ faults }, { body }) {
      faults.play(checkScenario(body));
      return { status: 201, ...OK };
    },
  },
  chaos: {
    POST({ faults }, { body }) {
      faults.chaos(checkChaos(body));
      return { status: 201, ...OK };
    },
  },
  power: {
    async POST({ power }, { body }) {
      const { state, memory } = fields(body, { state: ['off', 'on'], memory: ['kept', 'lost', undefined] });
      if (state === 'off') await power.off({ memory: memory as 'kept' | 'lost' | undefined });
      else await power.on();
      return { body: { power: power.isOn ? 'on' : 'off' } };
    },
  },
  reset: {
    async POST(emulator) {
      await emulator.reset();
      return OK;
    },
  },
  snapshots: {
    POST(emulator) {
      const kept = snapshotsOf(emulator);
      const id = `snapshot-${kept.size + 1}`;
      kept.set(id, emulator.snapshot());
      return { status: 201, body: { id } };
    },
  },
  restore: {
    async POST(emulator, { key }) {
      const snapshot = snapshotsOf(emulator).get(key ?? '');
      if (!snapshot) return missing(`снимка ${key ?? ''}`);
      await emulator.restore(snapshot);
      return OK;
    },
  },
  clock: {
    GET: ({ now }) => ({ body: { now } }),
    POST(emulator, { body }) {
      const { advanceMs, now } = (body ?? {}) as { advanceMs?: unknown; now?: unknown };
      const remove = emulator.faults.add(checkFault({ id: 'clock', clock: advanceMs ?? now ?? null }));
      remove();
      return { body: { now: emulator.now } };
    },
  },
  'paper.png': {
    GET: (emulator, { search }) => {
      const sheet = sheetOf(emulator, search);
      return sheet ? { text: sheet.toPng(), type: 'image/png' } : missing('такого листа');
    },
  },
  'paper.svg': {
    GET: (emulator, { search }) => {
      const sheet = sheetOf(emulator, search);
      return sheet ? { text: sheet.toSvg(), type: SVG } : missing('такого листа');
    },
  },
  paper: {
    POST({ faults }, { body }) {
      const { state } = fields(body, { state: ['ok', 'nearEnd', ...Object.keys(printerTroubles)] });
      faults.remove(PAPER);
      if (state !== 'ok') faults.add(checkFault({ id: PAPER, paper: state }));
      return { body: { paper: state } };
    },
  },
};

const snapshots = new WeakMap<Emulator, Map<string, EmulatorSnapshot>>();

function snapshotsOf(emulator: Emulator): Map<string, EmulatorSnapshot> {
  const kept = snapshots.get(emulator) ?? new Map<string, EmulatorSnapshot>();
  snapshots.set(emulator, kept);
  return kept;
}

/** `sheet=2`, `sheet=last`, or the end of all the paper. */
function sheetOf({ paper }: Emulator, search: URLSearchParams): Sheet | undefined {
  const asked = search.get('sheet');
  if (asked === 'last') return paper.lastSheet;
  return asked === null ? paper.lastSheetOf(ITEMS_SHOWN) : paper.sheets[numberOf(asked, 'sheet') - 1];
}

function documentOf({ number, form, dateTime, fiscalSign, bytes }: StoredDocument): object {
  return { number, form, dateTime, fiscalSign, bytes, document: decodeDocument(bytes) };
}

function missing(what: string): Reply {
  return {
    status: 404,
    body: { error: { name: 'ControlError', code: 'NOT_FOUND', message: `Нет ${what}` } },
  };
}

/** Of documents and events. */
function numberOf(text: string, path: string): number {
  const number = Number(text);
  if (/^\d{1,15}$/.test(text)) return number;
  const [ru, en] = ['целое число от 0', 'an integer from 0'];
  throw new ValidationError([{ path, code: 'CONTROL', ru, en, value: text }], 'Неверный запрос');
}

/** Strings of a JSON object, each one of those that are allowed. */
function fields(
  body: unknown,
  allowed: Readonly<Record<string, readonly (string | undefined)[]>>,
): Record<string, string | undefined> {
  const given = (typeof body === 'object' && body !== null ? body : {}) as Record<string, string | undefined>;
  const wrong: Problem[] = Object.entries(allowed)
    .filter(([name, values]) => !values.includes(given[name]))
    .map(([name, values]) => {
      const list = values.filter((value) => value !== undefined).join(', ');
      return {
        path: name,
        code: 'CONTROL',
        ru: `одно из: ${list}`,
        en: `one of: ${list}`,
        value: given[name],
      };
    });
  if (wrong.length > 0) throw new ValidationError(wrong, 'Неверный запрос');
  return given;
}
