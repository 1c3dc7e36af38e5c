import { html } from './html.js';
import { script } from './script.js';
import { style } from './style.js';
import { texts } from './texts.js';

interface PageFile {
  readonly text: string;
  readonly type: string;
}

/** The page that a person sees, by path: no more than the browser needs, and nothing from elsewhere. */
export const pageFiles: Readonly<Record<string, PageFile>> = {
  '': { text: html, type: 'text/html; charset=utf-8' },
  'page.css': { text: style, type: 'text/css; charset=utf-8' },
  'page.js': {
    text: `const TEXTS = ${JSON.stringify(texts)};\n${script}`,
    type: 'text/javascript; charset=utf-8',
  },
};
