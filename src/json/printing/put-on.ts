import type { PrintPage } from '../../index.js';
import type { TaskContext } from '../kinds/context.js';
import { paperText } from '../reading/texts.js';
import type { BarcodeElement, PrintElement, TextElement } from './print-elements.js';
import { layOut } from './text-lines.js';

/** Half of the shortest line: what stands at the left and is not longer looks the same on every register. */
const FITS = 12;
export const SHORTEST_LINE = 2 * FITS;

export function dependsOnLine({ text, align }: Pick<TextElement, 'text' | 'align'>): boolean {
  return align !== 'left' || text.length > FITS;
}

export async function lineLength({ kkt, signal }: TaskContext): Promise<number> {
  return (await kkt.counters.read('lineLength', 0, 0, { signal })).chars;
}

/** Texts in the lines in which the driver prints them. */
export async function laidOutElements(
  elements: readonly PrintElement[],
  context: TaskContext,
): Promise<readonly PrintElement[]> {
  const isText = (element: PrintElement): element is TextElement => element.type === 'text';
  const depends = elements.some((element) => isText(element) && dependsOnLine(element));
  const chars = depends ? await lineLength(context) : SHORTEST_LINE;
  return elements.map((element) =>
    isText(element) ? { ...element, text: paperText(layOut(element.text, element, chars)) } : element,
  );
}

/** Puts elements on a page of the driver; their texts are laid out. */
export function putOn(page: PrintPage, elements: readonly PrintElement[]): PrintPage {
  for (const element of elements) {
    const { align } = element;
    switch (element.type) {
      case 'text': {
        const { text, doubleHeight, font } = element;
        page.text(text, { wrap: 'none', doubleHeight, font });
        break;
      }
      case 'barcode':
        putBarcode(page, element);
        break;
      case 'picture':
        page.storedPicture(element.number, { align });
        break;
      case 'pixels':
        page.picture(element.picture, { align });
        break;
    }
  }
  return page;
}

function putBarcode(page: PrintPage, element: BarcodeElement): void {
  const { format, data, align, scale, height, text } = element;
  const look = { align, ...(scale !== undefined && { scale }) };
  if (format === 'qr') page.qr(data, look);
  else if (format === 'pdf417') page.pdf417(data, look);
  else page.barcode(format, data, { ...look, text, ...(height !== undefined && { height }) });
}
