import type { Problem } from '../../errors.js';
import { presentable } from '../../util/presentable.js';

/** The rule in Russian and in English. */
export type Rule = readonly [ru: string, en: string];

/** Everything found wrong with one input. */
export class Report {
  readonly problems: Problem[] = [];
  readonly warnings: Problem[] = [];
  /** Names that are too long are cut, with a warning. */
  readonly cutNames: boolean;

  constructor(cutNames = false) {
    this.cutNames = cutNames;
  }
}

/** A place inside the input, such as `items[2].price`, and where its problems are collected. */
export class Scope {
  readonly report: Report;
  readonly path: string;

  constructor(report: Report, path = '') {
    this.report = report;
    this.path = path;
  }

  at(key: string | number): Scope {
    const step = typeof key === 'number' ? `[${key}]` : this.path ? `.${key}` : key;
    return new Scope(this.report, this.path + step);
  }

  /** This very place has a problem already: nothing more can be said of it. */
  get reported(): boolean {
    return this.report.problems.some(({ path }) => path === this.path);
  }

  problem(code: string, [ru, en]: Rule, value?: unknown, tag?: number): undefined {
    this.report.problems.push(finding(this.path, code, ru, en, value, tag));
  }

  warning(code: string, [ru, en]: Rule, value?: unknown, tag?: number): void {
    this.report.warnings.push(finding(this.path, code, ru, en, value, tag));
  }
}

function finding(
  path: string,
  code: string,
  ru: string,
  en: string,
  value: unknown,
  tag: number | undefined,
): Problem {
  return {
    path,
    code,
    ...(tag !== undefined && { tag }),
    ru,
    en,
    ...(value !== undefined && { value: presentable(value) }),
  };
}
