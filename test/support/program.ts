import { rolldown } from 'rolldown';

/** Translates a program of the tests, with everything that it imports, to one file that plain Node runs. */
export async function translate(entry: string, file: string): Promise<void> {
  const bundle = await rolldown({
    input: entry,
    platform: 'node',
    tsconfig: false,
    // Native code stays outside; nobody here needs the rest.
    external: ['serialport', 'usb', 'jsbarcode'],
    resolve: { extensionAlias: { '.js': ['.ts', '.js'] } },
    transform: { target: 'node20' },
  });
  await bundle.write({ file, format: 'esm', codeSplitting: false, sourcemap: 'inline' });
  await bundle.close();
}
