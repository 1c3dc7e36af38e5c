import { barcodeType } from '../../protocol/classic/commands/print.js';
import { decodeCp1251 } from '../../protocol/text.js';
import type { BarcodeDraft } from '../device/state.js';
import type { Align, CodeItem } from '../paper/items.js';

const aligns: readonly Align[] = ['left', 'left', 'center', 'right'];
/** PDF417, first byte of the options: the level counts. */
const WITH_CORRECTION = 0x10;

/** A code as commands C1 and C2 describe it; `qrCorrection` is the register's own choice. */
export function codeItem(draft: BarcodeDraft, qrCorrection: number): CodeItem {
  // Blocks are filled up with zeroes.
  const end = draft.data.findLastIndex((byte) => byte !== 0) + 1;
  const data = Uint8Array.from(draft.data.slice(0, end));
  const common = {
    kind: 'code',
    data,
    text: decodeCp1251(data),
    align: aligns[draft.align] ?? 'center',
    scale: draft.scale,
  } as const;
  if (draft.type === barcodeType.pdf417) {
    const counts = ((draft.options[0] ?? 0) & WITH_CORRECTION) !== 0;
    const correction = counts ? Math.min(draft.correction, 8) : undefined;
    return { ...common, code: 'pdf417', columns: draft.columns, correction };
  }
  const version = draft.version >> 8;
  return {
    ...common,
    code: 'qr',
    correction: draft.correction || qrCorrection,
    ...(version > 0 ? { version } : {}),
  };
}
