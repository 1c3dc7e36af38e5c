/** What a till may give as `services.print`: HTML into PDF files, or into the folder that a printer watches. */
import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { copyFile, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import type { PrintJob } from 'fiscal-plugin';

type Print = (plugin: string, job: PrintJob) => Promise<void>;

const PDF_MS = 60_000;

/**
 * Makes a PDF of each document with a Chromium (or Chrome, or Edge) of this computer.
 *
 * @param chromium its program.
 * @param folder of the PDF files; made if it is missing.
 * @param args for the program besides, such as `--no-sandbox` in a container.
 */
export function pdfPrinter(chromium: string, folder: string, args: readonly string[] = []): Print {
  return async (plugin, job) => {
    const work = await mkdtemp(join(tmpdir(), 'fiscal-paper-'));
    try {
      const [page, pdf] = [join(work, 'page.html'), join(work, 'page.pdf')];
      await writeFile(page, htmlOf(job));
      await promisify(execFile)(
        chromium,
        [
          '--headless',
          '--disable-gpu',
          '--no-pdf-header-footer',
          // What a plug-in prints asks nothing of anybody.
          '--host-resolver-rules=MAP * ~NOTFOUND',
          `--user-data-dir=${join(work, 'profile')}`,
          `--print-to-pdf=${pdf}`,
          ...args,
          pathToFileURL(page).href,
        ],
        { timeout: PDF_MS },
      );
      await mkdir(folder, { recursive: true });
      await moved(pdf, join(folder, `${nameOf(plugin, job)}.pdf`));
    } finally {
      await rm(work, { recursive: true, force: true, maxRetries: 5 });
    }
  };
}

/** Puts each document, and each copy of it, into a folder that a printer's program watches. */
export function folderPrinter(folder: string): Print {
  return async (plugin, job) => {
    await mkdir(folder, { recursive: true });
    for (let copy = 0; copy < (job.copies ?? 1); copy += 1) {
      const path = join(folder, `${nameOf(plugin, job)}.html`);
      // The printer must not see half of it.
      await writeFile(`${path}.tmp`, htmlOf(job));
      await rename(`${path}.tmp`, path);
    }
  };
}

function htmlOf({ title, html, text = '' }: PrintJob): string {
  const escaped = (plain: string) => plain.replace(/[&<>]/g, (character) => `&#${character.charCodeAt(0)};`);
  return (
    html ?? `<!doctype html><meta charset="utf-8"><title>${escaped(title)}</title><pre>${escaped(text)}</pre>`
  );
}

/** No two documents share a file, and no title leads out of the folder. */
function nameOf(plugin: string, { title }: PrintJob): string {
  return `${plugin}-${title.replace(/[^\p{L}\p{N}]+/gu, '-').slice(0, 60)}-${randomUUID().slice(0, 8)}`;
}

/** Into another file system, too. */
async function moved(from: string, to: string): Promise<void> {
  await copyFile(from, `${to}.tmp`);
  await rename(`${to}.tmp`, to);
}
