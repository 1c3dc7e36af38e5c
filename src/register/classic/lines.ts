import { ValidationError } from '../../errors.js';
import type { Receipt } from '../../fiscal/index.js';
import { PrintPage } from '../print/page.js';
import type { ThroughOptions } from '../session/call-options.js';
import type { Ground } from './ground.js';
import type { LaidOutLines } from './plan.js';
import { classicPress } from './press.js';
import type { PrintCall } from './print-call.js';
import { classicPrinting } from './printing.js';

/** The lines between the items as this register's paper takes them. */
export async function layOut(
  ground: Ground,
  { lines, electronic }: Receipt,
  options: ThroughOptions,
): Promise<LaidOutLines> {
  if (lines.length === 0 || electronic) return [];
  const printing = classicPrinting(ground);
  const geometry = {
    paper: () => printing.paper(options),
    pictureWidth: (number: number) => printing.pictureWidth(number, options),
  };
  const pages = await Promise.allSettled(lines.map(async ({ line }) => pageOf(line).layOut(geometry)));
  const failures = pages.flatMap((page, index) =>
    page.status === 'rejected' ? [{ error: page.reason, place: (lines[index]?.at ?? 0) + index }] : [],
  );
  if (failures.length > 0) throw firstOf(failures);
  return pages.flatMap((page) => (page.status === 'fulfilled' ? [page.value] : []));
}

/** By the order of the lines, not by what was found first; all that is wrong with the input is told at once, each by its line. */
function firstOf(failures: ReadonlyArray<{ readonly error: unknown; readonly place: number }>): unknown {
  if (!(failures[0]?.error instanceof ValidationError)) return failures[0]?.error;
  const problems = failures.flatMap(({ error, place }) =>
    error instanceof ValidationError
      ? error.problems.map((problem) => ({ ...problem, path: `items[${place}].${problem.path}` }))
      : [],
  );
  return new ValidationError(problems, 'Строку чека нельзя напечатать');
}

function pageOf(line: Receipt['lines'][number]['line']): PrintPage<PrintCall> {
  const page = new PrintPage(classicPress);
  const { align } = line;
  switch (line.type) {
    case 'text':
      return page.text(line.text, {
        align,
        doubleWidth: line.doubleWidth,
        doubleHeight: line.doubleHeight,
      });
    case 'picture':
      return page.storedPicture(line.number, { align });
    case 'barcode': {
      const { format, data, scale, height, caption: text } = line;
      if (format === 'qr') return page.qr(data, { align, scale });
      if (format === 'pdf417') return page.pdf417(data, { align, scale });
      return page.barcode(format, data, { align, scale, height, text });
    }
  }
}
