import type { Visit } from '../visit.js';
import { html, type Markup, type Part } from './html.js';
import { csrfField } from './layout.js';
import type { Tone } from './names.js';

export function badge(text: string, tone: Tone): Markup {
  return html`<span class="badge ${tone}">${text}</span>`;
}

/** A named region of a page. */
export function card(
  title: string | undefined,
  body: Part,
  options: { id?: string; live?: boolean; className?: string } = {},
): Markup {
  const { id, live, className = '' } = options;
  return html`<section class="card ${className}"${id !== undefined && html` id="${id}"`}${live === true && html` data-live`}>${title !== undefined && html`<h2>${title}</h2>`}${body}</section>`;
}

/** Names and what they are; nothing of what is undefined. */
export function facts(rows: readonly (readonly [name: string, value: Part])[]): Markup {
  const known = rows.filter(([, value]) => value !== undefined && value !== '' && value !== false);
  return html`<dl class="facts">${known.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
}

export interface Column {
  readonly title: string;
  /** Numbers stand to the right. */
  readonly number?: boolean;
}

/** Scrolls by itself where it is too wide. `caption`: read by screen readers. */
export function table(
  caption: string,
  columns: readonly Column[],
  rows: readonly (readonly Part[])[],
  empty: string,
): Markup {
  if (rows.length === 0) return html`<p class="empty">${empty}</p>`;
  const head = columns.map(
    ({ title, number }) => html`<th scope="col"${number && html` class="n"`}>${title}</th>`,
  );
  const body = rows.map(
    (row) =>
      html`<tr>${row.map((cell, index) => html`<td data-title="${columns[index]?.title ?? ''}"${columns[index]?.number && html` class="n"`}>${cell}</td>`)}</tr>`,
  );
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${caption}"><table><caption class="hidden">${caption}</caption><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table></div>`;
}

export interface FieldOptions {
  readonly value?: string | number | undefined;
  readonly type?: string;
  readonly hint?: string | undefined;
  readonly required?: boolean;
  readonly error?: string | undefined;
  /** Other attributes, written as they are. */
  readonly more?: Markup;
}

/** A labelled field with the place of its error. */
export function field(name: string, label: string, options: FieldOptions = {}): Markup {
  const { value = '', type = 'text', required = false, more = html`` } = options;
  return fieldBox(
    name,
    label,
    options,
    (described) =>
      html`<input name="${name}" id="f-${name}" type="${type}" value="${value}"${required && html` required`}${described}${more}>`,
  );
}

export function area(name: string, label: string, options: FieldOptions = {}): Markup {
  return fieldBox(
    name,
    label,
    options,
    (described) =>
      html`<textarea name="${name}" id="f-${name}" rows="3"${described}>${options.value}</textarea>`,
  );
}

export type Choice = readonly [value: string, text: string];

export function select(
  name: string,
  label: string,
  choices: readonly Choice[],
  options: FieldOptions = {},
): Markup {
  const { value } = options;
  const all = choices.map(
    ([one, text]) => html`<option value="${one}"${one === value && html` selected`}>${text}</option>`,
  );
  return fieldBox(
    name,
    label,
    options,
    (described) => html`<select name="${name}" id="f-${name}"${described}>${all}</select>`,
  );
}

function fieldBox(
  name: string,
  label: string,
  { hint, error, required = false }: FieldOptions,
  control: (described: Markup) => Markup,
): Markup {
  const described = html` aria-describedby="${hint !== undefined && `h-${name} `}e-${name}"${error !== undefined && html` aria-invalid="true"`}`;
  return html`<div class="field"><label for="f-${name}">${label}${required && html` <span aria-hidden="true">*</span>`}</label>${control(described)}${hint !== undefined && html`<small id="h-${name}">${hint}</small>`}<span class="error" id="e-${name}">${error}</span></div>`;
}

export function tick(
  name: string,
  label: string,
  checked: boolean,
  options: { value?: string; required?: boolean } = {},
): Markup {
  const { value = 'on', required = false } = options;
  return html`<label class="tick"><input type="checkbox" name="${name}" value="${value}"${checked && html` checked`}${required && html` required`}> <span>${label}</span></label>`;
}

/** A form of one button. */
export function button(
  visit: Visit,
  to: string,
  text: string,
  options: { tone?: 'main' | 'danger'; confirm?: string; fields?: Readonly<Record<string, string>> } = {},
): Markup {
  const { tone, confirm, fields = {} } = options;
  const hidden = Object.entries(fields).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`,
  );
  return html`<form method="post" action="${to}"${confirm !== undefined && html` data-confirm="${confirm}"`}>${csrfField(visit)}${hidden}<button${tone && html` class="${tone}"`}>${text}</button></form>`;
}

/** Something that has succeeded, or a problem of the whole page. */
export function notice(tone: Tone, text: Part): Markup {
  return html`<p class="notice ${tone}" role="${tone === 'bad' ? 'alert' : 'status'}">${text}</p>`;
}

/** Title of a page with what can be done there. */
export function head(title: string, actions: Part = undefined, above: Part = undefined): Markup {
  return html`<div class="head"><div>${above && html`<p class="above">${above}</p>`}<h1>${title}</h1></div>${actions && html`<div class="actions">${actions}</div>`}</div>`;
}
