import { faultOf } from '../contract/fault.js';
import type { Description } from '../contract/types.js';
import type { KitCase } from './cases/case.js';
import { CASES } from './cases/index.js';
import { hint } from './hint.js';
import { Stand, type StandOptions } from './stand.js';
import { counted, REPORT, type ReportLanguage, wordsOf } from './words.js';

/** What one case found. */
export interface CaseReport {
  readonly name: string;
  /** What the case proves, in a sentence. */
  readonly title: string;
  readonly verdict: 'passed' | 'failed' | 'skipped';
  /** Why it was skipped, or everything that is wrong. */
  readonly findings: readonly Finding[];
  readonly ms: number;
}

/** One thing that is wrong, with a stable code: `throws`, `hung`, `loses-keys`, `bad-answer` … */
export interface Finding {
  readonly code: string;
  readonly text: string;
}

export interface KitReport {
  readonly plugin: string;
  readonly version: string | undefined;
  readonly apiVersion: string | undefined;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly cases: readonly CaseReport[];
}

export interface KitOptions extends StandOptions {
  /** Only these cases. */
  readonly only?: readonly string[];
  readonly onCase?: (report: CaseReport) => void;
}

/** Names of the cases, in the order in which they run. */
export const CASE_NAMES: readonly string[] = CASES.map(({ name }) => name);

/** Runs every case of the conformance kit on a plug-in. @throws RangeError where `only` names none of its cases. */
export async function runKit(options: KitOptions): Promise<KitReport> {
  const strange = options.only?.find((name) => !CASE_NAMES.includes(name));
  if (strange !== undefined)
    throw new RangeError(`the kit has no case ${strange}; ${hint(strange, CASE_NAMES)}`);
  const cases: CaseReport[] = [];
  let starts = true;
  let told: Description | undefined;
  for (const kitCase of CASES) {
    if (options.only !== undefined && !options.only.includes(kitCase.name)) continue;
    const report = await runCase(kitCase, options, starts, (description) => {
      told = description;
    });
    if (kitCase.needsStart === false && report.verdict === 'failed') starts = false;
    cases.push(report);
    options.onCase?.(report);
  }
  const count = (verdict: CaseReport['verdict']) =>
    cases.filter((report) => report.verdict === verdict).length;
  return {
    plugin: options.setup.id,
    version: told?.version,
    apiVersion: told?.apiVersion,
    passed: count('passed'),
    failed: count('failed'),
    skipped: count('skipped'),
    cases,
  };
}

async function runCase(
  kitCase: KitCase,
  options: KitOptions,
  starts: boolean,
  describes: (description: Description) => void,
): Promise<CaseReport> {
  const began = performance.now();
  const findings: Finding[] = [];
  const report = (verdict: CaseReport['verdict']): CaseReport => ({
    name: kitCase.name,
    title: kitCase.title.en,
    verdict,
    findings,
    ms: Math.round(performance.now() - began),
  });
  if (!starts && kitCase.needsStart !== false) {
    findings.push({ code: 'not-started', text: 'the plug-in does not start' });
    return report('skipped');
  }
  const found = (code: string, text: string) => {
    if (!findings.some((known) => known.code === code && known.text === text)) findings.push({ code, text });
  };
  const stand = await Stand.open(options);
  try {
    if (kitCase.needsStart !== false) {
      const started = await stand.init();
      if (started.outcome === 'refused') found('init-refused', started.fault.message);
      describes(await stand.describe());
    }
    const skipped = await kitCase.run(stand, found, options);
    if (kitCase.needsStart === false) describes(await stand.describe());
    // What the plug-in still says behind its last answer arrives before the answer to this.
    if (findings.length === 0) await stand.call('health', {});
    if (skipped !== undefined && findings.length === 0) {
      findings.push({ code: 'skipped', text: skipped.skipped });
      return report('skipped');
    }
  } catch (error) {
    const reason = faultOf(error);
    found(reason.code, reason.message);
  } finally {
    // A plug-in's faults that the host bridged over for the till are still its faults.
    for (const event of stand.events) {
      if (event.kind !== 'fault' || event.fault.whose !== 'plugin') continue;
      if (kitCase.kills !== true || event.fault.code !== 'crashed') {
        found(event.fault.code, event.fault.message);
      }
    }
    await stand.close();
  }
  return report(findings.length === 0 ? 'passed' : 'failed');
}

/**
 * The report as text: a line a case, and below it what is wrong, in words for the plug-in's author.
 *
 * @param language `en` by default; details that the plug-in itself told stay as they are.
 */
export function kitText(report: KitReport, language: ReportLanguage = 'en'): string {
  const titles = new Map(CASES.map(({ name, title }) => [name, title[language]]));
  const lines = report.cases.flatMap(({ name, title, verdict, findings, ms }) => [
    `${REPORT[verdict][language].padEnd(8)}${name.padEnd(16)} ${titles.get(name) ?? title} (${ms} ms)`,
    ...causesFirst(findings).flatMap(([code, texts]) => [
      `          ${code}: ${wordsOf(code, language)}`,
      ...texts.map((text) => `            ${text.replaceAll('\n', '\n            ')}`),
    ]),
  ]);
  const { plugin, version, apiVersion, passed, failed, skipped } = report;
  const { contract, doesNotStart } = REPORT;
  const head = `${plugin} ${version ?? doesNotStart[language]}, ${contract[language]} ${apiVersion ?? '?'}`;
  return [head, ...lines, counted(passed, failed, skipped, language)].join('\n');
}

/** That an operation was not done is what came of the other faults: it stands behind them. */
function causesFirst(findings: readonly Finding[]): [code: string, texts: string[]][] {
  const grouped = new Map<string, string[]>();
  for (const { code, text } of findings) grouped.set(code, [...(grouped.get(code) ?? []), text]);
  const isSymptom = ([code]: [string, unknown]) => Number(code === 'not-done');
  return [...grouped].sort((one, other) => isSymptom(one) - isSymptom(other));
}
