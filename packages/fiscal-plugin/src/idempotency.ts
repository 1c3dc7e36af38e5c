import { refused, unknown } from './contract/fault.js';
import type { Storage } from './contract/services.js';
import type { FiscalDocument, Outcome } from './contract/types.js';

/** Remembers what became of each key, over restarts, in the plug-in's storage. */
export interface Idempotency {
  /**
   * Makes a document once: the first call with a key runs `make`; a later one with the same key gets the same document,
   * also after a restart. A refusal made no document, so that the same key may try again. A key whose `make` did not
   * end, since the plug-in fell, is `unknown` until `resolve` finds out.
   */
  once(key: string, make: () => Promise<Outcome>): Promise<Outcome>;
  /** What is known of a key; `undefined` where it was never seen. */
  find(key: string): Promise<Outcome | undefined>;
  /**
   * Answer for `resolve`: what is known of the key, or what `look` finds out about one whose outcome is unknown. A key
   * that was never seen made no document. A document that was `queued` is looked up again: once the authority has it,
   * it is kept as `accepted`; it stays the same document, whatever `look` says.
   */
  resolve(key: string, look: () => Promise<Outcome>): Promise<Outcome>;
}

/** What the cashier reads of a key; in the language that the till gave to `init`. */
export interface KeyTexts {
  /** No document was made, since the key was never seen. */
  readonly neverSeen: string;
  /** Whether a document was made is not known yet. */
  readonly notFinished: string;
}

const ENGLISH: KeyTexts = {
  neverSeen: 'No receipt was made',
  notFinished: 'It is not known yet whether the receipt was made: ask again, and do not sell it anew',
};

/**
 * @param storage `services.storage`; one small file a key, below `keys/`.
 * @param texts asked each time that a text is needed; English where it is absent.
 */
export function idempotent(
  storage: Pick<Storage, 'read' | 'write'>,
  texts: () => KeyTexts = () => ENGLISH,
): Idempotency {
  const running = new Map<string, Promise<Outcome>>();

  async function find(key: string): Promise<Outcome | undefined> {
    const text = await storage.read(fileOf(key));
    return text === undefined ? undefined : (JSON.parse(text) as { outcome: Outcome }).outcome;
  }

  async function keep(key: string, outcome: Outcome): Promise<Outcome> {
    await storage.write(fileOf(key), JSON.stringify({ key, outcome }));
    return outcome;
  }

  async function makeOnce(key: string, make: () => Promise<Outcome>): Promise<Outcome> {
    const known = await find(key);
    // A refusal made no document, so the same key may try again; everything else stands.
    if (known !== undefined && known.outcome !== 'refused') return known;
    await keep(
      key,
      unknown('plugin', 'not-finished', `the operation of key ${key} was begun`, texts().notFinished),
    );
    return await keep(key, await make());
  }

  function alone(key: string, act: () => Promise<Outcome>): Promise<Outcome> {
    const before = running.get(key);
    if (before !== undefined) return before;
    const now = act().finally(() => running.delete(key));
    running.set(key, now);
    return now;
  }

  return {
    find,
    once: (key, make) => alone(key, () => makeOnce(key, make)),
    resolve: (key, look) =>
      alone(key, async () => {
        const known = await find(key);
        if (known === undefined) {
          return refused('request', 'never-seen', `key ${key} was never seen`, texts().neverSeen);
        }
        if (known.outcome === 'unknown') return await keep(key, await look());
        if (known.outcome !== 'done' || known.document.authority !== 'queued') return known;
        const now = await look();
        return isAccepted(known.document, now) ? await keep(key, now) : known;
      }),
  };
}

function isAccepted({ id }: FiscalDocument, now: Outcome): boolean {
  return now.outcome === 'done' && now.document.id === id && now.document.authority === 'accepted';
}

/** A file name that any file system takes and that two keys never share. */
function fileOf(key: string): string {
  let name = '';
  for (const character of key) {
    name += /[a-z0-9]/.test(character) ? character : `_${character.codePointAt(0)?.toString(16)}_`;
  }
  const head = name.slice(0, 100);
  return `keys/${head === name ? name : `${head}-${hash(key)}`}.json`;
}

/** FNV-1a twice with different bases, 64 bits: long keys of the same head differ in the end of the name. */
function hash(text: string): string {
  let a = 0x811c9dc5;
  let b = 0x9747b28c;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    a = Math.imul(a ^ code, 0x01000193);
    b = Math.imul(b ^ code, 0x5bd1e995) ^ (b >>> 13);
  }
  return (a >>> 0).toString(16).padStart(8, '0') + (b >>> 0).toString(16).padStart(8, '0');
}
