import { html, type Markup } from '../html/html.js';

export interface Series {
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number])[];
}

export interface ChartOptions {
  /** What it shows, for people who do not see it. */
  readonly label: string;
  readonly series: readonly Series[];
  readonly x: (value: number) => string;
  readonly y: (value: number) => string;
  readonly xTitle?: string;
  /** The first series is filled down to the axis. */
  readonly area?: boolean;
  /** Values of x that stand out. */
  readonly marks?: readonly { readonly x: number; readonly text: string }[];
  /** The axis goes at least so far. */
  readonly least?: number;
  readonly height?: number;
}

const WIDTH = 720;
const LEFT = 64;
const RIGHT = 14;
const TOP = 14;
const BOTTOM = 42;

/** Lines over a common axis, as SVG without scripts or styles of its own. */
export function lineChart(options: ChartOptions): Markup {
  const { label, series, area = false, marks = [], least = 0, height = 260 } = options;
  const points = series.flatMap((one) => one.points).filter(([, y]) => Number.isFinite(y));
  if (points.length === 0) return html``;
  const xs = points.map(([x]) => x);
  const [low, high] = [Math.min(...xs), Math.max(...xs, Math.min(...xs) + 1e-9)];
  const top = roundUp(Math.max(least, ...points.map(([, y]) => y)) || 1);
  const px = (x: number): number => LEFT + ((x - low) / (high - low)) * (WIDTH - LEFT - RIGHT);
  const py = (y: number): number => height - BOTTOM - (y / top) * (height - TOP - BOTTOM);
  return html`<svg class="chart" role="img" aria-label="${label}" viewBox="0 0 ${WIDTH} ${height}">
${yAxis(top, py, options.y)}${xAxis(low, high, px, height, options)}
${area && series[0] && html`<path class="area" d="${areaPath(series[0], px, py)}"/>`}
${series.map((one, index) => html`<path class="l${index + 1}" d="${path(one, px, py)}"/>`)}
${marks.map(({ x, text }) => html`<path class="mark" d="M${at(px(x))} ${TOP}V${height - BOTTOM}"/><text x="${at(Math.min(px(x) + 5, WIDTH - 90))}" y="${TOP + 10}">${text}</text>`)}
</svg>${series.length > 1 && html`<ul class="legend" aria-hidden="true">${series.map(({ name }, index) => html`<li class="k${index + 1}">${name}</li>`)}</ul>`}`;
}

export interface Bar {
  readonly name: string;
  readonly value: number;
  /** A part of it that is shown apart, such as what failed. */
  readonly part?: number;
}

export interface BarOptions {
  readonly label: string;
  readonly bars: readonly Bar[];
  readonly y: (value: number) => string;
  readonly height?: number;
}

export function barChart({ label, bars, y, height = 220 }: BarOptions): Markup {
  if (bars.length === 0) return html``;
  const top = roundUp(Math.max(...bars.map(({ value }) => value)) || 1);
  const py = (value: number): number => height - BOTTOM - (value / top) * (height - TOP - BOTTOM);
  const step = (WIDTH - LEFT - RIGHT) / bars.length;
  const every = Math.ceil(bars.length / 12);
  const rect = (index: number, value: number, name: string): Markup =>
    html`<rect class="${name}" x="${at(LEFT + index * step + step * 0.12)}" y="${at(py(value))}" width="${at(Math.min(step * 0.76, 60))}" height="${at(Math.max(0, height - BOTTOM - py(value)))}" rx="2"/>`;
  return html`<svg class="chart" role="img" aria-label="${label}" viewBox="0 0 ${WIDTH} ${height}">${yAxis(top, py, y)}
${bars.map(({ value, part = 0 }, index) => html`${rect(index, value, 'f1')}${part > 0 && rect(index, part, 'f2')}`)}
${bars.map(({ name }, index) => index % every === 0 && html`<text x="${at(LEFT + index * step + step * 0.12 + Math.min(step * 0.76, 60) / 2)}" y="${height - BOTTOM + 18}" text-anchor="middle">${name}</text>`)}
<path class="axis" d="M${LEFT} ${height - BOTTOM}H${WIDTH - RIGHT}"/></svg>`;
}

/** A line without axes: how something went. */
export function sparkline(label: string, values: readonly number[]): Markup {
  if (values.length < 2) return html``;
  const top = Math.max(...values, 0.001);
  const x = (index: number): number => (index / (values.length - 1)) * 300;
  const y = (value: number): number => 56 - (value / top) * 50;
  const line = values
    .map((value, index) => `${index === 0 ? 'M' : 'L'}${at(x(index))} ${at(y(value))}`)
    .join('');
  return html`<svg class="chart spark" role="img" aria-label="${label}" viewBox="0 0 300 60" preserveAspectRatio="none"><path class="area" d="${line}L300 60L0 60z"/><path class="l1" d="${line}" vector-effect="non-scaling-stroke"/></svg>`;
}

type Place = (value: number) => number;

function yAxis(top: number, py: Place, text: (value: number) => string): Markup {
  const lines = [0, 0.25, 0.5, 0.75, 1].map((share) => share * top);
  return html`${lines.map((value) => html`<path class="axis" d="M${LEFT} ${at(py(value))}H${WIDTH - RIGHT}"/><text x="${LEFT - 8}" y="${at(py(value) + 4)}" text-anchor="end">${text(value)}</text>`)}`;
}

function xAxis(low: number, high: number, px: Place, height: number, { x, xTitle }: ChartOptions): Markup {
  const ticks = [0, 0.2, 0.4, 0.6, 0.8, 1].map((share) => low + share * (high - low));
  const shown = ticks.filter((value, index) => index === 0 || x(value) !== x(ticks[index - 1] ?? value));
  const anchor = (value: number): string => (value === high ? 'end' : value === low ? 'start' : 'middle');
  return html`${shown.map((value) => html`<text x="${at(px(value))}" y="${height - BOTTOM + 18}" text-anchor="${anchor(value)}">${x(value)}</text>`)}${xTitle !== undefined && html`<text x="${(WIDTH + LEFT) / 2}" y="${height - 6}" text-anchor="middle">${xTitle}</text>`}`;
}

function path({ points }: Series, px: Place, py: Place): string {
  let text = '';
  let pen = 'M';
  for (const [x, y] of points) {
    // What is not finite is not drawn.
    if (!Number.isFinite(y)) {
      pen = 'M';
      continue;
    }
    text += `${pen}${at(px(x))} ${at(py(y))}`;
    pen = 'L';
  }
  return text;
}

function areaPath(series: Series, px: Place, py: Place): string {
  const { points } = series;
  const [first, last] = [points[0], points.at(-1)];
  if (!first || !last) return '';
  return `${path(series, px, py)}L${at(px(last[0]))} ${at(py(0))}L${at(px(first[0]))} ${at(py(0))}z`;
}

function at(value: number): string {
  return String(Math.round(value * 10) / 10);
}

/** 1, 2, 4, 8 or 10 times a power of ten. */
function roundUp(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return ([1, 2, 4, 8, 10].find((one) => one * power >= value * 0.999999) ?? 10) * power;
}
