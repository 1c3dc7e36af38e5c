/** What the emulator uses of `node:crypto`, for a page: the browser's own HMAC answers later, and a register signs at once. */
import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';

type Input = Uint8Array | string;

const bytesOf = (input: Input): Uint8Array =>
  typeof input === 'string' ? new TextEncoder().encode(input) : input;

export function createHmac(_algorithm: 'sha256', key: Input) {
  const mac = hmac.create(sha256, bytesOf(key));
  const self = {
    update(input: Input) {
      mac.update(bytesOf(input));
      return self;
    },
    digest: () => mac.digest(),
  };
  return self;
}

export const randomUUID = (): string => globalThis.crypto.randomUUID();
