import { DeviceError } from '../../errors.js';
import { needText } from '../../util/arguments.js';
import { lazily } from '../../util/lazily.js';
import { classicStatusOf } from './data/classic-status.js';
import { noCashRow, type P5ErrorRow, p5ErrorRows } from './data/errors.js';

/** What is known of an error of the second protocol. */
export interface P5ErrorInfo {
  /** Two characters, such as `3a`. */
  readonly code: string;
  /** camelCase English name, the classic protocol's where the meaning is the same; `unknown` when nobody knows the code. */
  readonly name: string;
  readonly ru: string;
  readonly en: string;
  /** Number of the same error in the vendor's driver; null when that driver does not know it. */
  readonly driverCode: number | null;
}

type Row = (typeof p5ErrorRows)[number] | typeof noCashRow;

/** camelCase name of an error. */
export type P5ErrorName = Row[1];

const byCode = lazily(() => new Map(p5ErrorRows.map((row: P5ErrorRow) => [row[0], row])));
const byName = lazily(() => {
  const codes = new Map<string, string>();
  for (const [code, name] of [...p5ErrorRows, noCashRow]) if (!codes.has(name)) codes.set(name, code);
  return codes;
});

/** The first code with this name: `p5ErrorCode('noPaper') === '12'`; undefined for a name of the classic protocol only. */
export function p5ErrorCode(name: P5ErrorName): string;
export function p5ErrorCode(name: string): string | undefined;
export function p5ErrorCode(name: string): string | undefined {
  return byName().get(name);
}

/** First character of the groups that count: `0`, then the byte after it, and so on. */
const FIRST = 0x30;
const LAST = 0x7f;
/** `0p` is about tag 1048. */
const FIRST_TAG = 1048;

/** Where `2b` says that there is not enough cash. */
const payingOut: readonly (string | undefined)[] = ['cashInOut', 'closeReceipt'];

/** Looks an error up by its two characters; what one of them means depends on the command. @throws ValidationError */
export function p5ErrorInfo(code: string, command?: string): P5ErrorInfo {
  needText(code, 'code');
  const row = code === noCashRow[0] && payingOut.includes(command) ? noCashRow : byCode().get(code);
  if (row) return infoOf(row);
  return (
    counted(code) ?? {
      code,
      name: 'unknown',
      ru: 'Неизвестная ошибка',
      en: 'unknown error',
      driverCode: null,
    }
  );
}

/** Every error of the second protocol that has a text of its own, once for each of its codes. */
export function p5Errors(): readonly P5ErrorInfo[] {
  return [...p5ErrorRows, noCashRow].map(infoOf);
}

function infoOf([code, name, driverCode, ru, en]: P5ErrorRow): P5ErrorInfo {
  return { code, name, ru, en, driverCode };
}

function counted(code: string): P5ErrorInfo | undefined {
  const byte = code.charCodeAt(0);
  if (byte < FIRST || byte > LAST) return undefined;
  switch (code[1]) {
    case '3':
      return {
        code,
        name: 'scriptEngine',
        ru: `Ошибка скриптового движка ККТ (${byte})`,
        en: `error of the register's script engine (${byte})`,
        driverCode: 170,
      };
    case 'p': {
      const tag = FIRST_TAG + byte - FIRST;
      return {
        code,
        name: 'attributeRefused',
        ru: `Ошибка программирования реквизита ${tag}`,
        en: `attribute ${tag} was refused`,
        driverCode: 148,
      };
    }
    case 'H': {
      const hex = `48${byte.toString(16).toUpperCase()}h`;
      return {
        code,
        name: 'userScript',
        ru: `Ошибка скрипта ККТ (${hex})`,
        en: `error of a script in the register (${hex})`,
        driverCode: 1000 + byte,
      };
    }
    default:
      return undefined;
  }
}

/**
 * The error object for a refusal. `status` is the byte that the classic protocol has for the same meaning, so that a till need not know
 * which protocol is below; where there is none it is both characters as a number above FFh. `deviceCode` is what came.
 */
export function p5Error(code: string, command?: string): DeviceError {
  const { name, ru, en } = p5ErrorInfo(code, command);
  const own = (code.charCodeAt(0) << 8) | code.charCodeAt(1);
  const { status = own, extended } = classicStatusOf(name) ?? {};
  return new DeviceError({
    status,
    extended,
    deviceCode: code,
    statusName: name,
    textRu: ru,
    textEn: en,
    command,
  });
}
