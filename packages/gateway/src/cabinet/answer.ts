import type { Markup } from './html/html.js';

/** What a route answers with. */
export type Answer =
  | {
      readonly kind: 'page';
      readonly title: string;
      readonly body: Markup;
      /** Default 200. */
      readonly status?: number;
    }
  /** A part of a page, for its script. */
  | { readonly kind: 'fragment'; readonly body: Markup }
  | { readonly kind: 'redirect'; readonly to: string; readonly cookies?: readonly string[] }
  | {
      readonly kind: 'file';
      readonly name: string;
      readonly type: string;
      readonly body: string | AsyncIterable<string>;
    };

export function page(title: string, body: Markup, status = 200): Answer {
  return { kind: 'page', title, body, status };
}

export function redirect(to: string): Answer {
  return { kind: 'redirect', to };
}
