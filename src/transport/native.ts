import { ConnectionError } from '../errors.js';

/** Packages with native code that are installed only by those who need them. */
const OPTIONAL_PACKAGES = {
  serialport: { version: '13', ru: 'последовательного порта' },
  usb: { version: '3', ru: 'USB' },
} as const;

type OptionalPackage = keyof typeof OPTIONAL_PACKAGES;

/**
 * Imports an optional package. Its name is no literal here, so that bundlers leave it alone: native code cannot be bundled,
 * and who uses TCP only has none of these packages.
 *
 * @throws ConnectionError `CONNECT_FAILED` that says what to install.
 */
export function importOptional<T>(name: OptionalPackage): Promise<T> {
  return loadOptional(name, () => import(/* webpackIgnore: true */ /* @vite-ignore */ name));
}

/**
 * Runs the import of an optional package.
 *
 * @throws ConnectionError `CONNECT_FAILED` that says what to install.
 */
export async function loadOptional<T>(name: OptionalPackage, load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (error) {
    const { version, ru } = OPTIONAL_PACKAGES[name];
    const code = (error as NodeJS.ErrnoException).code;
    const missing = code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND';
    const reason = missing
      ? `пакет ${name} не установлен`
      : `пакет ${name} не загрузился (${(error as Error).message})`;
    throw new ConnectionError(
      'CONNECT_FAILED',
      `Для ${ru} нужен пакет ${name} версии ${version}: ${reason}. Установите его: npm install ${name}@${version}`,
      { cause: error, outcome: 'not-sent' },
    );
  }
}
