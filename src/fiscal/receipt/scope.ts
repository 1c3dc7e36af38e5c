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
  /** Texts, contacts and kopecks of VAT stay as they were given: see `receiptAsGiven()`. */
  readonly asGiven: boolean;

  constructor({ cutNames = false, asGiven = false }: { cutNames?: boolean; asGiven?: boolean } = {}) {
    this.cutNames = cutNames;
    this.asGiven = asGiven;
  }
}

/** A place inside the input, such as `items[2].price`, and where its problems are collected. */
export class Scope {
  readonly report: Report;
  readonly #outer: Scope | undefined;
  readonly #key: string | number;

  constructor(report: Report, outer?: Scope, key: string | number = '') {
    this.report = report;
    this.#outer = outer;
    this.#key = key;
  }

  /** Made when it is asked for: most places have no problems. */
  get path(): string {
    const outer = this.#outer?.path ?? '';
    if (typeof this.#key === 'number') return `${outer}[${this.#key}]`;
    return outer ? `${outer}.${this.#key}` : this.#key;
  }

  at(key: string | number): Scope {
    return new Scope(this.report, this, key);
  }

  /** This very place has a problem already: nothing more can be said of it. */
  get reported(): boolean {
    const { problems } = this.report;
    if (problems.length === 0) return false;
    const own = this.path;
    return problems.some(({ path }) => path === own);
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
