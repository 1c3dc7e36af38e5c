import { documentForms } from '../../fiscal/all-tags.js';
import { decodeDocument } from '../../fiscal/document.js';
import { fieldValue } from '../../fiscal/fields.js';
import { formatKopecks } from '../../fiscal/money.js';
import { registerByNumber } from '../../protocol/classic/registers.js';
import { toHex } from '../../util/hex.js';
import type { StoredDocument } from '../fn/state.js';
import type { EmulatorEvent, EmulatorEvents } from './events.js';

const WIDTH = 160;

/** The last events of a register as text, for a person who looks at a failed test. */
export function traceText({ recent }: EmulatorEvents): string {
  const [oldest] = recent;
  const before = (oldest?.sequence ?? 1) - 1;
  const lines = before > 0 ? [`… ${before} earlier events`] : [];
  let last = '';
  let repeats = 0;
  const flush = (): void => {
    if (repeats > 0) lines.push(`          (${repeats} more like this)`);
    repeats = 0;
  };
  for (const event of recent) {
    // Every command is told once more by its answer.
    if (event.type === 'command') continue;
    const text = eventText(event);
    if (text === last) {
      repeats++;
      continue;
    }
    flush();
    last = text;
    const [first = '', ...more] = text.split('\n');
    lines.push(`${event.dateTime.slice(11)}  ${first}`, ...more.map((line) => `          ${line}`));
  }
  flush();
  return `${lines.join('\n')}\n`;
}

/** One event, one line; printed lines have one each. */
export function eventText(event: EmulatorEvent): string {
  switch (event.type) {
    case 'command':
      return `> ${event.name ?? 'unknown command'}`;
    case 'answer':
      return answerText(event);
    case 'document':
      return `= ${documentText(event.document)}`;
    case 'printed':
      return event.lines.map((line) => `| ${line}`).join('\n');
    case 'fault':
      return `! ${event.id}${event.command ? ` at ${event.command}` : ''}: ${event.text}`;
    case 'line':
      return `- line ${event.line} ${event.state}`;
    case 'power':
      return `- power ${event.state}`;
    case 'ofd':
      return `- document ${event.documentNumber} ${event.accepted ? 'accepted by the operator' : `not sent: ${event.error}`}`;
  }
}

function answerText({
  name,
  request,
  answer,
  error,
  message,
  ms,
}: EmulatorEvent & { type: 'answer' }): string {
  const called = name
    ? `${name} ${askedText(name, request)}`
    : `unknown command ${toHex(message.subarray(2))}`;
  const outcome = error
    ? `REFUSED ${code(error.status)}${error.extended === undefined ? '' : `/${code(error.extended)}`} ${error.textRu}`
    : brief(answer) || 'ok';
  return `> ${called.trimEnd()} → ${outcome}${ms > 0 ? ` (${ms} ms)` : ''}`;
}

/** Registers by name: their numbers tell nobody anything. */
function askedText(name: string, request: unknown): string {
  if (name !== 'readRegister') return brief(request);
  const { register, p1, p2 } = request as { register: number; p1: number; p2: number };
  const parameters = p1 || p2 ? ` ${p1} ${p2}` : '';
  return `${registerByNumber(register)?.name ?? code(register)}${parameters}`;
}

/** `№ 3 кассовый чек 2026-03-02T09:00 100.00 ФП 12345`. */
export function documentText({ number, form, dateTime, fiscalSign, bytes }: StoredDocument): string {
  const title = documentForms.find((known) => known.code === form)?.nameRu ?? `form ${form}`;
  const total = fieldValue(decodeDocument(bytes), 'totalSum');
  const sum = total === undefined ? '' : ` ${formatKopecks(total)}`;
  return `ФД № ${number} ${title}${sum}, ${dateTime}, ФП ${fiscalSign}`;
}

/** A value on one short line; bytes as hex. */
export function brief(value: unknown): string {
  if (value === undefined || value === null) return '';
  const text = JSON.stringify(value, (_, part: unknown) =>
    part instanceof Uint8Array ? toHex(part, '') : typeof part === 'bigint' ? String(part) : part,
  );
  if (text === '{}') return '';
  return text.length > WIDTH ? `${text.slice(0, WIDTH - 1)}…` : text;
}

function code(value: number): string {
  const hex = value.toString(16).toUpperCase();
  return hex.padStart(hex.length + (hex.length % 2), '0');
}
